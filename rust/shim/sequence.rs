//! Which invocations of the macro crate came before, in this process, and what they looked at. A macro may keep
//! something in statics, and then what it returns depends on them (docs/contracts.md §3, `state`).

use crate::key::Key;
use crate::sha256::{self, Sha256};
use std::sync::Mutex;

/// Each stand-in has a sequence of its own, as each macro crate has statics of its own.
static SEQUENCE: Mutex<Option<[u8; 32]>> = Mutex::new(None);

/// Hash over the invocations so far.
pub fn state() -> String {
    sha256::written(&now())
}

/// Adds an invocation; `observed` is a digest of its entry's `depends`.
pub fn add(key: &Key, observed: &[u8; 32]) {
    let after = after(&now(), key, observed);
    *SEQUENCE.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = Some(after);
}

fn now() -> [u8; 32] {
    SEQUENCE.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).unwrap_or_else(|| sha256::digest(START))
}

const START: &[u8] = b"silcrow-state-1\0";

fn after(before: &[u8; 32], key: &Key, observed: &[u8; 32]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(before);
    hash.update(&key.bytes);
    hash.update(observed);
    hash.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::Kind;

    #[test]
    fn order_and_observations_count() {
        let [a, b] = ["a", "b"].map(|name| Key::new("m_0123456789ab", name, Kind::Function, &[0, 0]));
        let start = sha256::digest(START);
        let [none, some] = [[0; 32], [1; 32]];
        assert_ne!(after(&after(&start, &a, &none), &b, &none), after(&after(&start, &b, &none), &a, &none));
        assert_ne!(after(&start, &a, &none), after(&start, &a, &some));
        assert_ne!(after(&start, &a, &none), start);
    }
}
