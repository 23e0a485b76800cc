//! async-stream and async-recursion: bodies that are rewritten with the caller's variables in them.

use std::future::Future;

use async_recursion::async_recursion;
use async_stream::{stream, try_stream};
use futures::{pin_mut, Stream, StreamExt, TryStreamExt};

pub fn count(up_to: u32) -> impl Stream<Item = u32> {
    stream! {
        let mut sum = 0;
        for n in 1..=up_to {
            sum += n;
            yield sum;
        }
        if up_to > 2 {
            yield 1000;
            return;
        }
        yield 2000;
    }
}

pub fn twice<S: Stream<Item = u32>>(input: S) -> impl Stream<Item = (u32, usize)> {
    stream! {
        let mut seen = Vec::new();
        for await value in input {
            seen.push(value);
            yield (value, seen.len());
            yield (value * 2, seen.iter().filter(|old| **old == value).count());
        }
    }
}

pub fn parsed<'a>(words: &'a [&'a str]) -> impl Stream<Item = Result<i32, std::num::ParseIntError>> + 'a {
    try_stream! {
        for word in words {
            let number: i32 = word.parse()?;
            if number == 0 {
                continue;
            }
            yield number;
        }
    }
}

macro_rules! repeated {
    ($value:expr, $times:literal) => {
        stream! { for _ in 0..$times { let value = $value; yield value; } }
    };
}

#[async_recursion]
pub async fn fibonacci(n: u64) -> u64 {
    match n {
        0 | 1 => n,
        _ => fibonacci(n - 1).await + fibonacci(n - 2).await,
    }
}

#[async_recursion(?Send)]
pub async fn nested<F>(depth: usize, act: &F) -> Vec<usize>
where
    F: Fn(usize) -> usize,
{
    if depth == 0 {
        return vec![];
    }
    let mut found = nested(depth - 1, act).await;
    found.push(act(depth));
    found
}

pub struct Tree<'a>(pub u8, pub Vec<&'a Tree<'a>>);

impl Tree<'_> {
    #[async_recursion]
    pub async fn sum(&self) -> u32 {
        let mut total = u32::from(self.0);
        for child in &self.1 {
            total += child.sum().await;
        }
        total
    }
}

pub fn run<F: Future>(future: F) -> F::Output {
    futures::executor::block_on(future)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams() {
        run(async {
            assert_eq!(count(3).collect::<Vec<_>>().await, [1, 3, 6, 1000]);
            assert_eq!(count(1).collect::<Vec<_>>().await, [1, 2000]);
            let doubled = twice(futures::stream::iter([4, 4]));
            pin_mut!(doubled);
            assert_eq!(doubled.next().await, Some((4, 1)));
            assert_eq!(doubled.collect::<Vec<_>>().await, [(8, 1), (4, 2), (8, 2)]);
            let value = 'x';
            assert_eq!(repeated!(value, 2).collect::<String>().await, "xx");
        });
    }

    #[test]
    fn streams_that_end_with_an_error() {
        run(async {
            assert_eq!(parsed(&["1", "0", "2"]).try_collect::<Vec<_>>().await, Ok(vec![1, 2]));
            let some: Vec<_> = parsed(&["1", "x", "2"]).collect().await;
            assert_eq!(some.len(), 2);
            assert!(some[1].is_err());
        });
    }

    #[test]
    fn recursion() {
        assert_eq!(run(fibonacci(10)), 55);
        assert_eq!(run(nested(3, &|depth| depth * 10)), [10, 20, 30]);
        let leaf = Tree(1, vec![]);
        assert_eq!(run(Tree(5, vec![&leaf, &Tree(2, vec![&leaf])]).sum()), 9);
    }
}
