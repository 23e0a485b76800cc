use std::fmt;
use std::marker::PhantomData;
use std::rc::Rc;

use crate::invocation;
use crate::literal::Literal;
use crate::span::{Span, CALL_SITE};
use crate::stream::{Stream, TokenStream};
use crate::symbol::Symbol;
use crate::xid;

/// A single token or a delimited sequence of token trees.
#[derive(Clone)]
pub enum TokenTree {
    /// A token stream surrounded by bracket delimiters.
    Group(Group),
    /// An identifier.
    Ident(Ident),
    /// A single punctuation character (`+`, `,`, `$`, etc.).
    Punct(Punct),
    /// A literal character (`'a'`), string (`"hello"`), number (`2.3`), etc.
    Literal(Literal),
}

impl TokenTree {
    pub fn span(&self) -> Span {
        match self {
            TokenTree::Group(tree) => tree.span(),
            TokenTree::Ident(tree) => tree.span(),
            TokenTree::Punct(tree) => tree.span(),
            TokenTree::Literal(tree) => tree.span(),
        }
    }

    pub fn set_span(&mut self, span: Span) {
        match self {
            TokenTree::Group(tree) => tree.set_span(span),
            TokenTree::Ident(tree) => tree.set_span(span),
            TokenTree::Punct(tree) => tree.set_span(span),
            TokenTree::Literal(tree) => tree.set_span(span),
        }
    }

    /// The tree as a macro gets it: what rustc knows beside it stays with the stream that it was in.
    #[inline]
    pub(crate) fn loosened(mut self) -> TokenTree {
        match &mut self {
            TokenTree::Group(tree) => {
                tree.tight = false;
                tree.open_tight = false;
            }
            TokenTree::Ident(tree) => tree.tight = false,
            TokenTree::Punct(tree) => tree.tight = false,
            TokenTree::Literal(tree) => tree.tight = false,
        }
        self
    }
}

impl fmt::Debug for TokenTree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TokenTree::Group(tree) => tree.fmt(f),
            TokenTree::Ident(tree) => tree.fmt(f),
            TokenTree::Punct(tree) => tree.fmt(f),
            TokenTree::Literal(tree) => tree.fmt(f),
        }
    }
}

impl fmt::Display for TokenTree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TokenTree::Group(tree) => write!(f, "{tree}"),
            TokenTree::Ident(tree) => write!(f, "{tree}"),
            TokenTree::Punct(tree) => write!(f, "{tree}"),
            TokenTree::Literal(tree) => write!(f, "{tree}"),
        }
    }
}

impl From<Group> for TokenTree {
    fn from(tree: Group) -> TokenTree {
        TokenTree::Group(tree)
    }
}

impl From<Ident> for TokenTree {
    fn from(tree: Ident) -> TokenTree {
        TokenTree::Ident(tree)
    }
}

impl From<Punct> for TokenTree {
    fn from(tree: Punct) -> TokenTree {
        TokenTree::Punct(tree)
    }
}

impl From<Literal> for TokenTree {
    fn from(tree: Literal) -> TokenTree {
        TokenTree::Literal(tree)
    }
}

/// Describes how a sequence of token trees is delimited.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Delimiter {
    /// `( ... )`
    Parenthesis,
    /// `{ ... }`
    Brace,
    /// `[ ... ]`
    Bracket,
    /// An invisible delimiter, such as around the fragment that a macro variable stands for.
    None,
}

/// A delimited token stream.
#[derive(Clone)]
pub struct Group {
    pub(crate) stream: Option<Rc<Stream>>,
    /// Span of all three delimiter spans or, if `input`, id of the input group that this still is.
    pub(crate) span: u32,
    pub(crate) delimiter: Delimiter,
    pub(crate) input: bool,
    /// No white space after the open delimiter, and after the close delimiter (only within a lexed stream).
    pub(crate) open_tight: bool,
    pub(crate) tight: bool,
}

impl Group {
    /// A group with the given delimiter and stream, whose span is `Span::call_site()`.
    pub fn new(delimiter: Delimiter, stream: TokenStream) -> Group {
        Group { stream: stream.stream, span: CALL_SITE, delimiter, input: false, open_tight: false, tight: false }
    }

    pub fn delimiter(&self) -> Delimiter {
        self.delimiter
    }

    /// The trees between the delimiters, which are not part of it.
    pub fn stream(&self) -> TokenStream {
        TokenStream { stream: self.stream.clone() }
    }

    /// The span of the delimiters of this token stream, spanning the entire `Group`.
    pub fn span(&self) -> Span {
        Span::from_id(self.span)
    }

    pub fn span_open(&self) -> Span {
        Span::from_id(if self.input { self.span + 1 } else { self.span })
    }

    pub fn span_close(&self) -> Span {
        Span::from_id(if self.input { invocation::close_span(self.span) } else { self.span })
    }

