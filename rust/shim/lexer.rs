//! The lexer of the expansion section (docs/format.md §4). It goes over the bytes once and yields tokens that
//! borrow from the text; groups come as an opening and a closing token.

use crate::spacing::Spacing;

/// Group delimiters as the wire encodes them.
pub const PARENTHESIS: u8 = 0;
pub const BRACE: u8 = 1;
pub const BRACKET: u8 = 2;
pub const NONE: u8 = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    /// One of the four delimiters above.
    Open(u8),
    /// Closes the group that was opened last.
    Close,
    /// `text` is without `r#`.
    Ident { text: &'a str, raw: bool, scope: u32 },
    /// The scope is that of the lifetime whose `'` this is, and 0 otherwise.
    Punct { character: u8, joint: bool, scope: u32 },
    /// With quotes, prefix and suffix. Delimited rightly; what is inside is not checked here.
    Literal(&'a str),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LexError {
    /// Byte offset in the section.
    pub at: usize,
    pub reason: &'static str,
}

/// Groups may nest this deeply.
pub const DEPTH: usize = 1024;

/// Sections larger than this are refused.
pub const LARGEST: usize = 64 << 20;

#[derive(Clone)]
pub struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// Delimiters that are open.
    open: Vec<u8>,
    /// The identifier of a lifetime whose `'` was just yielded.
    lifetime: Option<Token<'a>>,
    spacing: Spacing<'a>,
}

impl<'a> Lexer<'a> {
    /// `alone` is the metadata's, empty if there is none.
    pub fn new(text: &'a str, alone: &'a str) -> Self {
        let spacing = Spacing::new(alone);
        Lexer { text, bytes: text.as_bytes(), at: 0, open: Vec::with_capacity(32), lifetime: None, spacing }
    }

    /// To be asked at the end: whether `alone` fitted the text.
    pub fn finish(&self) -> Result<(), LexError> {
        self.spacing.finish().or_else(|error| fail(self.at, error.reason))
    }

    /// Offset behind the last token.
    pub fn position(&self) -> usize {
        self.at
    }

