//! The key of an invocation (docs/contracts.md §3).

use crate::sha256::{self, Sha256};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Function = 0,
    Attribute = 1,
    Derive = 2,
}

pub struct Key {
    pub bytes: [u8; 32],
    /// `sha256:…`.
    pub written: String,
}

impl Key {
    /// `item` is the macro crate's, `name` the macro's; `wire` holds both streams without spans.
    pub fn new(item: &str, name: &str, kind: Kind, wire: &[u8]) -> Key {
        let mut hash = Sha256::new();
        for part in [b"silcrow-key-1\0", item.as_bytes(), b"::", name.as_bytes(), b"\0", &[kind as u8], wire] {
            hash.update(part);
        }
        let bytes = hash.finish();
        Key { bytes, written: sha256::written(&bytes) }
    }

    /// As file names carry it.
    pub fn key12(&self) -> &str {
        &self.written["sha256:".len()..][..12]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_counts() {
        let key = |item, name, kind, wire| Key::new(item, name, kind, wire).written;
        let base = key("m_0123456789ab", "X", Kind::Derive, &[0, 0]);
        let direct = sha256::digest(b"silcrow-key-1\0m_0123456789ab::X\0\x02\0\0");
        assert_eq!(base, sha256::written(&direct));
        assert_eq!(Key::new("m_0123456789ab", "X", Kind::Derive, &[0, 0]).key12(), &base[7..19]);
        for other in [
            key("n_0123456789ab", "X", Kind::Derive, &[0, 0]),
            key("m_0123456789ab", "Y", Kind::Derive, &[0, 0]),
            key("m_0123456789ab", "X", Kind::Attribute, &[0, 0]),
            key("m_0123456789ab", "X", Kind::Derive, &[0, 1, 2, 43, 0]),
        ] {
            assert_ne!(other, base);
        }
    }
}
