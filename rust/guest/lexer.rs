//! Rust text to the elements of a stream, as rustc's lexer does it. All spans are the call
//! site. Whatever makes rustc report an error, also where it carries on afterwards, is an error here.

use std::rc::Rc;

use crate::edition::{Edition, EDITION_2021, EDITION_2024};
use crate::literal::Literal;
use crate::literal_syntax;
use crate::span::CALL_SITE;
use crate::stream::{DocComment, Element, Origin, Stream};
use crate::symbol::Symbol;
use crate::token_tree::{can_be_raw, is_punct, Delimiter, Group, Ident, Punct};
use crate::xid;

/// `number` is that of the text in `parsed`, if its streams are to be known again.
pub(crate) fn lex(text: &str, edition: Edition, number: Option<u32>) -> Result<Vec<Element>, String> {
    let mut lexer = Lexer { text, at: 0, edition, groups: 0 };
    let mut elements = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    lexer.skip_white_space(&mut elements)?;
    while let Some(c) = lexer.peek() {
        let closed = match c {
            '(' | '{' | '[' => {
                lexer.at += 1;
                lexer.groups += 1;
                let origin = number.map_or(Origin::Built, |text| Origin::Parsed { text, stream: lexer.groups });
                open.push(Open { outer: std::mem::take(&mut elements), bracket: c, tight: lexer.is_tight(), origin });
                None
            }
            ')' | '}' | ']' => {
                lexer.at += 1;
                Some(close(open.pop(), c, &mut elements)?)
            }
            _ => {
                lexer.token(c, &mut elements)?;
                None
            }
        };
        let tight = lexer.is_tight();
        if let Some(mut group) = closed {
            group.tight = tight;
            elements.push(Element::Tree(group.into()));
        } else if !matches!(c, '(' | '{' | '[') {
            set_tight(elements.last_mut(), tight);
        }
        lexer.skip_white_space(&mut elements)?;
    }
    if open.is_empty() {
        Ok(elements)
    } else {
        Err("this file contains an unclosed delimiter".to_string())
    }
}

/// A group whose close delimiter has not come yet.
struct Open {
    /// What came before it.
    outer: Vec<Element>,
    bracket: char,
    tight: bool,
    origin: Origin,
}

fn close(open: Option<Open>, bracket: char, elements: &mut Vec<Element>) -> Result<Group, String> {
    let Some(open) = open else { return Err(format!("unexpected closing delimiter: `{bracket}`")) };
    let delimiter = match (open.bracket, bracket) {
        ('(', ')') => Delimiter::Parenthesis,
        ('{', '}') => Delimiter::Brace,
        ('[', ']') => Delimiter::Bracket,
        _ => return Err(format!("mismatched closing delimiter: `{bracket}`")),
    };
    let elements = std::mem::replace(elements, open.outer);
    let stream = (!elements.is_empty()).then(|| Rc::new(Stream { elements, origin: open.origin }));
    Ok(Group { stream, span: CALL_SITE, delimiter, input: false, open_tight: open.tight, tight: false })
}