    /// The next token, or `None` at the end. A part of the caller's loop, as `word` is of this: what is between two
    /// tokens is a good part of what a token costs.
    #[inline(always)]
    pub fn next(&mut self) -> Result<Option<Token<'a>>, LexError> {
        if self.lifetime.is_some() {
            return Ok(self.lifetime.take());
        }
        loop {
            let Some(&byte) = self.bytes.get(self.at) else {
                return if self.open.is_empty() { Ok(None) } else { fail(self.at, "a group is not closed") };
            };
            return match CLASS[usize::from(byte)] {
                SPACE => {
                    self.at += 1;
                    // Indentation comes in runs.
                    while self.bytes.get(self.at..self.at + INDENTATION.len()) == Some(INDENTATION) {
                        self.at += INDENTATION.len();
                    }
                    while self.bytes.get(self.at).is_some_and(|&byte| CLASS[usize::from(byte)] == SPACE) {
                        self.at += 1;
                    }
                    continue;
                }
                LETTER => self.word().map(Some),
                DIGIT => self.number().map(Some),
                PUNCT => self.punct(byte).map(Some),
                OPEN => {
                    let delimiter = match byte {
                        b'(' => PARENTHESIS,
                        b'{' => BRACE,
                        _ => BRACKET,
                    };
                    self.begin(delimiter, 1).map(Some)
                }
                CLOSE => {
                    let delimiter = match byte {
                        b')' => PARENTHESIS,
                        b'}' => BRACE,
                        _ => BRACKET,
                    };
                    self.end(delimiter, 1).map(Some)
                }
                QUOTE => {
                    let end = self.quoted(self.at)?;
                    self.literal(end).map(Some)
                }
                APOSTROPHE => self.apostrophe().map(Some),
                WIDE => {
                    if self.bytes[self.at..].starts_with(SILCROW) {
                        return self.markup().map(Some);
                    }
                    let Some(character) = self.text[self.at..].chars().next() else { return fail(self.at, "not UTF-8") };
                    if is_space(character) {
                        self.at += character.len_utf8();
                        continue;
                    }
                    self.word().map(Some)
                }
                _ => fail(self.at, "a character that begins no token"),
            };
        }
    }

    fn begin(&mut self, delimiter: u8, width: usize) -> Result<Token<'a>, LexError> {
        if self.open.len() == DEPTH {
            return fail(self.at, "groups are nested too deeply");
        }
        self.open.push(delimiter);
        self.at += width;
        Ok(Token::Open(delimiter))
    }

    fn end(&mut self, delimiter: u8, width: usize) -> Result<Token<'a>, LexError> {
        if self.open.pop() != Some(delimiter) {
            return fail(self.at, "a closing delimiter without its opening one");
        }
        self.at += width;
        Ok(Token::Close)
    }

    /// A token that begins with `§`.
    fn markup(&mut self) -> Result<Token<'a>, LexError> {
        match self.bytes.get(self.at + 2) {
            Some(b'(') => self.begin(NONE, 3),
            Some(b')') => self.end(NONE, 3),
            Some(b'\'') => {
                self.at += 3;
                let joint = self.joined();
                Ok(Token::Punct { character: b'\'', joint, scope: 0 })
            }
            _ => fail(self.at, "`§` that marks nothing up"),
        }
    }

    /// Passes over `§~` if it comes next.
    #[inline]
    fn joined(&mut self) -> bool {
        let joined = self.bytes[self.at..].starts_with(JOINT);
        if joined {
            self.at += JOINT.len();
        }
        joined
    }

    #[inline]
    fn punct(&mut self, character: u8) -> Result<Token<'a>, LexError> {
        let start = self.at;
        self.at += 1;
        let next = self.bytes.get(self.at).copied().unwrap_or(b' ');
        if character == b'$' && next == b'c' {
            let end = self.word_end(self.at);
            if &self.bytes[start..end] == b"$crate" {
                self.at = end;
                let scope = self.scope()?;
                return Ok(Token::Ident { text: "$crate", raw: false, scope });
            }
        }
        if character == b'/' && (next == b'/' || next == b'*') {
            return fail(start, "what a reader would take for a comment");
        }
        let joint = if CLASS[usize::from(next)] == PUNCT {
            self.spacing.next_is_joint().or_else(|error| fail(start, error.reason))?
        } else {
            next == SILCROW[0] && self.joined()
        };
        Ok(Token::Punct { character, joint, scope: 0 })
    }

    /// End of the identifier characters from `at` on.
    #[inline]
    fn word_end(&self, mut at: usize) -> usize {
        loop {
            while self.bytes.get(at).is_some_and(|&byte| matches!(CLASS[usize::from(byte)], LETTER | DIGIT)) {
                at += 1;
            }
            match self.bytes.get(at).map(|&byte| CLASS[usize::from(byte)]) {
                Some(WIDE) if !self.bytes[at..].starts_with(SILCROW) => {
                    let Some(character) = self.text[at..].chars().next() else { return at };
                    if is_space(character) {
                        return at;
                    }
                    at += character.len_utf8();
                }
                _ => return at,
            }
        }
    }

    /// `§N` behind an identifier.
    #[inline]
    fn scope(&mut self) -> Result<u32, LexError> {
        let rest = &self.bytes[self.at..];
        if rest.first() != Some(&SILCROW[0]) || !rest.starts_with(SILCROW) || !rest.get(2).is_some_and(u8::is_ascii_digit) {
            return Ok(0);
        }
        let start = self.at + 2;
        let mut end = start;
        while self.bytes.get(end).is_some_and(u8::is_ascii_digit) {
            end += 1;
        }
        if self.bytes[start] == b'0' {
            return fail(start, "a scope number that begins with 0");
        }
        if end - start > 9 {
            return fail(start, "a scope number that is too large");
        }
        let Ok(scope) = self.text[start..end].parse() else { return fail(start, "a scope number that is too large") };
        self.at = end;
        Ok(scope)
    }

    /// An identifier, or a literal with a prefix.
    #[inline(always)]
    fn word(&mut self) -> Result<Token<'a>, LexError> {
        let start = self.at;
        let end = self.word_end(start);
        let text = &self.text[start..end];
        match (self.bytes.get(end), text) {
            (Some(b'"'), "r" | "br" | "cr") => return self.raw_string(end),
            (Some(b'"'), "b" | "c") => {
                let end = self.quoted(end)?;
                return self.literal(end);
            }
            (Some(b'\''), "b") => {
                let end = self.character(end)?;
                return self.literal(end);
            }
            (Some(b'#'), "r" | "br" | "cr") => {
                let mut quote = end;
                while self.bytes.get(quote) == Some(&b'#') {
                    quote += 1;
                }
                if self.bytes.get(quote) == Some(&b'"') {
                    return self.raw_string(end);
                }
                if text == "r" && quote == end + 1 {
                    return self.raw_ident(quote);
                }
            }
            _ => {}
        }
        self.at = end;
        let scope = self.scope()?;
        Ok(Token::Ident { text, raw: false, scope })
    }

    /// An identifier whose `r#` ends at `start`.
    fn raw_ident(&mut self, start: usize) -> Result<Token<'a>, LexError> {
        let end = self.word_end(start);
        let text = &self.text[start..end];
        if text.is_empty() || text.as_bytes()[0].is_ascii_digit() {
            return fail(start, "`r#` without an identifier");
        }
        if let "_" | "super" | "self" | "Self" | "crate" = text {
            return fail(start, "an identifier that cannot be raw");
        }
        self.at = end;
        let scope = self.scope()?;
        Ok(Token::Ident { text, raw: true, scope })
    }

    /// A lifetime or a character literal.
    fn apostrophe(&mut self) -> Result<Token<'a>, LexError> {
        let start = self.at;
        let name = start + 1;
        let first = self.text[name..].chars().next();
        let begins_name = match first {
            Some('_') => true,
            Some(character) if character.is_ascii() => character.is_ascii_alphabetic(),
            Some(character) => !is_space(character) && character != '§',
            None => return fail(start, "`'` at the end"),
        };
        if begins_name {
            let end = self.word_end(name);
            if self.bytes.get(end) != Some(&b'\'') {
                self.at = name;
                let is_raw = &self.bytes[name..end] == b"r"
                    && self.bytes.get(end) == Some(&b'#')
                    && self.word_end(end + 1) > end + 1;
                let ident = if is_raw {
                    self.raw_ident(end + 1)?
                } else {
                    self.at = end;
                    let scope = self.scope()?;
                    Token::Ident { text: &self.text[name..end], raw: false, scope }
                };
                self.lifetime = Some(ident);
                let scope = if let Token::Ident { scope, .. } = ident { scope } else { 0 };
                return Ok(Token::Punct { character: b'\'', joint: true, scope });
            }
        }
        let end = self.character(start)?;
        self.literal(end)
    }

    /// End of a character or byte literal whose opening quote is at `open`: an escape, which ends at the next
    /// quote, or one character.
    fn character(&self, open: usize) -> Result<usize, LexError> {
        let body = open + 1;
        let width = |at: usize| self.text[at..].chars().next().map_or(0, char::len_utf8);
        let end = match self.bytes.get(body) {
            Some(b'\\') => {
                let rest = body + 1 + width(body + 1);
                self.text[rest..].find('\'').map(|length| rest + length)
            }
            None | Some(b'\'' | b'\n') => None,
            _ => Some(body + width(body)).filter(|&end| self.bytes.get(end) == Some(&b'\'')),
        };
        end.map_or_else(|| fail(open, "`'` that begins neither a lifetime nor a character"), |end| Ok(end + 1))
    }

    /// End of a literal with escapes whose opening quote is at `open`.
    #[inline]
    fn quoted(&self, open: usize) -> Result<usize, LexError> {
        let quote = self.bytes[open];
        let mut at = open + 1;
        while let Some(&byte) = self.bytes.get(at) {
            if byte == quote {
                return Ok(at + 1);
            }
            // The character behind a backslash is no quote that ends the literal.
            at += if byte == b'\\' { 2 } else { 1 };
        }
        fail(open, "a literal does not end")
    }

    /// A raw string whose hashes and quote begin at `hashes`.
    fn raw_string(&mut self, hashes: usize) -> Result<Token<'a>, LexError> {
        let mut quote = hashes;
        while self.bytes[quote] == b'#' {
            quote += 1;
        }
        let count = quote - hashes;
        if count > 255 {
            return fail(hashes, "a raw string with more than 255 `#`");
        }
        let fence = &self.bytes[hashes..quote];
        let mut at = quote + 1;
        while let Some(&byte) = self.bytes.get(at) {
            at += 1;
            if byte == b'"' && self.bytes[at..].starts_with(fence) {
                return self.literal(at + count);
            }
        }
        fail(hashes, "a literal does not end")
    }

    /// The literal that ends at `end`, with the suffix behind it.
    #[inline]
    fn literal(&mut self, end: usize) -> Result<Token<'a>, LexError> {
        let start = self.at;
        let begins_suffix = self.bytes.get(end).is_some_and(|&byte| matches!(CLASS[usize::from(byte)], LETTER | WIDE));
        self.at = if begins_suffix { self.word_end(end) } else { end };
        Ok(Token::Literal(&self.text[start..self.at]))
    }

    fn number(&mut self) -> Result<Token<'a>, LexError> {
        let bytes = self.bytes;
        let digits = |mut at: usize, hex: bool| {
            while bytes.get(at).is_some_and(|&byte| byte == b'_' || if hex { byte.is_ascii_hexdigit() } else { byte.is_ascii_digit() }) {
                at += 1;
            }
            at
        };
        let decimal = !(bytes[self.at] == b'0' && matches!(bytes.get(self.at + 1), Some(b'x' | b'o' | b'b')));
        if !decimal {
            return self.literal(digits(self.at + 2, bytes[self.at + 1] == b'x'));
        }
        let mut end = digits(self.at, false);
        if bytes.get(end) == Some(&b'.') {
            match bytes.get(end + 1).map(|&byte| CLASS[usize::from(byte)]) {
                // `1..2`, `1.method()`, `1._x`.
                Some(LETTER | WIDE) => return self.literal(end),
                Some(PUNCT) if bytes[end + 1] == b'.' => return self.literal(end),
                Some(DIGIT) => end = digits(end + 1, false),
                _ => return self.literal(end + 1),
            }
        }
        if let Some(b'e' | b'E') = bytes.get(end) {
            end += 1;
            if let Some(b'+' | b'-') = bytes.get(end) {
                end += 1;
            }
            end = digits(end, false);
        }
        self.literal(end)
    }
}