    /// Sets the span of the delimiters, but not of what is between them.
    pub fn set_span(&mut self, span: Span) {
        self.span = span.id;
        self.input = false;
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", TokenStream::from(TokenTree::from(self.clone())))
    }
}

impl fmt::Debug for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Group")
            .field("delimiter", &self.delimiter())
            .field("stream", &self.stream())
            .field("span", &self.span())
            .finish()
    }
}

/// A single punctuation character such as `+`, `-` or `#`.
#[derive(Clone)]
pub struct Punct {
    pub(crate) span: u32,
    pub(crate) ch: u8,
    pub(crate) joint: bool,
    /// No white space follows (only within a lexed stream).
    pub(crate) tight: bool,
    pub(crate) not_send: PhantomData<*const ()>,
}

/// Whether a `Punct` is followed immediately by another one.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Spacing {
    /// It can join with the following token into an operator; for `'`, into a lifetime.
    Joint,
    /// It cannot.
    Alone,
}

impl Punct {
    /// Panics if `ch` is not one of rustc's punctuation characters.
    pub fn new(ch: char, spacing: Spacing) -> Punct {
        if !is_punct(ch) {
            panic!("unsupported character `{ch:?}`");
        }
        Punct::from_parts(ch as u8, spacing == Spacing::Joint, CALL_SITE)
    }

    pub(crate) fn from_parts(ch: u8, joint: bool, span: u32) -> Punct {
        Punct { span, ch, joint, tight: false, not_send: PhantomData }
    }

    pub fn as_char(&self) -> char {
        self.ch as char
    }

    pub fn spacing(&self) -> Spacing {
        if self.joint {
            Spacing::Joint
        } else {
            Spacing::Alone
        }
    }

    pub fn span(&self) -> Span {
        Span::from_id(self.span)
    }

    pub fn set_span(&mut self, span: Span) {
        self.span = span.id;
    }
}

pub(crate) fn is_punct(ch: char) -> bool {
    matches!(
        ch,
        '=' | '<'
            | '>'
            | '!'
            | '~'
            | '+'
            | '-'
            | '*'
            | '/'
            | '%'
            | '^'
            | '&'
            | '|'
            | '@'
            | '.'
            | ','
            | ';'
            | ':'
            | '#'
            | '$'
            | '?'
            | '\''
    )
}

impl fmt::Display for Punct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.as_char())
    }
}

impl fmt::Debug for Punct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Punct")
            .field("ch", &self.as_char())
            .field("spacing", &self.spacing())
            .field("span", &self.span())
            .finish()
    }
}

impl PartialEq<char> for Punct {
    fn eq(&self, other: &char) -> bool {
        self.as_char() == *other
    }
}

impl PartialEq<Punct> for char {
    fn eq(&self, other: &Punct) -> bool {
        *self == other.as_char()
    }
}

/// An identifier.
#[derive(Clone)]
pub struct Ident {
    pub(crate) symbol: Symbol,
    pub(crate) span: u32,
    pub(crate) raw: bool,
    /// No white space follows (only within a lexed stream).
    pub(crate) tight: bool,
    pub(crate) not_send: PhantomData<*const ()>,
}

impl Ident {
    /// Panics if `string` is not an identifier or a keyword.
    ///
    /// rustc also brings it into Unicode normalization form C; here it stays as written, and rustc does so
    /// when the expansion gets there.
    pub fn new(string: &str, span: Span) -> Ident {
        check_identifier(string);
        Ident::from_parts(Symbol::new(string), false, span.id)
    }

    /// As `Ident::new`, but creates a raw identifier (`r#ident`). Keywords that are usable in path segments
    /// are not supported, and panic.
    pub fn new_raw(string: &str, span: Span) -> Ident {
        check_identifier(string);
        if !can_be_raw(string) {
            panic!("`{string}` cannot be a raw identifier");
        }
        Ident::from_parts(Symbol::new(string), true, span.id)
    }

    #[inline]
    pub(crate) fn from_parts(symbol: Symbol, raw: bool, span: u32) -> Ident {
        Ident { symbol, span, raw, tight: false, not_send: PhantomData }
    }

    pub fn span(&self) -> Span {
        Span::from_id(self.span)
    }

    /// Sets the span, and with it possibly the hygiene context.
    pub fn set_span(&mut self, span: Span) {
        self.span = span.id;
    }
}

fn check_identifier(text: &str) {
    if !xid::is_identifier(text) && text != "$crate" {
        panic!("`{text:?}` is not a valid identifier");
    }
}

pub(crate) fn can_be_raw(text: &str) -> bool {
    !matches!(text, "_" | "super" | "self" | "Self" | "crate" | "$crate")
}

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.raw {
            f.write_str("r#")?;
        }
        fmt::Display::fmt(self.symbol.as_str(), f)
    }
}

impl fmt::Debug for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ident").field("ident", &self.to_string()).field("span", &self.span()).finish()
    }
}
