//! Keeps rustc's source map as the macro itself would have left it.
//!
//! Each distinct text that is given to rustc's lexer becomes a file in its source map and shifts all later
//! files by its length plus one; these offsets reach the object code. An entry lists the length and the hash
//! of each text that its macro had parsed. For each one a text of the same length is parsed here. What can only
//! be made by rustc's lexer is taken from there: some literals, and streams that the macro did not open.

use crate::spelling::Spelled;
use proc_macro::{token_stream, Literal, TokenStream, TokenTree};
use std::collections::{BTreeMap, HashMap};
use std::str::FromStr;
use std::sync::{Mutex, OnceLock};

/// Length and FNV-1a-64 of a text.
pub type Print = (usize, u64);

/// The texts that stand for those that were parsed in this process.
pub struct Stand {
    texts: HashMap<Print, Text>,
}

#[derive(Clone)]
struct Text {
    text: String,
    places: Vec<Place>,
}

/// A stream that is in a text: alone there if it is the whole (0), else in braces, one such behind the other.
#[derive(Clone, Copy)]
struct Place {
    number: u32,
    /// How many groups are in it: the streams that follow it.
    groups: u32,
}

/// A stream of a parsed text: the text's index in the entry's list, and the stream's number, 0 for the whole.
pub type StreamId = (u32, u32);

/// What an expansion got out of stand-in texts.
#[derive(Default)]
pub struct Harvest {
    literals: Vec<(String, Literal)>,
    streams: HashMap<StreamId, TokenStream>,
}

impl Harvest {
    pub fn take(&self, text: &str) -> Option<Literal> {
        self.literals.iter().find(|(known, _)| known == text).map(|(_, literal)| literal.clone())
    }

    /// Takes the wanted literals out of a stream and the groups in it.
    fn collect(&mut self, stream: TokenStream, wanted: &mut Vec<&str>) {
        let mut open = vec![stream.into_iter()];
        while let (Some(trees), false) = (open.last_mut(), wanted.is_empty()) {
            match trees.next() {
                None => _ = open.pop(),
                Some(TokenTree::Group(group)) => open.push(group.stream().into_iter()),
                Some(TokenTree::Literal(literal)) => {
                    let text = literal.to_string();
                    if let Some(place) = wanted.iter().position(|wanted| *wanted == text) {
                        wanted.swap_remove(place);
                        self.literals.push((text, literal));
                    }
                }
                Some(_) => {}
            }
        }
    }

    /// The stream as rustc made it, unopened.
    pub fn stream(&self, id: StreamId) -> Option<&TokenStream> {
        self.streams.get(&id)
    }
}

/// Whether all of these have been parsed in this process, so that there is nothing to do for them.
pub fn are_known(prints: &[Print]) -> bool {
    let stand = lock();
    prints.iter().all(|print| stand.texts.contains_key(print))
}

/// Parses a text for each print. `wanted` are the literals that only rustc's lexer can make, `streams` the ones
/// that the expansion hands back. An error says what is wrong with these.
pub fn parse(prints: &[Print], wanted: &[&str], streams: &BTreeMap<StreamId, Spelled>) -> Result<Harvest, &'static str> {
    let mut harvest = Harvest::default();
    let mut stand = lock();
    let mut wanted: Vec<&str> = wanted.to_vec();
    for (index, &print) in (0..).zip(prints) {
        let pieces: Vec<(u32, &Spelled)> = streams.range((index, 0)..=(index, u32::MAX)).map(|(id, spelled)| (id.1, spelled)).collect();
        let text = match stand.texts.get(&print) {
            // Parsed before; the same text again adds no file, and is worth it only for what is in it.
            Some(known) if !pieces.is_empty() && pieces.iter().all(|&(number, _)| place_of(&known.places, number).is_some()) => known.clone(),
            _ if !pieces.is_empty() => laid_out(print, &pieces, &wanted).ok_or("more tokens than the text can have had that was parsed")?,
            Some(known) if wanted.iter().any(|literal| known.text.contains(literal)) => known.clone(),
            Some(_) => continue,
            None => match wanted.iter().find(|literal| print == print_of(literal)) {
                Some(literal) => Text { text: literal.to_string(), places: Vec::new() },
                None => Text { text: stand_in(print, &wanted), places: Vec::new() },
            },
        };
        let stream = TokenStream::from_str(&text.text);
        if !pieces.is_empty() {
            let stream = stream.as_ref().map_err(|_| "rustc cannot read what was parsed")?;
            for (number, _) in pieces {
                let piece = stream_in(stream, &text.places, number).ok_or("what was parsed has other groups")?;
                harvest.streams.insert((index, number), piece);
            }
        }
        if let Ok(stream) = stream {
            harvest.collect(stream, &mut wanted);
        }
        stand.texts.insert(print, text);
    }
    Ok(harvest)
}

