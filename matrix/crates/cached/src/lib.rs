//! cached: functions that remember, with statics and more functions beside them.

use std::sync::atomic::{AtomicU32, Ordering};

use cached::macros::{cached, concurrent_cached, once};

pub static CALLS: AtomicU32 = AtomicU32::new(0);

#[cached]
pub fn squared(value: u64) -> u64 {
    CALLS.fetch_add(1, Ordering::SeqCst);
    value * value
}

/// Only even numbers are kept.
#[cached(max_size = 2, ttl_secs = 600, name = "HALVES")]
pub fn half(value: u32) -> Result<u32, String> {
    CALLS.fetch_add(1, Ordering::SeqCst);
    if value % 2 == 0 { Ok(value / 2) } else { Err(format!("{value} is odd")) }
}

#[cached(key = "String", convert = r#"{ format!("{left}-{}", right.len()) }"#)]
pub fn joined(left: &str, right: &[u8]) -> Option<String> {
    (!right.is_empty()).then(|| format!("{left}{right:?}"))
}

#[once]
pub fn first(value: u8) -> u8 {
    value
}

#[concurrent_cached(max_size = 10)]
pub fn shared(id: i32) -> Vec<i32> {
    CALLS.fetch_add(1, Ordering::SeqCst);
    vec![id; 2]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remembers() {
        let calls = || CALLS.load(Ordering::SeqCst);
        assert_eq!((squared(4), squared(4), squared(5)), (16, 16, 25));
        assert_eq!(calls(), 2);
        assert_eq!((squared_no_cache(4), calls()), (16, 3));
        assert_eq!((half(4), half(4), calls()), (Ok(2), Ok(2), 4));
        assert!(half(3).is_err() && half(3).is_err());
        assert_eq!(calls(), 6);
        assert_eq!((shared(1), shared(1), calls()), (vec![1, 1], vec![1, 1], 7));
        assert_eq!(squared_prime_cache(4), 16);
        assert_eq!(calls(), 8);
    }

    #[test]
    fn by_key() {
        assert_eq!(joined("a", &[1]), Some("a[1]".into()));
        assert_eq!(joined("a", &[2]), Some("a[1]".into()));
        assert_eq!((joined("b", &[]), first(3), first(9)), (None, 3, 3));
    }
}
