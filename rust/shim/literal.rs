//! What a literal's text means. Needed twice: to construct a literal without rustc's lexer, and to be sure
//! that rustc's lexer accepts a text before it is asked (it reports some mistakes as errors of the build).

/// The parts of a literal that the lexer has delimited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Literal<'a> {
    pub kind: Kind,
    /// Between the quotes; of a number, everything but the suffix.
    pub body: &'a str,
    pub suffix: &'a str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Integer,
    Float,
    Char,
    Byte,
    Str,
    ByteStr,
    CStr,
    RawStr,
    RawByteStr,
    RawCStr,
}

impl<'a> Literal<'a> {
    /// Takes a literal apart. `None` for what rustc would refuse.
    pub fn read(text: &'a str) -> Option<Self> {
        let literal = if text.as_bytes().first()?.is_ascii_digit() { number(text)? } else { quoted(text)? };
        (literal.suffix != "_").then_some(literal)
    }

    /// The bytes of a string or character, without escapes. `None` if they are not what rustc accepts.
    pub fn value(&self) -> Option<Vec<u8>> {
        unescape(self.kind, self.body)
    }

    /// Whether rustc's lexer takes it without complaint.
    pub fn is_well_formed(&self) -> bool {
        match self.kind {
            // `number` has checked those.
            Kind::Integer | Kind::Float => true,
            _ => self.value().is_some(),
        }
    }
}

fn number(text: &str) -> Option<Literal<'_>> {
    let bytes = text.as_bytes();
    let radix = match bytes.get(..2) {
        Some(b"0x") => 16,
        Some(b"0o") => 8,
        Some(b"0b") => 2,
        _ => 10,
    };
    let run = |mut at: usize, radix: u32| {
        while bytes.get(at).is_some_and(|&byte| byte == b'_' || char::from(byte).is_digit(radix)) {
            at += 1;
        }
        at
    };
    let has_digit = |from: usize, to: usize| bytes[from..to].iter().any(|&byte| byte != b'_');
    let start = if radix == 10 { 0 } else { 2 };
    let mut end = run(start, radix);
    if !has_digit(start, end) {
        return None;
    }
    let mut kind = Kind::Integer;
    if radix == 10 {
        if bytes.get(end) == Some(&b'.') {
            kind = Kind::Float;
            end = run(end + 1, 10);
        }
        if let Some(b'e' | b'E') = bytes.get(end) {
            kind = Kind::Float;
            let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
            let exponent = end + 1 + sign;
            end = run(exponent, 10);
            if !has_digit(exponent, end) {
                return None;
            }
        }
    }
    let suffix = &text[end..];
    // `0b12`, `0o9`, and `0b1e3`, which rustc takes for a float of that radix.
    let bad = match suffix.as_bytes().first() {
        Some(byte) => byte.is_ascii_digit() || *byte == b'.' || (radix < 10 && matches!(byte, b'e' | b'E')),
        None => false,
    };
    (!bad).then_some(Literal { kind, body: &text[..end], suffix })
}

fn quoted(text: &str) -> Option<Literal<'_>> {
    let open = text.find(['"', '\''])?;
    let quote = text.as_bytes()[open];
    let prefix = text[..open].trim_end_matches('#');
    let hashes = open - prefix.len();
    let kind = match (prefix, quote) {
        ("", b'\'') => Kind::Char,
        ("b", b'\'') => Kind::Byte,
        ("", _) => Kind::Str,
        ("b", _) => Kind::ByteStr,
        ("c", _) => Kind::CStr,
        ("r", b'"') => Kind::RawStr,
        ("br", b'"') => Kind::RawByteStr,
        ("cr", b'"') => Kind::RawCStr,
        _ => return None,
    };
    let close = text.rfind(char::from(quote))?;
    let end = close + 1 + hashes;
    if close == open || end > text.len() {
        return None;
    }
    Some(Literal { kind, body: &text[open + 1..close], suffix: &text[end..] })
}

