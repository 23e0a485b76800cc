//! async-trait: lifetimes, generics, default methods, `?Send`, self types, and a trait from `macro_rules`.

use std::fmt::Debug;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use async_trait::async_trait;

#[async_trait]
pub trait Store: Send + Sync {
    type Item: Debug + Send;
    const LIMIT: usize;

    async fn get(&self, key: &str) -> Option<Self::Item>;

    async fn put<'a>(&'a mut self, key: &'a str, value: Self::Item) -> Result<(), &'a str>
    where
        Self: 'a;

    async fn describe(&self, keys: &[&str]) -> String {
        let mut text = String::new();
        for key in keys.iter().take(Self::LIMIT) {
            text += &format!("{key}={:?};", self.get(key).await);
        }
        text
    }

    async fn consume(self: Box<Self>, mut times: u8) -> u8 {
        times += 1;
        times
    }

    async fn visit<F, T>(&self, f: F, (a, b): (T, T)) -> T
    where
        F: Fn(T, T) -> T + Send + Sync,
        T: Send + 'static,
        Self: Sized,
    {
        f(a, b)
    }
}

#[derive(Default)]
pub struct Memory(Vec<(String, u32)>);

#[async_trait]
impl Store for Memory {
    type Item = u32;
    const LIMIT: usize = 2;

    async fn get(&self, key: &str) -> Option<Self::Item> {
        let Self(entries) = self;
        entries.iter().find(|(name, _)| name == key).map(|&(_, value)| value)
    }

    async fn put<'a>(&'a mut self, key: &'a str, value: u32) -> Result<(), &'a str>
    where
        Self: 'a,
    {
        if self.get(key).await.is_some() {
            return Err(key);
        }
        self.0.push((key.to_owned(), value));
        Ok(())
    }
}

#[async_trait(?Send)]
pub trait Local<T> {
    async fn run(&mut self, value: T) -> T;
}

#[async_trait(?Send)]
impl<T: Clone + 'static, const N: usize> Local<std::rc::Rc<T>> for [Option<std::rc::Rc<T>>; N] {
    async fn run(&mut self, value: std::rc::Rc<T>) -> std::rc::Rc<T> {
        for place in self.iter_mut() {
            *place = Some(value.clone());
        }
        value
    }
}

macro_rules! service {
    ($name:ident: $($method:ident($argument:ident: $type:ty) -> $result:ty = $body:expr;)*) => {
        #[async_trait]
        pub trait $name {
            $(async fn $method(&self, $argument: $type) -> $result { $body })*
        }
    };
}

service!(Service: double(value: u32) -> u32 = value * 2; name(text: String) -> String = text + "!";);

pub struct Plain;
impl Service for Plain {}

struct Nothing;
impl Wake for Nothing {
    fn wake(self: Arc<Self>) {}
}

pub fn block_on<F: Future>(future: F) -> F::Output {
    let waker = Waker::from(Arc::new(Nothing));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::rc::Rc;

    #[test]
    fn store() {
        let mut memory = Memory::default();
        assert_eq!(block_on(memory.put("a", 1)), Ok(()));
        assert_eq!(block_on(memory.put("a", 2)), Err("a"));
        assert_eq!(block_on(memory.describe(&["a", "b", "c"])), "a=Some(1);b=None;");
        assert_eq!(block_on(memory.visit(|a, b| a + b, (1, 2))), 3);
        assert_eq!(block_on(Box::new(memory).consume(1)), 2);
    }

    #[test]
    fn local_and_rules() {
        let mut places: [Option<Rc<u8>>; 2] = [None, None];
        assert_eq!(*block_on(places.run(Rc::new(1))), 1);
        assert_eq!(block_on(Plain.double(2)), 4);
        assert_eq!(block_on(Plain.name("n".into())), "n!");
    }
}
