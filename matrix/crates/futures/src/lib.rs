//! futures-macro in a crate of edition 2018: `join!`, `select!`, `pin_mut!`, `stream_select!`.

use futures::channel::oneshot;
use futures::executor::block_on;
use futures::{future, join, pin_mut, select, select_biased, stream, stream_select, try_join, FutureExt, StreamExt};

pub async fn sums() -> (u8, Result<(u8, &'static str), ()>) {
    // Names that the macros use as well.
    let __fut0 = 1;
    let _fut0 = 2u8;
    let (a, b, c) = join!(async { __fut0 }, async { _fut0 }, future::ready(3),);
    let both = try_join!(async { Ok::<_, ()>(1) }, async { Ok("b") });
    (a + b + c, both)
}

pub async fn racing() -> Vec<u32> {
    let (send, receive) = oneshot::channel::<u32>();
    let mut receive = receive.fuse();
    let mut numbers = stream::iter(1..=3u32).fuse();
    let mut send = Some(send);
    let mut seen = Vec::new();
    loop {
        select_biased! {
            value = receive => {
                seen.push(value.unwrap_or(0));
                break;
            }
            number = numbers.next() => match number {
                Some(number) => seen.push(number),
                None => {
                    if let Some(send) = send.take() {
                        send.send(99).unwrap();
                    }
                }
            },
            complete => break,
        }
    }
    seen
}

pub async fn defaults() -> &'static str {
    let never = future::pending::<()>().fuse();
    pin_mut!(never);
    select! {
        () = never => "never",
        default => "default",
    }
}

pub async fn streams() -> Vec<u8> {
    let mut all: Vec<u8> = stream_select!(stream::iter([1, 2]), stream::iter(vec![3])).collect().await;
    all.sort_unstable();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all() {
        assert_eq!(block_on(sums()), (6, Ok((1, "b"))));
        assert_eq!(block_on(racing()), [1, 2, 3, 99]);
        assert_eq!(block_on(defaults()), "default");
        assert_eq!(block_on(streams()), [1, 2, 3]);
    }
}
