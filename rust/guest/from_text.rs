//! `TokenStream::from_str` and `Literal::from_str`.

use std::borrow::Cow;
use std::rc::Rc;
use std::str::FromStr;

use crate::edition;
use crate::invocation;
use crate::lex_error::LexError;
use crate::lexer::{is_white_space, lex};
use crate::literal::Literal;
use crate::literal_syntax::{self, Kind};
use crate::span::CALL_SITE;
use crate::stream::{Origin, Stream, TokenStream};

impl FromStr for TokenStream {
    type Err = LexError;

    /// Breaks the string into tokens. All of them get `Span::call_site()`.
    fn from_str(text: &str) -> Result<TokenStream, LexError> {
        let number = invocation::record_parsed(text);
        let text = normalized(text);
        let elements = lex(without_shebang(&text), edition::current(), number).map_err(LexError::new)?;
        let origin = number.map_or(Origin::Built, |text| Origin::Parsed { text, stream: 0 });
        Ok(TokenStream { stream: Some(Rc::new(Stream { elements, origin })) })
    }
}

impl FromStr for Literal {
    type Err = LexError;

    /// Parses a single literal, without white space or comments, possibly with a minus sign.
    fn from_str(text: &str) -> Result<Literal, LexError> {
        invocation::record_parsed(text);
        let negative = text.starts_with('-');
        let source = normalized(text);
        let unsigned = &source[if negative { 1 } else { 0 }..];
        let edition = edition::current();
        let Some(scanned) = literal_syntax::scan(unsigned, edition).map_err(LexError::new)? else {
            // rustc lexes the whole text before it looks at the first token.
            lex(&source, edition, None).map_err(LexError::new)?;
            let blank = unsigned.trim_start_matches(is_white_space);
            let message = match literal_syntax::scan(blank, edition) {
                Ok(Some(_)) if blank.len() < unsigned.len() => "comment or whitespace around literal",
                _ => "not a literal",
            };
            return Err(LexError::new(message));
        };
        if scanned.len != unsigned.len() || source.len() != text.len() {
            lex(&source, edition, None).map_err(LexError::new)?;
            return Err(LexError::new("comment or whitespace around literal"));
        }
        if negative && !matches!(scanned.kind, Kind::Integer | Kind::Float) {
            return Err(LexError::new("non-numeric literal may not be negated"));
        }
        Ok(Literal::from_text(text, CALL_SITE))
    }
}

/// The text as rustc reads a source file: without a byte order mark, and with LF line ends.
fn normalized(text: &str) -> Cow<'_, str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.contains("\r\n") {
        Cow::Owned(text.replace("\r\n", "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

/// A first line that starts with `#!` is dropped, unless what follows is an inner attribute.
fn without_shebang(text: &str) -> &str {
    let Some(after) = text.strip_prefix("#!") else { return text };
    let mut rest = after;
    loop {
        rest = rest.trim_start_matches(is_white_space);
        let Some(len) = crate::lexer::plain_comment_len(rest) else { break };
        rest = &rest[len..];
    }
    if rest.starts_with('[') {
        return text;
    }
    &after[after.find('\n').unwrap_or(after.len())..]
}
