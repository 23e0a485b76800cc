//! The text of a stream, as rustc prints it: macros look at it, and parse it.

use crate::display_spacing;
use crate::edition::{self, Edition, EDITION_2018, EDITION_2024};
use crate::invocation;
use crate::printer::{Breaks, Printer};
use crate::stream::{DocComment, Element, Origin, Stream};
use crate::token_tree::{Delimiter, Group, TokenTree};

pub(crate) fn print(stream: &Stream) -> String {
    // The input as it came: its text came with it.
    if let Origin::Input(reference) = stream.origin {
        if let Some(text) = invocation::display_of(reference) {
            return text.to_string();
        }
    }
    let mut printer = Printer::new();
    print_elements(&mut printer, stream);
    printer.finish()
}

/// A token as rustc has it, with operators and lifetimes in one piece.
struct Token<'a> {
    kind: TokenKind<'a>,
    /// Nothing comes between it and the next token, whatever that is.
    tight: bool,
}

enum TokenKind<'a> {
    Ident { name: &'static str, raw: bool },
    Lifetime { name: &'static str, raw: bool },
    Literal(&'static str),
    Operator(&'static str),
    Doc { text: &'static str, block: bool, inner: bool },
    Group { group: &'a Group, open_tight: bool },
}

fn print_elements<'a>(printer: &mut Printer<'static>, stream: &'a Stream) {
    let mut tokens: Vec<Token<'a>> = Vec::with_capacity(stream.elements.len());
    collect(&mut tokens, stream);
    for (index, token) in tokens.iter().enumerate() {
        print_token(printer, token);
        if let Some(next) = tokens.get(index + 1) {
            let separate = if token.tight { would_merge(token, next) } else { space_between(&token.kind, &next.kind) };
            if separate {
                printer.space();
            }
        }
    }
}

fn collect<'a>(tokens: &mut Vec<Token<'a>>, stream: &'a Stream) {
    let is_input = matches!(stream.origin, Origin::Input(_));
    if is_input {
        display_spacing::prepare();
    }
    let mut skipped = 0;
    for element in &stream.elements {
        if skipped > 0 {
            skipped -= 1;
            continue;
        }
        let tree = match element {
            Element::Tree(tree) => tree,
            Element::Unopened(stream) => {
                collect(tokens, stream);
                continue;
            }
            Element::Doc(DocComment { text, block, inner, tight, .. }) => {
                let kind = TokenKind::Doc { text: text.as_str(), block: *block, inner: *inner };
                tokens.push(Token { kind, tight: *tight });
                continue;
            }
        };
        if is_input {
            if let Some(comment) = display_spacing::doc_comment(tree) {
                let DocComment { text, block, inner, .. } = comment;
                tokens.push(Token { kind: TokenKind::Doc { text: text.as_str(), block, inner }, tight: false });
                skipped = if inner { 2 } else { 1 };
                continue;
            }
        }
        push_tree(tokens, tree, is_input);
    }
}

fn push_tree<'a>(tokens: &mut Vec<Token<'a>>, tree: &'a TokenTree, is_input: bool) {
    let input_tight = is_input && display_spacing::is_tight(tree);
    let token = match tree {
        TokenTree::Ident(ident) => {
            let (name, raw) = (ident.symbol.as_str(), ident.raw);
            let tight = ident.tight || input_tight;
            if let Some(last @ Token { kind: TokenKind::Operator("'"), tight: true }) = tokens.last_mut() {
                *last = Token { kind: TokenKind::Lifetime { name, raw }, tight };
                return;
            }
            Token { kind: TokenKind::Ident { name, raw }, tight }
        }
        TokenTree::Literal(literal) => {
            Token { kind: TokenKind::Literal(literal.text.as_str()), tight: literal.tight || input_tight }
        }
        TokenTree::Group(group) => {
            let open_tight = group.open_tight || is_input && display_spacing::is_open_tight(group);
            Token { kind: TokenKind::Group { group, open_tight }, tight: group.tight || input_tight }
        }
        TokenTree::Punct(punct) => {
            let tight = punct.joint || punct.tight || input_tight;
            if let Some(Token { kind: TokenKind::Operator(operator), tight: last_tight @ true }) = tokens.last_mut() {
                if let Some(glued) = glue(operator, punct.ch) {
                    *operator = glued;
                    *last_tight = tight;
                    return;
                }
            }
            Token { kind: TokenKind::Operator(operator(punct.ch)), tight }
        }
    };
    tokens.push(token);
}

/// Of how many characters the operator consists that begins at a place in a stream.
pub(crate) fn operator_length(elements: &[Element], at: usize) -> usize {
    let punct = |index: usize| match elements.get(index) {
        Some(Element::Tree(TokenTree::Punct(punct))) => Some(punct),
        _ => None,
    };
    let Some(mut last) = punct(at) else { return 1 };
    let (mut text, mut length) = (operator(last.ch), 1);
    while let (true, Some(next)) = (last.joint, punct(at + length)) {
        let Some(glued) = glue(text, next.ch) else { break };
        (text, last, length) = (glued, next, length + 1);
    }
    length
}

fn operator(ch: u8) -> &'static str {
    const ALL: &str = "=<>!~+-*/%^&|@.,;:#$?'";
    let at = ALL.bytes().position(|one| one == ch).expect("a punctuation character");
    &ALL[at..at + 1]
}

/// The operator that consists of `first` and then `second`.
fn glue(first: &str, second: u8) -> Option<&'static str> {
    Some(match (first, second) {
        ("=", b'=') => "==",
        ("=", b'>') => "=>",
        ("<", b'=') => "<=",
        ("<", b'<') => "<<",
        ("<<", b'=') => "<<=",
        ("<", b'-') => "<-",
        (">", b'=') => ">=",
        (">", b'>') => ">>",
        (">>", b'=') => ">>=",
        ("!", b'=') => "!=",
        ("+", b'=') => "+=",
        ("-", b'=') => "-=",
        ("-", b'>') => "->",
        ("*", b'=') => "*=",
        ("/", b'=') => "/=",
        ("%", b'=') => "%=",
        ("^", b'=') => "^=",
        ("&", b'=') => "&=",
        ("&", b'&') => "&&",
        ("|", b'=') => "|=",
        ("|", b'|') => "||",
        (".", b'.') => "..",
        ("..", b'.') => "...",
        ("..", b'=') => "..=",
        (":", b':') => "::",
        _ => return None,
    })
}

