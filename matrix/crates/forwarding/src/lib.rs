//! auto_impl, delegate and derive_setters: methods that others have.

use auto_impl::auto_impl;
use delegate::delegate;
use derive_setters::Setters;

#[auto_impl(&, &mut, Box, std::rc::Rc, std::sync::Arc)]
pub trait Speak {
    const LEGS: u32;

    fn say(&self, times: usize) -> String;

    #[auto_impl(keep_default_for(&))]
    fn loud(&self) -> String {
        self.say(1).to_uppercase()
    }

    fn generic<'a, T: AsRef<str> + ?Sized>(&self, text: &'a T) -> &'a str {
        text.as_ref()
    }
}

#[auto_impl(Fn)]
pub trait Convert<T> {
    fn convert(&self, value: T) -> i64;
}

pub struct Dog;

impl Speak for Dog {
    const LEGS: u32 = 4;

    fn say(&self, times: usize) -> String {
        "woof".repeat(times)
    }
}

pub fn twice(convert: impl Convert<u8>) -> i64 {
    convert.convert(1) + convert.convert(2)
}

#[derive(Default)]
pub struct Stack<T> {
    inner: Vec<T>,
    names: Names,
}

#[derive(Default)]
pub struct Names(Option<String>);

impl Names {
    fn first(&self) -> Result<&str, u8> {
        self.0.as_deref().ok_or(7)
    }

    async fn later(&self, plus: u32) -> u32 {
        plus + 1
    }
}

impl<T: Clone> Stack<T> {
    delegate! {
        to self.inner {
            pub fn push(&mut self, value: T);
            pub fn pop(&mut self) -> Option<T>;
            #[call(len)]
            pub fn size(&self) -> usize;
            #[into]
            pub fn clone(&self) -> std::rc::Rc<[T]>;
            #[call(extend_from_slice)]
            pub fn zeroes(&mut self, #[as_ref] more: &[T]);
            #[expr($.first().cloned())]
            #[call(as_slice)]
            pub fn bottom(&self) -> Option<T>;
        }
        #[through(std::convert::AsRef::<[T]>)]
        to &self.inner {
            pub fn as_ref(&self) -> &[T];
        }
        to self.names {
            #[unwrap]
            pub fn first(&self) -> &str;
            pub async fn later(&self, [ 41 ]) -> u32;
        }
    }
}

#[derive(Setters, Default, Debug, PartialEq, Clone)]
#[setters(prefix = "with_", into, strip_option)]
pub struct Options<'a> {
    pub name: String,
    pub size: Option<u32>,
    #[setters(rename = "called", into = false)]
    pub label: &'a str,
    #[setters(skip)]
    pub untouched: bool,
    #[setters(bool)]
    pub loud: bool,
    #[setters(borrow_self)]
    pub count: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn implementations() {
        let boxed: Box<Dog> = Box::new(Dog);
        assert_eq!((boxed.say(2), (&Dog).loud(), std::rc::Rc::new(Dog).generic("x")), ("woofwoof".into(), "WOOF".into(), "x"));
        assert_eq!(<&Dog as Speak>::LEGS, 4);
        assert_eq!(twice(|value: u8| i64::from(value) * 10), 30);
    }

    #[test]
    fn delegated() {
        let mut stack = Stack::<u8>::default();
        stack.push(1);
        stack.zeroes(&[0, 0]);
        assert_eq!((stack.size(), stack.pop(), stack.bottom(), stack.as_ref().len()), (3, Some(0), Some(1), 2));
        stack.names = Names(Some("n".into()));
        assert_eq!(stack.first(), "n");
        assert_eq!(stack.clone().len(), 2);
    }

    #[test]
    fn setters() {
        let mut options = Options::default().with_name("n").with_size(3u32).called("l").with_loud();
        options.with_count(9u64);
        assert_eq!(options, Options { name: "n".into(), size: Some(3), label: "l", untouched: false, loud: true, count: 9 });
    }
}
