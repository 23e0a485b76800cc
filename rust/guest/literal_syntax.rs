//! The syntax of literals, as rustc's lexer has it: what is accepted, and what it consists of.

use crate::edition::{Edition, EDITION_2021};
use crate::xid;

/// Named as in the Debug output of rustc's `Literal`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Byte,
    Char,
    Integer,
    Float,
    Str,
    StrRaw(u8),
    ByteStr,
    ByteStrRaw(u8),
    CStr,
    CStrRaw(u8),
    /// Not a literal that can be lexed: rustc hands on what it has reported an error for.
    ErrWithGuar,
}

pub(crate) struct Parts<'a> {
    pub(crate) kind: Kind,
    /// What is between the quotes, or the number with its sign.
    pub(crate) symbol: &'a str,
    pub(crate) suffix: Option<&'a str>,
}

/// Takes apart the text of a literal.
pub(crate) fn split(text: &str) -> Parts<'_> {
    let sign = text.starts_with('-') as usize;
    let scanned = match scan(&text[sign..], EDITION_2021) {
        Ok(Some(scanned)) if scanned.len == text.len() - sign => scanned,
        _ => return Parts { kind: Kind::ErrWithGuar, symbol: text, suffix: None },
    };
    let (prefix, postfix) = scanned.kind.quoting();
    let end = sign + scanned.suffix_start;
    let symbol = if prefix == 0 { &text[..end] } else { &text[sign + prefix..end - postfix] };
    let suffix = (end < text.len()).then(|| &text[end..]);
    Parts { kind: scanned.kind, symbol, suffix }
}

impl<'a> Parts<'a> {
    /// The pieces that rustc's Display writes one by one.
    pub(crate) fn printed_parts(&self) -> Vec<&'a str> {
        let suffix = self.suffix.unwrap_or("");
        let hashes = |count: u8| &HASHES[..count as usize];
        match self.kind {
            Kind::Integer | Kind::Float | Kind::ErrWithGuar => vec![self.symbol, suffix],
            Kind::Byte => vec!["b'", self.symbol, "'", suffix],
            Kind::Char => vec!["'", self.symbol, "'", suffix],
            Kind::Str => vec!["\"", self.symbol, "\"", suffix],
            Kind::ByteStr => vec!["b\"", self.symbol, "\"", suffix],
            Kind::CStr => vec!["c\"", self.symbol, "\"", suffix],
            Kind::StrRaw(n) => vec!["r", hashes(n), "\"", self.symbol, "\"", hashes(n), suffix],
            Kind::ByteStrRaw(n) => vec!["br", hashes(n), "\"", self.symbol, "\"", hashes(n), suffix],
            Kind::CStrRaw(n) => vec!["cr", hashes(n), "\"", self.symbol, "\"", hashes(n), suffix],
        }
    }
}

const HASHES: &str = match std::str::from_utf8(&[b'#'; 255]) {
    Ok(hashes) => hashes,
    Err(_) => unreachable!(),
};

impl Kind {
    /// Bytes before and after the content.
    fn quoting(self) -> (usize, usize) {
        match self {
            Kind::Integer | Kind::Float | Kind::ErrWithGuar => (0, 0),
            Kind::Char | Kind::Str => (1, 1),
            Kind::Byte | Kind::ByteStr | Kind::CStr => (2, 1),
            Kind::StrRaw(n) => (2 + n as usize, 1 + n as usize),
            Kind::ByteStrRaw(n) | Kind::CStrRaw(n) => (3 + n as usize, 1 + n as usize),
        }
    }
}

/// A literal at the start of a text: lengths in bytes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Scanned {
    pub(crate) kind: Kind,
    pub(crate) suffix_start: usize,
    pub(crate) len: usize,
}

/// The literal that `text` starts with, `None` if it does not start with one, or the reason why rustc
/// refuses it. A quote that starts a lifetime is not a literal.
pub(crate) fn scan(text: &str, edition: Edition) -> Result<Option<Scanned>, &'static str> {
    let bytes = text.as_bytes();
    let at = |index: usize| bytes.get(index).copied().unwrap_or(0);
    let scanned = match at(0) {
        // A name, and a string behind it.
        b'c' if edition < EDITION_2021 => return Ok(None),
        b'0'..=b'9' => scan_number(text)?,
        b'"' => scan_quoted(text, Kind::Str, 1)?,
        b'\'' => match scan_char(text)? {
            Some(scanned) => scanned,
            None => return Ok(None),
        },
        b'r' if at(1) == b'"' || is_raw_string_start(text, 1) => scan_raw(text, 1)?,
        b'b' if at(1) == b'\'' => scan_byte(text)?,
        b'b' if at(1) == b'"' => scan_quoted(text, Kind::ByteStr, 2)?,
        b'c' if at(1) == b'"' => scan_quoted(text, Kind::CStr, 2)?,
        b'b' | b'c' if at(1) == b'r' && matches!(at(2), b'"' | b'#') => scan_raw(text, 2)?,
        _ => return Ok(None),
    };
    if &text[scanned.suffix_start..scanned.len] == "_" {
        return Err("underscore literal suffix is not allowed");
    }
    Ok(Some(scanned))
}