/// A text of the print's length with these pieces of it, which come by number, and as many of the literals as fit
/// behind them; `None` if it is too short. Two prints with the same pieces get two texts where that is possible.
fn laid_out((length, hash): Print, pieces: &[(u32, &Spelled)], wanted: &[&str]) -> Option<Text> {
    let mut text = String::with_capacity(length);
    let mut places = Vec::new();
    for &(number, piece) in pieces {
        if place_of(&places, number).is_some() {
            continue;
        }
        places.push(Place { number, groups: piece.groups });
        if number == 0 {
            text.push_str(piece.text.strip_suffix([' ', '\n']).unwrap_or(&piece.text));
        } else {
            text.extend(["{", &piece.text, "}"]);
        }
    }
    // A whole stands alone, and what it lacks was not in the text.
    if places.first().is_some_and(|place| place.number > 0) {
        for literal in wanted {
            if text.len() + literal.len() < length {
                text.extend([" ", literal]);
            }
        }
    }
    let mut room = length.checked_sub(text.len())?;
    if room > 0 {
        text.push('\n');
        room -= 1;
    }
    if room > 4 {
        text.push_str("/* ");
        room -= 5;
        spell_hash(&mut text, hash, room.min(12));
        text.extend(std::iter::repeat_n(' ', room - room.min(12)));
        text.push_str("*/");
    }
    text.extend(std::iter::repeat_n(' ', length - text.len()));
    Some(Text { text, places })
}

/// Index of the place that a stream is in, as such or in one of its groups.
fn place_of(places: &[Place], number: u32) -> Option<usize> {
    places.iter().position(|place| number >= place.number && number - place.number <= place.groups)
}

fn stream_in(stream: &TokenStream, places: &[Place], number: u32) -> Option<TokenStream> {
    let index = place_of(places, number)?;
    let first = places[index].number;
    let place = match first {
        0 => stream.clone(),
        _ => match stream.clone().into_iter().nth(index)? {
            TokenTree::Group(group) => group.stream(),
            _ => return None,
        },
    };
    if number == first { Some(place) } else { nth_group(&place, number - first) }
}

/// The content of a stream's `n`th group, counted in pre-order from 1.
fn nth_group(stream: &TokenStream, n: u32) -> Option<TokenStream> {
    let mut left = n;
    let mut open: Vec<token_stream::IntoIter> = vec![stream.clone().into_iter()];
    while let Some(trees) = open.last_mut() {
        match trees.next() {
            None => {
                open.pop();
            }
            Some(TokenTree::Group(group)) => {
                left -= 1;
                if left == 0 {
                    return Some(group.stream());
                }
                open.push(group.stream().into_iter());
            }
            Some(_) => {}
        }
    }
    None
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
    let letters = 12.min(length - text.len());
    spell_hash(&mut text, hash, letters);
    text.extend(std::iter::repeat_n(' ', length - text.len()));
    text
}

/// A name of up to 12 letters that spells a hash.
fn spell_hash(text: &mut String, hash: u64, letters: usize) {
    const LETTERS: &[u8; 52] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut rest = hash;
    for _ in 0..letters {
        text.push(char::from(LETTERS[(rest % 52) as usize]));
        rest /= 52;
    }
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
    fn pieces_are_laid_out_in_their_length() {
        let spelled = |text: &str, groups| Spelled { text: text.to_string(), groups };
        let (whole, part, other) = (spelled("a(b {c} ) ", 2), spelled("b {c} ", 1), spelled("///d\n", 0));
        let with = |length, pieces: &[(u32, &Spelled)], wanted: &[&str]| laid_out((length, 12345), pieces, wanted).map(|laid_out| laid_out.text);
        let laid_out = |length, pieces: &[(u32, &Spelled)]| with(length, pieces, &[]);
        assert_eq!(laid_out(9, &[(0, &whole), (1, &part)]).as_deref(), Some("a(b {c} )"));
        assert_eq!(laid_out(8, &[(0, &whole)]), None);
        assert_eq!(laid_out(12, &[(0, &whole)]).as_deref(), Some("a(b {c} )\n  "));
        assert_eq!(laid_out(20, &[(0, &whole)]).as_deref(), Some("a(b {c} )\n/* VdEAA*/"));
        assert_eq!(laid_out(16, &[(4, &part), (5, &part), (6, &other)]).as_deref(), Some("{b {c} }{///d\n}\n"));
        assert_eq!(laid_out(40, &[(0, &other)]).map(|text| text.len()), Some(40));
        assert_eq!(with(16, &[(1, &part)], &["r\"a\"", "r\"longer\""]).as_deref(), Some("{b {c} } r\"a\"\n  "));
        assert_eq!(with(12, &[(0, &whole)], &["1_0"]).as_deref(), Some("a(b {c} )\n  "));
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