fn set_tight(element: Option<&mut Element>, tight: bool) {
    use crate::token_tree::TokenTree;
    match element {
        Some(Element::Tree(TokenTree::Ident(tree))) => tree.tight = tight,
        Some(Element::Tree(TokenTree::Punct(tree))) => tree.tight = tight,
        Some(Element::Tree(TokenTree::Literal(tree))) => tree.tight = tight,
        _ => {}
    }
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    edition: Edition,
    /// How many groups have begun.
    groups: u32,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Whether the next token follows directly. A doc comment is a token, other comments are white space.
    fn is_tight(&self) -> bool {
        match self.peek() {
            None => false,
            Some(c) if is_white_space(c) => false,
            Some('/') => match comment_start(self.rest()) {
                Some(comment) => comment.doc.is_some(),
                None => true,
            },
            Some(_) => true,
        }
    }

    /// Skips white space and comments; doc comments become elements.
    fn skip_white_space(&mut self, elements: &mut Vec<Element>) -> Result<(), String> {
        while let Some(c) = self.peek() {
            if is_white_space(c) {
                self.at += c.len_utf8();
                continue;
            }
            let Some(comment) = comment_start(self.rest()) else { break };
            let len = comment_len(self.rest(), comment.block).ok_or_else(|| match comment.doc {
                Some(_) => "unterminated block doc-comment".to_string(),
                None => "unterminated block comment".to_string(),
            })?;
            if let Some(inner) = comment.doc {
                let content = &self.rest()[3..len - if comment.block { 2 } else { 0 }];
                if content.contains('\r') {
                    return Err("bare CR not allowed in doc-comment".to_string());
                }
                let text = Symbol::new(content);
                self.at += len;
                self.groups += 1;
                let tight = self.is_tight();
                elements.push(Element::Doc(DocComment { text, block: comment.block, inner, tight, span: CALL_SITE }));
            } else {
                self.at += len;
            }
        }
        Ok(())
    }

    fn token(&mut self, c: char, elements: &mut Vec<Element>) -> Result<(), String> {
        let rest = self.rest();
        if let Some(literal) = literal_syntax::scan(rest, self.edition)? {
            self.at += literal.len;
            elements.push(Element::Tree(Literal::from_text(&rest[..literal.len], CALL_SITE).into()));
        } else if c == '\'' {
            self.lifetime(elements)?;
        } else if xid::is_start(c) {
            elements.push(self.identifier()?);
        } else if is_punct(c) {
            if self.edition >= EDITION_2024 && c == '#' {
                match rest.as_bytes().get(1) {
                    Some(b'"') => return Err("invalid unprefixed guarded string literal".to_string()),
                    Some(b'#') => return Err("reserved multi-hash token is forbidden".to_string()),
                    _ => {}
                }
            }
            self.at += 1;
            let joint = self.is_tight() && self.peek().is_some_and(|next| is_punct(next) && !self.starts_quoted());
            elements.push(Element::Tree(Punct::from_parts(c as u8, joint, CALL_SITE).into()));
        } else {
            return Err(format!("unknown start of token: {}", c.escape_default()));
        }
        Ok(())
    }

    /// Whether the next token is not punctuation though its first character is: a lifetime, a character
    /// literal or a doc comment.
    fn starts_quoted(&self) -> bool {
        self.rest().starts_with('\'') || comment_start(self.rest()).is_some()
    }

    fn identifier(&mut self) -> Result<Element, String> {
        let rest = self.rest();
        let raw = rest.strip_prefix("r#").is_some_and(|name| name.starts_with(xid::is_start));
        let name = identifier_at(&rest[if raw { 2 } else { 0 }..]);
        self.at += name.len() + if raw { 2 } else { 0 };
        if raw && !can_be_raw(name) {
            return Err(format!("`{name}` cannot be a raw identifier"));
        }
        if !raw && self.edition >= EDITION_2021 && self.rest().starts_with(['#', '"', '\'']) {
            return Err(format!("prefix `{name}` is unknown"));
        }
        Ok(Element::Tree(Ident::from_parts(Symbol::new(name), raw, CALL_SITE).into()))
    }

    fn lifetime(&mut self, elements: &mut Vec<Element>) -> Result<(), String> {
        let rest = &self.rest()[1..];
        let raw = self.edition >= EDITION_2021 && rest.strip_prefix("r#").is_some_and(|name| name.starts_with(xid::is_start));
        let name = identifier_at(&rest[if raw { 2 } else { 0 }..]);
        self.at += 1 + name.len() + if raw { 2 } else { 0 };
        if name.starts_with(|c: char| c.is_ascii_digit()) {
            return Err("lifetimes cannot start with a number".to_string());
        }
        if raw && !can_be_raw(name) {
            return Err(format!("`{name}` cannot be a raw lifetime"));
        }
        if raw && self.rest().starts_with('\'') {
            return Err("character literal may only contain one codepoint".to_string());
        }
        if self.edition >= EDITION_2021 && !raw && self.rest().starts_with('#') {
            return Err(format!("prefix `'{name}` is unknown"));
        }
        elements.push(Element::Tree(Punct::from_parts(b'\'', true, CALL_SITE).into()));
        elements.push(Element::Tree(Ident::from_parts(Symbol::new(name), raw, CALL_SITE).into()));
        Ok(())
    }
}