/// `r#` starts a raw identifier if an identifier follows; otherwise a raw string, be it a malformed one.
fn is_raw_string_start(text: &str, at: usize) -> bool {
    text.as_bytes().get(at) == Some(&b'#') && !text[at + 1..].chars().next().is_some_and(xid::is_start)
}

/// End of the suffix that may start at `start`.
fn suffix_end(text: &str, start: usize) -> usize {
    let mut chars = text[start..].char_indices();
    match chars.next() {
        Some((_, c)) if xid::is_start(c) => {}
        _ => return start,
    }
    chars.find(|&(_, c)| !xid::is_continue(c)).map_or(text.len(), |(at, _)| start + at)
}

fn with_suffix(text: &str, kind: Kind, suffix_start: usize) -> Scanned {
    Scanned { kind, suffix_start, len: suffix_end(text, suffix_start) }
}

fn scan_number(text: &str) -> Result<Scanned, &'static str> {
    let bytes = text.as_bytes();
    let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
    // Returns the end of the digits from `at` on, and whether there are any beside underscores.
    let digits = |mut at: usize, hexadecimal: bool| {
        let mut any = false;
        loop {
            match byte(at) {
                b'_' => {}
                b'0'..=b'9' => any = true,
                b'a'..=b'f' | b'A'..=b'F' if hexadecimal => any = true,
                _ => return (at, any),
            }
            at += 1;
        }
    };
    let base = match (byte(0), byte(1)) {
        (b'0', b'b') => 2,
        (b'0', b'o') => 8,
        (b'0', b'x') => 16,
        _ => 10,
    };
    let (mut at, any) = digits(if base == 10 { 0 } else { 2 }, base == 16);
    if !any {
        return Err("no valid digits found for number");
    }
    let after_point = text.get(at + 1..).and_then(|rest| rest.chars().next());
    let is_float = match byte(at) {
        b'.' if after_point != Some('.') && !after_point.is_some_and(xid::is_start) => {
            at += 1;
            if byte(at).is_ascii_digit() {
                at = digits(at, false).0;
                if matches!(byte(at), b'e' | b'E') {
                    at = scan_exponent(at + 1, &byte, &digits)?;
                }
            }
            true
        }
        b'e' | b'E' => {
            at = scan_exponent(at + 1, &byte, &digits)?;
            true
        }
        _ => false,
    };
    if is_float && base != 10 {
        return Err("float literals must be decimal");
    }
    if base < 10 && bytes[2..at].iter().any(|&digit| digit != b'_' && digit >= b'0' + base) {
        return Err("invalid digit for the base of the literal");
    }
    Ok(with_suffix(text, if is_float { Kind::Float } else { Kind::Integer }, at))
}

fn scan_exponent(
    mut at: usize,
    byte: &impl Fn(usize) -> u8,
    digits: &impl Fn(usize, bool) -> (usize, bool),
) -> Result<usize, &'static str> {
    if matches!(byte(at), b'+' | b'-') {
        at += 1;
    }
    match digits(at, false) {
        (end, true) => Ok(end),
        _ => Err("expected at least one digit in exponent"),
    }
}

fn scan_quoted(text: &str, kind: Kind, prefix: usize) -> Result<Scanned, &'static str> {
    let bytes = text.as_bytes();
    let mut at = prefix;
    loop {
        match bytes.get(at) {
            None => {
                return Err(match kind {
                    Kind::ByteStr => "unterminated double quote byte string",
                    Kind::CStr => "unterminated C string",
                    _ => "unterminated double quote string",
                })
            }
            Some(b'"') => break,
            Some(b'\\') if matches!(bytes.get(at + 1), Some(b'\\' | b'"')) => at += 2,
            Some(_) => at += 1,
        }
    }
    check_string(&text[prefix..at], kind)?;
    Ok(with_suffix(text, kind, at + 1))
}