const SILCROW: &[u8] = "§".as_bytes();
const JOINT: &[u8] = "§~".as_bytes();
/// As much as one comparison takes.
const INDENTATION: &[u8] = &[b' '; 8];

fn is_space(character: char) -> bool {
    matches!(
        character,
        ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}'
    )
}

#[cold]
fn fail<T>(at: usize, reason: &'static str) -> Result<T, LexError> {
    Err(LexError { at, reason })
}

const OTHER: u8 = 0;
const SPACE: u8 = 1;
const LETTER: u8 = 2;
const DIGIT: u8 = 3;
const PUNCT: u8 = 4;
const OPEN: u8 = 5;
const CLOSE: u8 = 6;
const QUOTE: u8 = 7;
const APOSTROPHE: u8 = 8;
/// Part of a character beyond ASCII.
const WIDE: u8 = 9;

/// What each byte may begin.
static CLASS: [u8; 256] = {
    let mut table = [OTHER; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b' ' | b'\t' | b'\n' | b'\r' | 0xb | 0xc => SPACE,
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => LETTER,
            b'0'..=b'9' => DIGIT,
            b'(' | b'[' | b'{' => OPEN,
            b')' | b']' | b'}' => CLOSE,
            b'"' => QUOTE,
            b'\'' => APOSTROPHE,
            b'=' | b'<' | b'>' | b'!' | b'~' | b'+' | b'-' | b'*' | b'/' | b'%' | b'^' | b'&' | b'|' | b'@' | b'.' | b','
            | b';' | b':' | b'#' | b'$' | b'?' => PUNCT,
            0x80.. => WIDE,
            _ => OTHER,
        };
        byte += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    /// Tokens in a form that is easy to compare: `i:name§scope`, `p:+` (alone), `P:+` (joint), `l:1u8`, `o3`, `c`.
    fn lex(text: &str) -> Result<String, LexError> {
        let mut lexer = Lexer::new(text, "");
        let mut out = Vec::new();
        while let Some(token) = lexer.next()? {
            out.push(match token {
                Token::Open(delimiter) => format!("o{delimiter}"),
                Token::Close => "c".to_string(),
                Token::Ident { text, raw, scope } => {
                    format!("{}:{text}{}", if raw { "r" } else { "i" }, if scope > 0 { format!("§{scope}") } else { String::new() })
                }
                Token::Punct { character, joint, .. } => format!("{}:{}", if joint { "P" } else { "p" }, character as char),
                Token::Literal(text) => format!("l:{text}"),
            });
        }
        Ok(out.join(" "))
    }

    #[test]
    fn identifiers_and_scopes() {
        assert_eq!(lex("foo _ _x1 r#fn é变 r b br x§12 r#y§3 $crate $crate§2 $crates crate").unwrap(),
            "i:foo i:_ i:_x1 r:fn i:é变 i:r i:b i:br i:x§12 r:y§3 i:$crate i:$crate§2 p:$ i:crates i:crate");
        assert_eq!(lex("a§(b§)c").unwrap(), "i:a o3 i:b c i:c");
        for bad in ["x§0", "x§01", "x§99999999999", "r#", "r#1", "r#self", "r#_", "x§", "§~", "§1", "x§x"] {
            assert!(lex(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn white_space_is_the_languages() {
        assert_eq!(lex("a\u{b}b\u{c}c\u{85}d\u{200e}e\u{200f}f\u{2028}g\u{2029}\r\n\th").unwrap(),
            "i:a i:b i:c i:d i:e i:f i:g i:h");
        assert_eq!(lex("a\u{a0}b").unwrap(), "i:a\u{a0}b", "any other character is part of a name");
        assert!(lex("\u{1}").is_err());
        assert!(lex("\\").is_err());
        assert!(lex("`").is_err());
    }

    #[test]
    fn spacing() {
        assert_eq!(lex("a += b").unwrap(), "i:a P:+ p:= i:b");
        assert_eq!(lex("a + = b").unwrap(), "i:a p:+ p:= i:b");
        assert_eq!(lex("a +§~ b +§~(c)").unwrap(), "i:a P:+ i:b P:+ o0 i:c c");
        assert_eq!(lex("/§~/ /§~* / /").unwrap(), "P:/ p:/ P:/ p:* p:/ p:/");
        assert_eq!(lex("&'a §' §'§~ +").unwrap(), "p:& P:' i:a p:' P:' p:+");
        assert_eq!(lex("::<>").unwrap(), "P:: P:: P:< p:>");
        assert!(lex("// no").is_err());
        assert!(lex("/* no */").is_err());
    }

    #[test]
    fn lifetimes_and_characters() {
        assert_eq!(lex("'a 'static§2 'r#fn 'r#fn§4 '_").unwrap(), "P:' i:a P:' i:static§2 P:' r:fn P:' r:fn§4 P:' i:_");
        assert_eq!(lex("'a' 'r' '\\'' '\\\\' '\\u{1f980}' '🦀' '(' '1' ' ' '§' 'a'x").unwrap(),
            "l:'a' l:'r' l:'\\'' l:'\\\\' l:'\\u{1f980}' l:'🦀' l:'(' l:'1' l:' ' l:'§' l:'a'x");
        assert_eq!(lex("'a: 'b").unwrap(), "P:' i:a p:: P:' i:b");
        assert_eq!(lex("'r#").unwrap(), "P:' i:r p:#");
        assert_eq!(lex("'\\\n'").unwrap(), "l:'\\\n'");
        assert_eq!(lex("'r#a'b").unwrap(), "P:' r:a P:' i:b");
        assert_eq!(lex("a§999999999").unwrap(), "i:a§999999999");
        for bad in ["'", "'1", "'(x", "'\\", "'\\'", "'r#self", "'ab'", "'''", "'\n'", "b'ab'", "b'''", "b''", "'\\n\\''", "r#1", "a§1000000000"] {
            assert!(lex(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn numbers() {
        assert_eq!(lex("1_000 0x48u16 0b1 0o7 1.5f32 1e-5 1E+5f64 2. 3.foo 4..5 6._x 7.é 0xe+1 1.0.1 1e5e 0..=9").unwrap(),
            "l:1_000 l:0x48u16 l:0b1 l:0o7 l:1.5f32 l:1e-5 l:1E+5f64 l:2. l:3 p:. i:foo l:4 P:. p:. l:5 l:6 p:. i:_x l:7 p:. \
             i:é l:0xe p:+ l:1 l:1.0 p:. l:1 l:1e5e l:0 P:. P:. p:= l:9");
        assert_eq!(lex("x.0.1").unwrap(), "i:x p:. l:0.1");
        assert_eq!(lex("(1.)").unwrap(), "o0 l:1. c");
    }

    #[test]
    fn strings() {
        assert_eq!(lex(r####""a\"b" "x"s b"y\\" b'\'' c"z" r"\" r#"a"b"# r##"a"#b"##t br#"q"# cr"w" foo"x""####).unwrap(),
            r####"l:"a\"b" l:"x"s l:b"y\\" l:b'\'' l:c"z" l:r"\" l:r#"a"b"# l:r##"a"#b"##t l:br#"q"# l:cr"w" i:foo l:"x""####);
        assert_eq!(lex("br#x").unwrap(), "i:br p:# i:x");
        for bad in ["\"", "\"\\", "\"\\\"", "r\"", "r#\"\"", "b'", "b\"", "cr##\"\"#"] {
            assert!(lex(bad).is_err(), "{bad}");
        }
        let hashes = "#".repeat(256);
        assert!(lex(&format!("r{hashes}\"\"{hashes}")).is_err());
    }

    #[test]
    fn groups() {
        assert_eq!(lex("(a[b]{§(c§)})").unwrap(), "o0 i:a o2 i:b c o1 o3 i:c c c c");
        for bad in ["(", ")", "(]", "§(", "§)", "§()", "(§)", "[(])"] {
            assert!(lex(bad).is_err(), "{bad}");
        }
        assert!(lex(&("(".repeat(DEPTH) + &")".repeat(DEPTH))).is_ok());
        assert_eq!(lex(&"(".repeat(1_000_000)).unwrap_err(), LexError { at: DEPTH, reason: "groups are nested too deeply" });
    }

    #[test]
    fn no_text_panics() {
        let pieces = ["a", "§", "§(", "§)", "§~", "§'", "'", "\"", "\\", "r#", "b", "é", "\u{2028}", "1", ".", "e", "(", ")", "$crate", "/", "0x", " "];
        let mut seed = 7u32;
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..8 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                text.push_str(pieces[(seed >> 16) as usize % pieces.len()]);
            }
            let _ = lex(&text);
        }
    }
}
