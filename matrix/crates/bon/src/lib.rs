//! bon-macros: builders with typestates; very large expansions.

use bon::{bon, builder, Builder};

#[builder(finish_fn = call_it)]
pub fn greet(#[builder(start_fn)] prefix: &'static str, name: &str, #[builder(default = 1)] times: usize, suffix: Option<char>) -> String {
    let mut text = prefix.to_owned();
    for _ in 0..times {
        text += name;
    }
    text.extend(suffix);
    text
}

#[derive(Builder, Debug, PartialEq, Clone)]
#[builder(const)]
pub struct Point {
    pub x: i32,
    pub y: i32,
}

#[derive(Builder, Debug, PartialEq)]
#[builder(on(String, into), state_mod(vis = "pub"), builder_type = UserMaker)]
pub struct User<'a, T: Clone, const N: usize> {
    /// Documented
    #[builder(field)]
    pub tags: Vec<String>,
    pub name: String,
    #[builder(skip = name.len())]
    pub length: usize,
    #[builder(with = |a: u8, b: u8| a + b)]
    pub sum: u8,
    #[builder(name = values_of, required)]
    pub values: Option<[T; N]>,
    pub text: Option<&'a str>,
}

impl<'a, T: Clone, const N: usize, S: user_maker::State> UserMaker<'a, T, N, S> {
    pub fn tag(mut self, tag: &str) -> Self {
        self.tags.push(tag.into());
        self
    }
}

pub struct Counter {
    value: u32,
}

#[bon]
impl Counter {
    #[builder]
    pub fn new(#[builder(default = 5)] start: u32) -> Self {
        Self { value: start }
    }

    #[builder]
    pub async fn add<I: IntoIterator<Item = u32>>(&mut self, numbers: I, factor: Option<u32>) -> u32 {
        self.value += numbers.into_iter().sum::<u32>() * factor.unwrap_or(1);
        self.value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builds() {
        assert_eq!(greet("> ").name("ab").times(2).suffix('!').call_it(), "> abab!");
        const POINT: Point = Point::builder().x(1).y(2).build();
        assert_eq!(POINT, Point { x: 1, y: 2 });
        let user = User::<u8, 2>::builder().tag("t").name("nm").sum(1, 2).values_of(Some([1, 2])).maybe_text(Some("x")).build();
        assert_eq!((user.length, user.sum, user.tags.len(), user.text), (2, 3, 1, Some("x")));
        let mut counter = Counter::builder().build();
        let mut future = std::pin::pin!(counter.add().numbers([1, 2]).factor(2).call());
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        assert_eq!(std::future::Future::poll(future.as_mut(), &mut context), std::task::Poll::Ready(11));
    }
}
