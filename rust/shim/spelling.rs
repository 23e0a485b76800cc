//! The text of a stream that a macro had parsed and handed back unopened (docs/format.md §5). Only rustc's lexer
//! makes tokens that know where white space was and which attributes were comments.

use crate::lexer::{self, LexError, Lexer, Token};
use crate::span_map;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spelled {
    pub text: String,
    /// How many groups are in it.
    pub groups: u32,
}

/// Takes as many trees from the lexer, the first token of which is given, and spells them.
pub fn spell<'a>(lexer: &mut Lexer<'a>, first: Token<'a>, trees: u32, facts: &str) -> Result<Spelled, LexError> {
    let mut speller = Speller { text: String::with_capacity(256), groups: 0, facts: Facts { digits: facts.as_bytes(), read: 0 } };
    let mut levels = vec![Level::new(lexer::NONE)];
    let mut left = trees;
    let mut token = first;
    loop {
        if levels.len() == 1 && token != Token::Close {
            left -= 1;
        }
        speller.put(&mut levels, token).map_err(|reason| LexError { at: lexer.position(), reason })?;
        if levels.len() == 1 && left == 0 {
            break;
        }
        token = lexer.next()?.ok_or(LexError { at: lexer.position(), reason: "what was parsed ends before the span map says" })?;
    }
    if !speller.facts.are_spent() {
        return Err(LexError { at: lexer.position(), reason: "more facts than what was parsed has tokens" });
    }
    Ok(Spelled { text: speller.text, groups: speller.groups })
}

/// Takes as many trees from the lexer, the first token of which is given.
pub fn skip<'a>(lexer: &mut Lexer<'a>, first: Token<'a>, trees: u32) -> Result<(), LexError> {
    let (mut left, mut depth, mut token) = (trees, 0u32, first);
    loop {
        match token {
            Token::Open(_) => depth += 1,
            Token::Close if depth == 0 => break,
            Token::Close => depth -= 1,
            _ => {}
        }
        left -= u32::from(depth == 0);
        if left == 0 {
            return Ok(());
        }
        match lexer.next()? {
            Some(next) => token = next,
            None => break,
        }
    }
    Err(LexError { at: lexer.position(), reason: "the handed back trees end before the span map says" })
}

/// An open group, or the whole.
struct Level<'a> {
    delimiter: u8,
    /// The last two trees, the latest behind, as far as they are Alone puncts: which, and where in the text.
    last: [Option<(u8, usize)>; 2],
    doc: Doc<'a>,
}

impl Level<'_> {
    fn new(delimiter: u8) -> Self {
        Level { delimiter, last: [None; 2], doc: if delimiter == lexer::BRACKET { Doc::Start } else { Doc::Other } }
    }

    fn add(&mut self, punct: Option<(u8, usize)>) {
        self.last = [self.last[1], punct];
    }
}

/// How much there is of `[doc = "…"]`.
enum Doc<'a> {
    Start,
    Name,
    Equals,
    /// All of it; between the quotes.
    Text(&'a str),
    Other,
}

struct Speller<'a> {
    text: String,
    groups: u32,
    facts: Facts<'a>,
}

impl Speller<'_> {
    fn put<'a>(&mut self, levels: &mut Vec<Level<'a>>, token: Token<'a>) -> Result<(), &'static str> {
        const TOO_EARLY: &str = "what was parsed ends before the span map says";
        let level = levels.last_mut().ok_or(TOO_EARLY)?;
        match token {
            Token::Open(delimiter) => {
                level.doc = Doc::Other;
                self.text.push(match delimiter {
                    lexer::PARENTHESIS => '(',
                    lexer::BRACE => '{',
                    lexer::BRACKET => '[',
                    _ => return Err("a group without delimiters in what was parsed"),
                });
                self.groups += 1;
                let is_tight = self.facts.next();
                self.separate(is_tight);
                levels.push(Level::new(delimiter));
            }
            Token::Close => {
                let (Some(closed), Some(outer)) = (levels.pop(), levels.last_mut()) else { return Err(TOO_EARLY) };
                self.text.push(match closed.delimiter {
                    lexer::PARENTHESIS => ')',
                    lexer::BRACE => '}',
                    _ => ']',
                });
                let is_tight = self.facts.next();
                match closed.doc {
                    Doc::Text(content) => self.attribute(content, outer.last, is_tight)?,
                    _ => self.separate(is_tight),
                }
                outer.add(None);
            }
            Token::Ident { text, raw, .. } => {
                level.doc = if matches!(level.doc, Doc::Start) && text == "doc" && !raw { Doc::Name } else { Doc::Other };
                level.add(None);
                self.text.push_str(if raw { "r#" } else { "" });
                self.text.push_str(text);
                let is_tight = self.facts.next();
                self.separate(is_tight);
            }
            Token::Punct { character, joint, .. } => {
                level.doc = if matches!(level.doc, Doc::Name) && character == b'=' && !joint { Doc::Equals } else { Doc::Other };
                level.add((!joint).then_some((character, self.text.len())));
                self.text.push(char::from(character));
                let is_tight = joint || self.facts.next();
                self.separate(is_tight);
            }
            Token::Literal(text) => {
                let content = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
                level.doc = match (&level.doc, content) {
                    (Doc::Equals, Some(content)) => Doc::Text(content),
                    _ => Doc::Other,
                };
                level.add(None);
                self.text.push_str(text);
                let is_tight = self.facts.next();
                self.separate(is_tight);
            }
        }
        Ok(())
    }

    /// Ends `[doc = "…"]`, which may be a comment together with what is before it.
    fn attribute(&mut self, content: &str, before: [Option<(u8, usize)>; 2], is_tight: bool) -> Result<(), &'static str> {
        let (is_comment, is_block) = (self.facts.next(), self.facts.next());
        if !is_comment {
            self.separate(is_tight);
            return Ok(());
        }
        let (start, style) = match before {
            [Some((b'#', start)), Some((b'!', _))] => (start, '!'),
            [_, Some((b'#', start))] if is_block => (start, '*'),
            [_, Some((b'#', start))] => (start, '/'),
            _ => return Err("a doc comment that is no attribute"),
        };
        self.text.truncate(start);
        self.text.push_str(if is_block { "/*" } else { "//" });
        self.text.push(style);
        unescape(content, &mut self.text).ok_or("a doc comment whose text cannot be read")?;
        if is_block {
            self.text.push_str("*/");
            self.separate(is_tight);
        } else {
            self.text.push('\n');
        }
        Ok(())
    }

    fn separate(&mut self, is_tight: bool) {
        if !is_tight {
            self.text.push(' ');
        }
    }
}