fn unescape(kind: Kind, body: &str) -> Option<Vec<u8>> {
    let bytes_only = matches!(kind, Kind::Byte | Kind::ByteStr | Kind::RawByteStr);
    let c_string = matches!(kind, Kind::CStr | Kind::RawCStr);
    if body.contains('\r') || (bytes_only && !body.is_ascii()) {
        return None;
    }
    if let Kind::RawStr | Kind::RawByteStr | Kind::RawCStr = kind {
        return (!(c_string && body.contains('\0'))).then(|| body.as_bytes().to_vec());
    }
    let single = matches!(kind, Kind::Char | Kind::Byte);
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body.chars();
    let mut count = 0;
    while let Some(character) = rest.next() {
        count += 1;
        let mut buffer = [0; 4];
        if character != '\\' {
            if single && matches!(character, '\n' | '\t' | '\'') {
                return None;
            }
            out.extend_from_slice(character.encode_utf8(&mut buffer).as_bytes());
            continue;
        }
        match rest.next()? {
            'n' => out.push(b'\n'),
            'r' => out.push(b'\r'),
            't' => out.push(b'\t'),
            '\\' => out.push(b'\\'),
            '0' => out.push(0),
            '\'' => out.push(b'\''),
            '"' => out.push(b'"'),
            'x' => {
                let value = rest.next()?.to_digit(16)? * 16 + rest.next()?.to_digit(16)?;
                if value > 0x7f && !bytes_only && !c_string {
                    return None;
                }
                out.push(value as u8);
            }
            'u' if !bytes_only => {
                let value = unicode_escape(&mut rest)?;
                out.extend_from_slice(value.encode_utf8(&mut buffer).as_bytes());
            }
            // A line that goes on: the line end and the indentation behind it are left out.
            '\n' if !single => rest = rest.as_str().trim_start_matches([' ', '\t', '\n']).chars(),
            _ => return None,
        }
    }
    let refused = (single && count != 1) || (c_string && out.contains(&0));
    (!refused).then_some(out)
}

fn unicode_escape(rest: &mut std::str::Chars<'_>) -> Option<char> {
    if rest.next()? != '{' {
        return None;
    }
    let (mut value, mut digits) = (0u32, 0);
    loop {
        match rest.next()? {
            '}' => break,
            '_' if digits > 0 => {}
            digit => {
                value = value * 16 + digit.to_digit(16)?;
                digits += 1;
                if digits > 6 {
                    return None;
                }
            }
        }
    }
    if digits == 0 { None } else { char::from_u32(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (Kind, &str, &str) {
        let literal = Literal::read(text).unwrap();
        assert!(literal.is_well_formed(), "{text}");
        (literal.kind, literal.body, literal.suffix)
    }

    #[test]
    fn literals_come_apart() {
        assert_eq!(parts("1_000u8"), (Kind::Integer, "1_000", "u8"));
        assert_eq!(parts("0x48u16"), (Kind::Integer, "0x48", "u16"));
        assert_eq!(parts("0xeff"), (Kind::Integer, "0xeff", ""));
        assert_eq!(parts("2."), (Kind::Float, "2.", ""));
        assert_eq!(parts("1e-5f64"), (Kind::Float, "1e-5", "f64"));
        assert_eq!(parts("1f32"), (Kind::Integer, "1", "f32"));
        assert_eq!(parts("'a'"), (Kind::Char, "a", ""));
        assert_eq!(parts("b'\\xff'"), (Kind::Byte, "\\xff", ""));
        assert_eq!(parts("\"a\"x"), (Kind::Str, "a", "x"));
        assert_eq!(parts("r##\"a\"#\"##"), (Kind::RawStr, "a\"#", ""));
        assert_eq!(parts("br\"\\\""), (Kind::RawByteStr, "\\", ""));
        assert_eq!(parts("c\"\\xff\""), (Kind::CStr, "\\xff", ""));
        assert_eq!(parts("cr#\"x\"#"), (Kind::RawCStr, "x", ""));
        assert_eq!(parts("\"\""), (Kind::Str, "", ""));
    }

    #[test]
    fn escapes_are_resolved() {
        let value = |text| Literal::read(text).unwrap().value();
        assert_eq!(value("\"\\n\\r\\t\\\\\\0\\'\\\"\\x41\\u{1F_980}\""), Some("\n\r\t\\\0'\"A🦀".as_bytes().to_vec()));
        assert_eq!(value("\"a\\\n   b\\\n\n\tc\""), Some(b"abc".to_vec()));
        assert_eq!(value("b\"\\xff\""), Some(vec![0xff]));
        assert_eq!(value("r\"\\n\""), Some(b"\\n".to_vec()));
    }

    #[test]
    fn what_rustc_refuses_is_refused() {
        for bad in [
            "0x", "0b2", "0b_", "0o9", "0b1e3", "0b12", "1e", "1e+", "1e_", "'ab'", "''", "'\\q'", "'\n'", "'\t'", "b'é'", "b\"é\"",
            "\"\\q\"", "\"\\x80\"", "\"\\x4\"", "\"\\u{}\"", "\"\\u{110000}\"", "\"\\u{d800}\"", "\"\\u{1234567}\"", "\"\\u{_1}\"",
            "b\"\\u{41}\"", "c\"\\0\"", "c\"\\x00\"", "\"\r\"", "r\"\r\"", "\"a\"_", "x\"a\"", "r#\"a\"", "\"", "'",
        ] {
            assert!(!Literal::read(bad).is_some_and(|literal| literal.is_well_formed()), "{bad:?}");
        }
    }
}
