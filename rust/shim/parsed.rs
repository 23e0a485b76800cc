//! Keeps rustc's source map as the macro itself would have left it.
//!
//! Each distinct text that is given to rustc's lexer becomes a file in its source map and shifts all later
//! files by its length plus one; these offsets reach the object code. An entry lists the length and the hash
//! of each text that its macro had parsed. For each one a text of the same length is parsed here, and where
//! a literal can only be made by rustc's lexer, it is taken from there.

use proc_macro::{Literal, TokenStream, TokenTree};
use std::collections::HashMap;
use std::str::FromStr;
use std::sync::{Mutex, OnceLock};

/// Length and FNV-1a-64 of a text.
pub type Print = (usize, u64);

/// The texts that stand for those that were parsed in this process.
pub struct Stand {
    texts: HashMap<Print, String>,
}

/// The literals that an expansion got out of stand-in texts.
#[derive(Default)]
pub struct Harvest {
    literals: Vec<(String, Literal)>,
}

impl Harvest {
    pub fn take(&self, text: &str) -> Option<Literal> {
        self.literals.iter().find(|(known, _)| known == text).map(|(_, literal)| literal.clone())
    }
}

/// Whether all of these have been parsed in this process, so that there is nothing to do for them.
pub fn are_known(prints: &[Print]) -> bool {
    let stand = lock();
    prints.iter().all(|print| stand.texts.contains_key(print))
}

/// Parses a text for each print. `wanted` are the literals that only rustc's lexer can make.
pub fn parse(prints: &[Print], wanted: &[&str]) -> Harvest {
    let mut harvest = Harvest::default();
    let mut stand = lock();
    let mut wanted: Vec<&str> = wanted.to_vec();
    for &print in prints {
        let text = match stand.texts.get(&print) {
            // Parsed before; the same text again adds no file, and is worth it only for its literals.
            Some(text) if wanted.iter().any(|literal| text.contains(literal)) => text.clone(),
            Some(_) => continue,
            None => match wanted.iter().find(|literal| print == print_of(literal)) {
                Some(literal) => literal.to_string(),
                None => stand_in(print, &wanted),
            },
        };
        if let Ok(stream) = TokenStream::from_str(&text) {
            for tree in stream {
                if let TokenTree::Literal(literal) = tree {
                    let text = literal.to_string();
                    if let Some(place) = wanted.iter().position(|wanted| *wanted == text) {
                        wanted.swap_remove(place);
                        harvest.literals.push((text, literal));
                    }
                }
            }
        }
        stand.texts.insert(print, text);
    }
    harvest
}

fn lock() -> std::sync::MutexGuard<'static, Stand> {
    static STAND: OnceLock<Mutex<Stand>> = OnceLock::new();
    let stand = STAND.get_or_init(|| Mutex::new(Stand { texts: HashMap::new() }));
    stand.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

const FNV_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x100_0000_01b3;

/// Length and FNV-1a-64 of a text.
pub fn print_of(text: &str) -> Print {
    let hash = text.bytes().fold(FNV_BASIS, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(FNV_PRIME));
    (text.len(), hash)
}

/// A text of that length, which holds as many of the literals as fit. Two prints get two texts, and the same
/// print the same text in each macro crate, because rustc tells texts apart by what they say.
fn stand_in(print: Print, wanted: &[&str]) -> String {
    let (length, hash) = print;
    if let Some(text) = recovered(print) {
        return text;
    }
    let mut text = String::with_capacity(length);
    for literal in wanted {
        if text.len() + literal.len() < length {
            text.push_str(literal);
            text.push(' ');
        }
    }
    // A name that spells the hash, and space up to the length.
    const LETTERS: &[u8; 52] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut rest = hash;
    for _ in 0..12.min(length - text.len()) {
        text.push(char::from(LETTERS[(rest % 52) as usize]));
        rest /= 52;
    }
    text.extend(std::iter::repeat_n(' ', length - text.len()));
    text
}

/// Very short texts are too few to spell a hash in, but can be found from it.
fn recovered((length, hash): Print) -> Option<String> {
    const INVERSE: u64 = {
        // Newton's iteration doubles the number of right bits.
        let mut inverse = 1u64;
        let mut step = 0;
        while step < 6 {
            inverse = inverse.wrapping_mul(2u64.wrapping_sub(FNV_PRIME.wrapping_mul(inverse)));
            step += 1;
        }
        inverse
    };
    // What cannot upset rustc's lexer, whatever comes next to it.
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_ .,;:=<>&|+-*!?@^%~".contains(&byte);
    // Undo the last byte: the state before it differs from this only in the low eight bits.
    let before_last = hash.wrapping_mul(INVERSE);
    let last = |state: u64| {
        let byte = state ^ before_last;
        (byte < 0x80 && is_plain(byte as u8)).then_some(byte as u8)
    };
    let plain = || (0x20u8..0x7f).filter(|&byte| is_plain(byte));
    let next = |state: u64, byte: u8| (state ^ u64::from(byte)).wrapping_mul(FNV_PRIME);
    let bytes = match length {
        0 => Vec::new(),
        1 => vec![last(FNV_BASIS)?],
        2 => plain().find_map(|a| Some(vec![a, last(next(FNV_BASIS, a))?]))?,
        3 => plain().find_map(|a| {
            let state = next(FNV_BASIS, a);
            plain().find_map(|b| Some(vec![a, b, last(next(state, b))?]))
        })?,
        _ => return None,
    };
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fnv_vectors() {
        assert_eq!(print_of(""), (0, 0xcbf29ce484222325));
        assert_eq!(print_of("a"), (1, 0xaf63dc4c8601ec8c));
        assert_eq!(print_of("foobar"), (6, 0x85944171f73967e8));
    }

    #[test]
    fn short_texts_are_found_again() {
        for text in ["", "0", "x", "0u", "==", "0u8", "1.5", "fn "] {
            assert_eq!(stand_in(print_of(text), &[]), text);
        }
        for text in ["(", "\"", "'a", "\"x\"", "é"] {
            let stand_in = stand_in(print_of(text), &[]);
            assert_eq!(stand_in.len(), text.len());
            assert!(stand_in.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{stand_in}");
        }
    }

    #[test]
    fn stand_ins_have_the_length_and_differ() {
        let texts: Vec<String> = (0..500).map(|n| format!("fn f{n:03}() {{}}")).collect();
        let mut seen = std::collections::HashSet::new();
        for text in &texts {
            let stand_in = stand_in(print_of(text), &[]);
            assert_eq!(stand_in.len(), text.len());
            assert!(seen.insert(stand_in));
        }
    }

    #[test]
    fn literals_are_put_in_where_they_fit() {
        let text = stand_in((20, 12345), &["0x48u16", "r\"a long one that does not fit\"", "r\"b\""]);
        assert_eq!(text.len(), 20);
        assert!(text.starts_with("0x48u16 r\"b\" "), "{text}");
        assert_eq!(stand_in((4, 12345), &["0x48u16"]).len(), 4);
        assert!(stand_in((1000, 1), &[]).ends_with(' '));
    }
}