fn scan_raw(text: &str, prefix: usize) -> Result<Scanned, &'static str> {
    let rest = &text[prefix..];
    let hashes = rest.bytes().take_while(|&byte| byte == b'#').count();
    if rest.as_bytes().get(hashes) != Some(&b'"') {
        return Err("found invalid character; only `#` is allowed in raw string delimitation");
    }
    let content = prefix + hashes + 1;
    let closing = |at: &usize| text.as_bytes()[at + 1..].iter().take(hashes).filter(|&&byte| byte == b'#').count();
    let end = text[content..]
        .match_indices('"')
        .map(|(at, _)| content + at)
        .find(|at| closing(at) == hashes)
        .ok_or("unterminated raw string")?;
    let count = u8::try_from(hashes).map_err(|_| "too many `#` symbols: raw strings may be delimited by up to 255")?;
    let kind = match text.as_bytes()[0] {
        b'b' => Kind::ByteStrRaw(count),
        b'c' => Kind::CStrRaw(count),
        _ => Kind::StrRaw(count),
    };
    for c in text[content..end].chars() {
        match (c, kind) {
            ('\r', _) => return Err("bare CR not allowed in raw string"),
            ('\0', Kind::CStrRaw(_)) => return Err("null characters in C string literals are not supported"),
            ('\u{80}'.., Kind::ByteStrRaw(_)) => return Err("non-ASCII character in raw byte string literal"),
            _ => {}
        }
    }
    Ok(with_suffix(text, kind, end + 1 + hashes))
}

/// A character literal, or `None` for a lifetime.
fn scan_char(text: &str) -> Result<Option<Scanned>, &'static str> {
    let mut chars = text[1..].chars();
    let first = chars.next().unwrap_or('\0');
    let second = chars.next().unwrap_or('\0');
    if second != '\'' && (xid::is_start(first) || first.is_ascii_digit()) {
        if first == 'r' && second == '#' && chars.next().is_some_and(xid::is_start) {
            return Ok(None);
        }
        let end = text[1..].find(|c| !xid::is_continue(c)).map_or(text.len(), |at| at + 1);
        return if text[end..].starts_with('\'') {
            Err("character literal may only contain one codepoint")
        } else {
            Ok(None)
        };
    }
    let end = single_quoted_end(text, 1).ok_or("unterminated character literal")?;
    check_single(&text[1..end - 1], false)?;
    Ok(Some(with_suffix(text, Kind::Char, end)))
}

fn scan_byte(text: &str) -> Result<Scanned, &'static str> {
    let end = single_quoted_end(text, 2).ok_or("unterminated byte constant")?;
    check_single(&text[2..end - 1], true)?;
    Ok(with_suffix(text, Kind::Byte, end))
}

/// Index after the closing quote of a literal whose content starts at `start`.
fn single_quoted_end(text: &str, start: usize) -> Option<usize> {
    let mut chars = text[start..].char_indices();
    let mut ahead = chars.clone();
    if let (Some((_, first)), Some((at, '\''))) = (ahead.next(), ahead.next()) {
        if first != '\\' {
            return Some(start + at + 1);
        }
    }
    while let Some((at, c)) = chars.next() {
        match c {
            '\'' => return Some(start + at + 1),
            // Most likely the quote was not meant to start a literal.
            '/' => return None,
            '\n' if !chars.as_str().starts_with('\'') => return None,
            '\\' => drop(chars.next()),
            _ => {}
        }
    }
    None
}

fn check_single(content: &str, byte: bool) -> Result<(), &'static str> {
    let mut chars = content.chars();
    match chars.next() {
        None => return Err("empty character literal"),
        Some('\\') => check_escape(&mut chars, if byte { Kind::Byte } else { Kind::Char })?,
        Some('\n' | '\t' | '\'') => return Err("character constant must be escaped"),
        Some('\r') => return Err("character constant must be escaped: `\\r`"),
        Some(c) if byte && !c.is_ascii() => return Err("non-ASCII character in byte literal"),
        Some(_) => {}
    }
    match chars.next() {
        None => Ok(()),
        Some(_) => Err("character literal may only contain one codepoint"),
    }
}

