//! phf_macros: tables that are computed when the macro runs.

use phf::{phf_map, phf_ordered_map, phf_ordered_set, phf_set, Map, OrderedMap, OrderedSet, Set};

pub static WORDS: Map<&'static str, u32> = phf_map! {
    "one" => 1,
    "two" => 1 + 1,
    "drei 🦀" => { let x = 3; x },
    "four\n" => u32::from_be_bytes([0, 0, 0, 4]),
};

pub static BYTES: Map<u8, &'static [u8]> = phf_map! {
    b'a' => b"A",
    b'b' => &[1, 2, 3],
    0x7fu8 => b"del",
};

pub static CHARS: Set<char> = phf_set!('a', 'ä', '\u{1F980}', '\'');

pub static ORDERED: OrderedMap<i64, fn(i64) -> i64> = phf_ordered_map! {
    3i64 => |x| x * 3,
    -1i64 => negate,
    2i64 => |x| x + 2,
};

pub static SEQUENCE: OrderedSet<(u8, bool)> = phf_ordered_set! { (1u8, true), (0u8, false) };

#[cfg(test)]
pub static ARRAYS: Map<[u8; 2], u8> = phf_map! { [1u8, 2u8] => 1, [3u8, 4u8] => 2 };

fn negate(x: i64) -> i64 {
    -x
}

pub static PATTERNS: Map<&'static str, u8> = phf_map! {
    "a" | "A" => 1,
    "b" => 2,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lookups() {
        assert_eq!((WORDS.get("two"), WORDS.get("drei 🦀"), WORDS.get("four\n"), WORDS.get("x")), (Some(&2), Some(&3), Some(&4), None));
        assert_eq!(BYTES[&b'b'], [1, 2, 3]);
        assert!(CHARS.contains(&'🦀') && CHARS.contains(&'\'') && !CHARS.contains(&'b'));
        assert_eq!(ORDERED.keys().copied().collect::<Vec<_>>(), [3, -1, 2]);
        assert_eq!(ORDERED[&-1](5), -5);
        assert_eq!(SEQUENCE.get_index(&(0, false)), Some(1));
        assert_eq!((ARRAYS[&[3, 4]], PATTERNS["A"]), (2, 1));
    }
}