fn print_token(printer: &mut Printer<'static>, token: &Token<'_>) {
    match token.kind {
        TokenKind::Ident { name, raw } => {
            if raw {
                printer.text("r#");
            }
            printer.text(name);
        }
        TokenKind::Lifetime { name, raw } => {
            printer.text(if raw { "'r#" } else { "'" });
            printer.text(name);
        }
        TokenKind::Literal(text) | TokenKind::Operator(text) => printer.text(text),
        TokenKind::Doc { text, block, inner } => {
            printer.text(match (block, inner) {
                (false, false) => "///",
                (false, true) => "//!",
                (true, false) => "/**",
                (true, true) => "/*!",
            });
            printer.text(text);
            if block {
                printer.text("*/");
            }
            printer.line_end();
        }
        TokenKind::Group { group, open_tight } => print_group(printer, group, open_tight),
    }
}

fn print_group(printer: &mut Printer<'static>, group: &Group, open_tight: bool) {
    const INDENT: isize = 4;
    let (open, close) = match group.delimiter {
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::None => ("", ""),
        Delimiter::Brace => ("{", "}"),
    };
    let content = group.stream.as_deref().filter(|stream| !stream.elements.is_empty());
    let is_brace = group.delimiter == Delimiter::Brace;
    let spaced = is_brace && !open_tight && content.is_some();
    if is_brace {
        printer.begin(INDENT, Breaks::Consistent);
    }
    printer.text(open);
    if spaced {
        printer.space();
    }
    printer.begin(0, Breaks::Inconsistent);
    if let Some(content) = content {
        print_elements(printer, content);
    }
    printer.end();
    if spaced {
        printer.space_with_offset(-INDENT);
    }
    printer.text(close);
    if is_brace {
        printer.end();
    }
}

fn would_merge(token: &Token<'_>, next: &Token<'_>) -> bool {
    matches!((&token.kind, &next.kind), (TokenKind::Ident { .. }, TokenKind::Ident { .. }))
}

/// Whether a space is printed between tokens that have nothing else said about it.
fn space_between(token: &TokenKind<'_>, next: &TokenKind<'_>) -> bool {
    use TokenKind::*;
    let reserved = |name: &str, raw: bool| !raw && is_reserved(name, edition::current());
    match (token, next) {
        (Doc { block: false, .. }, _) => false,
        (Operator("."), next) if !matches!(next, Operator(_)) => false,
        (Operator("$"), Ident { .. }) => false,
        (token, Operator("," | ";" | ".")) if !matches!(token, Operator(_)) => false,
        (&Ident { name, raw }, Operator("!")) if !reserved(name, raw) => false,
        (&Ident { name, raw }, Group { group, .. })
            if group.delimiter == Delimiter::Parenthesis
                && (!reserved(name, raw) || matches!(name, "fn" | "Self" | "pub")) =>
        {
            false
        }
        (Operator("#"), Group { group, .. }) if group.delimiter == Delimiter::Bracket => false,
        _ => true,
    }
}

/// Keywords, used and unused. rustc takes the edition of the identifier's own context; what the macro has made
/// is of its own edition, and the spacing of what it was given is known from the text.
fn is_reserved(name: &str, edition: Edition) -> bool {
    #[rustfmt::skip]
    const RESERVED: &[&str] = &[
        "$crate", "Self", "_", "abstract", "as", "become", "box", "break", "const", "continue",
        "crate", "do", "else", "enum", "extern", "false", "final", "fn", "for", "if", "impl", "in", "let",
        "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self",
        "static", "struct", "super", "trait", "true", "type", "typeof", "unsafe", "unsized", "use",
        "virtual", "where", "while", "yield",
    ];
    match name {
        "async" | "await" | "dyn" | "try" => edition >= EDITION_2018,
        "gen" => edition >= EDITION_2024,
        _ => RESERVED.binary_search(&name).is_ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_keyword_is_missed_by_the_search() {
        for name in ["$crate", "Self", "_", "as", "self", "yield", "dyn", "typeof", "where"] {
            assert!(is_reserved(name, EDITION_2018), "{name}");
        }
        assert!(!is_reserved("dyn", 2015) && !is_reserved("gen", 2021) && is_reserved("gen", EDITION_2024));
    }
}
