//! logos: a lexer's whole automaton as an expansion.

use logos::{Lexer, Logos, Skip};

#[derive(Default, Debug, Clone, PartialEq)]
pub enum LexError {
    #[default]
    Unknown,
    TooLarge(String),
}

impl From<std::num::ParseIntError> for LexError {
    fn from(error: std::num::ParseIntError) -> Self {
        LexError::TooLarge(error.to_string())
    }
}

#[derive(Logos, Debug, PartialEq, Clone)]
#[logos(skip r"[ \t]+")]
#[logos(error = LexError)]
#[logos(extras = usize)]
#[logos(subpattern digits = r"[0-9](_?[0-9])*")]
pub enum Token<'src> {
    #[token("let")]
    #[token("var")]
    Let,
    #[regex("[a-zA-Zäöü_][a-zA-Z0-9_]*", |lexer| lexer.slice())]
    Name(&'src str),
    #[regex("(?&digits)", number)]
    Number(u16),
    #[regex(r"(?&digits)\.(?&digits)", |lexer| lexer.slice().parse().ok(), priority = 20)]
    Float(f64),
    #[regex(r#""([^"\\]|\\.)*""#)]
    Text,
    #[token("\n", newline)]
    Newline,
    #[token("select", priority = 30, ignore(case))]
    Select,
    #[token("=")]
    #[token("==", |_| ())]
    Equal,
    #[regex(r"//[^\n]*", logos::skip, allow_greedy = true)]
    Comment,
}

fn number<'src>(lexer: &mut Lexer<'src, Token<'src>>) -> Result<u16, std::num::ParseIntError> {
    lexer.slice().replace('_', "").parse()
}

fn newline<'src>(lexer: &mut Lexer<'src, Token<'src>>) -> Skip {
    lexer.extras += 1;
    Skip
}

#[derive(Logos, Debug, PartialEq)]
#[logos(utf8 = false)]
pub enum Bytes {
    #[token(b"\xFF\x00")]
    Marker,
    #[regex(b"[\x01-\x10]+")]
    Low,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens() {
        let mut lexer = Token::lexer("let größe = 1_000 2.5 // rest\n\"a\\\"b\" SeLect");
        let found: Vec<_> = lexer.by_ref().take(4).collect();
        assert_eq!(found[..1], [Ok(Token::Let)]);
        assert!(found.contains(&Err(LexError::Unknown)) || found.contains(&Ok(Token::Name("größe"))));
        let rest: Vec<_> = lexer.by_ref().filter_map(Result::ok).collect();
        assert!(rest.ends_with(&[Token::Float(2.5), Token::Text, Token::Select]), "{rest:?}");
        assert_eq!(lexer.extras, 1);
    }

    #[test]
    fn errors_and_places() {
        let mut lexer = Token::lexer("x 70000 == ?");
        assert_eq!(lexer.next(), Some(Ok(Token::Name("x"))));
        assert!(matches!(lexer.next(), Some(Err(LexError::TooLarge(_)))));
        assert_eq!((lexer.next(), lexer.span()), (Some(Ok(Token::Equal)), 8..10));
        assert_eq!((lexer.next(), lexer.slice()), (Some(Err(LexError::Unknown)), "?"));
    }

    #[test]
    fn bytes() {
        let found: Vec<_> = Bytes::lexer(b"\xFF\x00\x02\x03".as_slice()).collect();
        assert_eq!(found, [Ok(Bytes::Marker), Ok(Bytes::Low)]);
    }
}
