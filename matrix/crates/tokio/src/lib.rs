//! tokio-macros: main and test functions with all settings, `select!`, `join!`, and task-local values.

use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::sleep;

tokio::task_local! {
    pub static REQUEST: u32;
}

/// Runs on a runtime of its own.
#[tokio::main(flavor = "current_thread")]
pub async fn blocking(count: u32) -> Result<u32, std::num::ParseIntError> {
    let text = format!("{count}");
    let parsed: u32 = text.parse()?;
    Ok(parsed + 1)
}

#[tokio::main(flavor = "multi_thread", worker_threads = 1)]
pub async fn threads() -> u32 {
    tokio::spawn(async { 5 }).await.unwrap()
}

pub async fn merge(mut left: mpsc::Receiver<u8>, mut right: mpsc::Receiver<u8>, stop: oneshot::Receiver<()>) -> Vec<u8> {
    let mut seen = Vec::new();
    let mut stop = stop;
    loop {
        tokio::select! {
            biased;
            Some(value) = left.recv() => seen.push(value),
            value = right.recv(), if seen.len() < 10 => match value {
                Some(value) => seen.push(value + 100),
                None => break,
            },
            _ = &mut stop => break,
            else => return seen,
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs() {
        assert_eq!(blocking(4), Ok(5));
        assert_eq!(threads(), 5);
    }

    #[tokio::test]
    async fn selects() {
        let (a, left) = mpsc::channel(4);
        let (b, right) = mpsc::channel(4);
        let (_stop, stopped) = oneshot::channel();
        a.send(1).await.unwrap();
        b.send(2).await.unwrap();
        drop((a, b));
        assert_eq!(merge(left, right, stopped).await, [1, 102]);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    #[should_panic(expected = "in a task")]
    async fn panics() {
        sleep(Duration::from_millis(1)).await;
        panic!("in a task");
    }

    #[tokio::test(crate = "tokio")]
    async fn joins() -> Result<(), String> {
        let (a, b) = tokio::join!(async { 1 }, async { "b" });
        assert_eq!((a, b), (1, "b"));
        let both = tokio::try_join!(async { Ok::<_, String>(1) }, async { Err::<u8, _>("no".to_string()) });
        assert_eq!(both, Err("no".to_string()));
        REQUEST.scope(7, async { assert_eq!(REQUEST.get(), 7) }).await;
        let first = tokio::select! {
            value = async { 1 } => value,
            _ = sleep(Duration::from_secs(60)) => 2,
        };
        assert_eq!(first, 1);
        Ok(())
    }
}