/// What `char::escape_debug` has escaped.
fn unescape(text: &str, into: &mut String) -> Option<()> {
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        into.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let mut length = 1;
        into.push(match rest.bytes().next()? {
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'0' => '\0',
            byte @ (b'\'' | b'"' | b'\\') => char::from(byte),
            b'u' => {
                let digits = rest.strip_prefix("u{")?.split_once('}')?.0;
                let are_fine = matches!(digits.len(), 1..=6) && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
                length = digits.len() + 3;
                char::from_u32(u32::from_str_radix(digits, 16).ok().filter(|_| are_fine)?)?
            }
            _ => return None,
        });
        rest = &rest[length..];
    }
    into.push_str(rest);
    Some(())
}

/// Yes or no, six to a base64 digit, lowest bit first; "no" for ever at the end.
struct Facts<'a> {
    digits: &'a [u8],
    read: usize,
}

impl Facts<'_> {
    fn next(&mut self) -> bool {
        let digit = self.digits.get(self.read / 6).map_or(0, |&digit| span_map::digit(digit));
        let fact = digit >> (self.read % 6) & 1 == 1;
        self.read += 1;
        fact
    }

    /// Whether there are no further digits, and nothing but zeros in the last one.
    fn are_spent(&mut self) -> bool {
        if self.read.div_ceil(6) < self.digits.len() {
            return false;
        }
        while self.read % 6 != 0 {
            if self.next() {
                return false;
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(text: &str, trees: u32, facts: &str) -> Result<(String, u32), &'static str> {
        let mut lexer = Lexer::new(text, "");
        let first = lexer.next().unwrap().unwrap();
        let spelled = spell(&mut lexer, first, trees, facts).map_err(|error| error.reason)?;
        Ok((spelled.text, spelled.groups))
    }

    #[test]
    fn facts_say_where_white_space_was() {
        assert_eq!(spelled("a::b(c) d", 5, ""), Ok(("a :: b ( c ) ".to_string(), 1)));
        assert_eq!(spelled("a::b(c).d", 7, "f"), Ok(("a::b(c) . d ".to_string(), 1)));
        assert_eq!(spelled("a::b(c).d", 7, "/B"), Ok(("a::b(c).d ".to_string(), 1)));
        assert_eq!(spelled("r#fn<'a>[x] rest", 6, "Z"), Ok(("r#fn< 'a >[x ] ".to_string(), 1)));
    }

    #[test]
    fn comments() {
        let attribute = "#[doc = \" it\\'s \\u{e9}\\n\"] x";
        assert_eq!(spelled(attribute, 3, "").unwrap().0, "# [ doc = \" it\\'s \\u{e9}\\n\" ] x ");
        assert_eq!(spelled(attribute, 3, "AD").unwrap().0, "/** it's é\n*/ x ");
        assert_eq!(spelled(attribute, 3, "gD").unwrap().0, "/** it's é\n*/x ");
        assert_eq!(spelled("a # ![doc = \"b\"]", 4, "AE").unwrap().0, "a //!b\n");
        assert_eq!(spelled("+[doc = \"b\"]", 2, "AB"), Err("a doc comment that is no attribute"));
        assert_eq!(spelled("[[doc = \"b\"] #]", 1, "gB"), Err("a doc comment that is no attribute"));
        assert_eq!(spelled("#[doc = \"\\x41\"]", 2, "AB"), Err("a doc comment whose text cannot be read"));
    }

    #[test]
    fn what_does_not_fit() {
        assert_eq!(spelled("a b", 2, "E"), Err("more facts than what was parsed has tokens"));
        assert_eq!(spelled("a b", 2, "AA"), Err("more facts than what was parsed has tokens"));
        assert_eq!(spelled("a b", 3, ""), Err("what was parsed ends before the span map says"));
        assert_eq!(spelled("§(a§)", 1, ""), Err("a group without delimiters in what was parsed"));
    }
}
