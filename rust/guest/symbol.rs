//! Interned strings. Macros create the same few names again and again; a symbol makes a token small, free to
//! copy and comparable at once. Nothing is ever freed: in the sandbox the host resets the memory.

use std::cell::RefCell;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Symbol(u32);

impl Symbol {
    pub(crate) fn new(text: &str) -> Symbol {
        INTERNER.with(|interner| interner.borrow_mut().intern(text))
    }

    #[inline]
    pub(crate) fn as_str(self) -> &'static str {
        INTERNER.with(|interner| interner.borrow().strings[self.0 as usize])
    }
}

thread_local! {
    static INTERNER: RefCell<Interner> = const {
        RefCell::new(Interner { strings: Vec::new(), slots: Vec::new(), spare: &mut [] })
    };
}

struct Interner {
    strings: Vec<&'static str>,
    /// Open addressing, a power of two in size: (hash, index into `strings` plus one or 0 for a free slot).
    slots: Vec<(u32, u32)>,
    /// Rest of the block that short strings are copied into.
    spare: &'static mut [u8],
}

const FIRST_SLOTS: usize = 512;
const BLOCK: usize = 4096;

impl Interner {
    fn intern(&mut self, text: &str) -> Symbol {
        if (self.strings.len() + 1) * 4 > self.slots.len() * 3 {
            self.grow();
        }
        let hash = hash(text.as_bytes());
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let (slot_hash, slot) = self.slots[at];
            if slot == 0 {
                break;
            }
            if slot_hash == hash && self.strings[slot as usize - 1] == text {
                return Symbol(slot - 1);
            }
            at = (at + 1) & mask;
        }
        let copy = self.copy(text);
        self.strings.push(copy);
        self.slots[at] = (hash, self.strings.len() as u32);
        Symbol(self.strings.len() as u32 - 1)
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(FIRST_SLOTS);
        let old = std::mem::replace(&mut self.slots, vec![(0, 0); size]);
        for (hash, slot) in old {
            if slot != 0 {
                let mut at = hash as usize & (size - 1);
                while self.slots[at].1 != 0 {
                    at = (at + 1) & (size - 1);
                }
                self.slots[at] = (hash, slot);
            }
        }
    }

    fn copy(&mut self, text: &str) -> &'static str {
        let len = text.len();
        let target = if len > BLOCK / 4 {
            vec![0; len].leak()
        } else {
            if len > self.spare.len() {
                self.spare = vec![0; BLOCK].leak();
            }
            let (target, rest) = std::mem::take(&mut self.spare).split_at_mut(len);
            self.spare = rest;
            target
        };
        target.copy_from_slice(text.as_bytes());
        // SAFETY: the bytes are those of a `str`.
        unsafe { std::str::from_utf8_unchecked(target) }
    }
}

fn hash(bytes: &[u8]) -> u32 {
    let mut hash = bytes.len() as u32;
    let mut add = |word: u32| hash = (hash.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9);
    let mut chunks = bytes.chunks_exact(4);
    for chunk in &mut chunks {
        add(u32::from_le_bytes([chunk[0], chunk[1], chunk[2], chunk[3]]));
    }
    for &byte in chunks.remainder() {
        add(byte as u32);
    }
    // The multiplication mixes upwards and the table looks at the low bits.
    hash ^ hash >> 15
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_are_one_symbol() {
        let texts: Vec<String> = (0..5000).map(|i| format!("name{i}")).collect();
        let symbols: Vec<Symbol> = texts.iter().map(|text| Symbol::new(text)).collect();
        for (text, symbol) in texts.iter().zip(&symbols) {
            assert_eq!(symbol.as_str(), text);
            assert!(Symbol::new(text) == *symbol);
        }
        assert!(symbols[0] != symbols[1]);
    }

    #[test]
    fn long_and_empty_texts() {
        let long = "x".repeat(100_000);
        assert_eq!(Symbol::new(&long).as_str(), long);
        assert_eq!(Symbol::new("").as_str(), "");
    }
}