fn identifier_at(text: &str) -> &str {
    &text[..text.find(|c| !xid::is_continue(c)).unwrap_or(text.len())]
}

struct Comment {
    block: bool,
    /// For a doc comment, whether it is an inner one.
    doc: Option<bool>,
}

fn comment_start(text: &str) -> Option<Comment> {
    let bytes = text.as_bytes();
    let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
    if byte(0) != b'/' {
        return None;
    }
    let block = match byte(1) {
        b'/' => false,
        b'*' => true,
        _ => return None,
    };
    let doc = match (byte(2), byte(3)) {
        (b'!', _) => Some(true),
        (b'/', next) if !block && next != b'/' => Some(false),
        (b'*', next) if block && next != b'*' && next != b'/' => Some(false),
        _ => None,
    };
    Some(Comment { block, doc })
}

/// Length of the comment that `text` starts with, without the line end; `None` if it is not terminated.
fn comment_len(text: &str, block: bool) -> Option<usize> {
    let bytes = text.as_bytes();
    if !block {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    let mut depth = 1;
    let mut at = 2;
    while depth > 0 {
        match (*bytes.get(at)?, bytes.get(at + 1)) {
            (b'/', Some(b'*')) => {
                depth += 1;
                at += 2;
            }
            (b'*', Some(b'/')) => {
                depth -= 1;
                at += 2;
            }
            _ => at += 1,
        }
    }
    Some(at)
}

pub(crate) fn is_white_space(c: char) -> bool {
    matches!(c, '\t'..='\r' | ' ' | '\u{85}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}')
}

/// Length of the comment that `text` starts with, if it is not a doc comment.
pub(crate) fn plain_comment_len(text: &str) -> Option<usize> {
    let comment = comment_start(text)?;
    match comment.doc {
        None => Some(comment_len(text, comment.block).unwrap_or(text.len())),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edition::Edition;

    /// The tokens with spaces between, or what is wrong.
    fn tokens(text: &str, edition: Edition) -> Result<String, String> {
        let elements = lex(text, edition, None)?;
        let words = elements.iter().map(|element| match element {
            Element::Tree(tree) => tree.to_string(),
            _ => "?".to_string(),
        });
        Ok(words.collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn an_edition_decides_what_a_prefix_is() {
        for (text, before, since) in [
            ("c\"x\"", "c \"x\"", Ok("c\"x\"")),
            ("cr#\"x\"#", "cr # \"x\" #", Ok("cr#\"x\"#")),
            ("z\"x\" 1", "z \"x\" 1", Err("prefix `z` is unknown")),
            ("k#if", "k # if", Err("prefix `k` is unknown")),
            ("z'x'", "z 'x'", Err("prefix `z` is unknown")),
            ("'a#b", "' a # b", Err("prefix `'a` is unknown")),
            ("'r#fn", "' r # fn", Ok("' r#fn")),
            ("b\"x\" r#\"y\"# r#fn call", "b\"x\" r#\"y\"# r#fn call", Ok("b\"x\" r#\"y\"# r#fn call")),
        ] {
            for edition in [2015, 2018] {
                assert_eq!(tokens(text, edition).as_deref(), Ok(before), "{text} in {edition}");
            }
            for edition in [2021, 2024] {
                let found = tokens(text, edition);
                assert_eq!(found.as_deref().map_err(String::as_str), since, "{text} in {edition}");
            }
        }
    }

    #[test]
    fn number_signs_guard_strings_since_2024() {
        for text in ["#\"x\"#", "a ## b"] {
            assert!(tokens(text, 2021).is_ok(), "{text}");
            assert!(tokens(text, 2024).is_err(), "{text}");
        }
        assert_eq!(tokens("# [a] #a", 2024).as_deref(), Ok("# [a] # a"));
    }
}