fn check_string(content: &str, kind: Kind) -> Result<(), &'static str> {
    let mut chars = content.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.as_str().starts_with('\n') => {
                chars = chars.as_str().trim_start_matches([' ', '\t', '\n', '\r']).chars();
            }
            '\\' => check_escape(&mut chars, kind)?,
            '\r' => return Err("bare CR not allowed in string, use `\\r` instead"),
            '\0' if kind == Kind::CStr => return Err("null characters in C string literals are not supported"),
            c if kind == Kind::ByteStr && !c.is_ascii() => return Err("non-ASCII character in byte string literal"),
            _ => {}
        }
    }
    Ok(())
}

/// Checks what follows a backslash.
fn check_escape(chars: &mut std::str::Chars<'_>, kind: Kind) -> Result<(), &'static str> {
    const NUL: &str = "null characters in C string literals are not supported";
    let value = match chars.next().ok_or("invalid trailing slash in literal")? {
        '"' | '\'' | 'n' | 'r' | 't' | '\\' => return Ok(()),
        '0' => 0,
        'x' => {
            let mut digit = || {
                chars
                    .next()
                    .ok_or("numeric character escape is too short")?
                    .to_digit(16)
                    .ok_or("invalid character in numeric character escape")
            };
            let value = digit()? * 16 + digit()?;
            if value > 0x7f && matches!(kind, Kind::Char | Kind::Str) {
                return Err("out of range hex escape");
            }
            value
        }
        'u' => {
            let value = unicode_escape(chars)?;
            if matches!(kind, Kind::Byte | Kind::ByteStr) {
                return Err("unicode escape in byte string");
            }
            if char::from_u32(value).is_none() {
                return Err("invalid unicode character escape");
            }
            value
        }
        _ => return Err("unknown character escape"),
    };
    if value == 0 && kind == Kind::CStr {
        return Err(NUL);
    }
    Ok(())
}

fn unicode_escape(chars: &mut std::str::Chars<'_>) -> Result<u32, &'static str> {
    if chars.next() != Some('{') {
        return Err("incorrect unicode escape sequence");
    }
    let mut digits = 0;
    let mut value = 0;
    loop {
        match chars.next().ok_or("unterminated unicode escape")? {
            '_' if digits == 0 => return Err("invalid start of unicode escape: `_`"),
            '_' => {}
            '}' if digits == 0 => return Err("empty unicode escape"),
            '}' if digits > 6 => return Err("overlong unicode escape"),
            '}' => return Ok(value),
            c => {
                let digit = c.to_digit(16).ok_or("invalid character in unicode escape")?;
                digits += 1;
                if digits <= 6 {
                    value = value * 16 + digit;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (Kind, &str, Option<&str>) {
        let parts = split(text);
        (parts.kind, parts.symbol, parts.suffix)
    }

    #[test]
    fn literals_are_split_into_kind_content_and_suffix() {
        assert_eq!(parts("1u8"), (Kind::Integer, "1", Some("u8")));
        assert_eq!(parts("-1_000"), (Kind::Integer, "-1_000", None));
        assert_eq!(parts("0x1fu8"), (Kind::Integer, "0x1f", Some("u8")));
        assert_eq!(parts("-2.5e-3f64"), (Kind::Float, "-2.5e-3", Some("f64")));
        assert_eq!(parts("\"a\\\"b\"x"), (Kind::Str, "a\\\"b", Some("x")));
        assert_eq!(parts("br##\"a\"#\"##"), (Kind::ByteStrRaw(2), "a\"#", None));
        assert_eq!(parts("cr\"\""), (Kind::CStrRaw(0), "", None));
        assert_eq!(parts("'\\''"), (Kind::Char, "\\'", None));
        assert_eq!(parts("b'\\x00'"), (Kind::Byte, "\\x00", None));
        assert_eq!(parts("0b2"), (Kind::ErrWithGuar, "0b2", None));
        assert_eq!(parts("1 "), (Kind::ErrWithGuar, "1 ", None));
    }

    #[test]
    fn a_literal_ends_where_the_next_token_starts() {
        for (text, len) in [("1..2", 1), ("1.foo", 1), ("1.0.1", 3), ("2.", 2), ("2.)", 2), ("'a'b", 4), ("r\"\"+", 3)]
        {
            assert_eq!(scan(text, EDITION_2021).unwrap().unwrap().len, len, "{text}");
        }
    }

    #[test]
    fn what_is_not_a_literal() {
        for text in ["", "a", "'a", "'r#a", "r#a", "b", "br", "c", "-1", "(", "'_", "rb\"\""] {
            assert_eq!(scan(text, EDITION_2021), Ok(None), "{text}");
        }
    }
}
