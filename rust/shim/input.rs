//! The tokens of an invocation, walked once: their wire encoding for the key, and rustc's own spans and
//! handles by span id (docs/contracts.md §1.2) for rebuilding the expansion.

use crate::wire::Writer;
use proc_macro::{token_stream, Delimiter, Group, Ident, Literal, Spacing, Span, TokenStream, TokenTree};
use std::fmt::Write;

pub struct Input {
    /// The streams as rustc gave them, unopened.
    pub attr: TokenStream,
    pub item: TokenStream,
    /// Both streams in wire encoding without spans.
    pub wire: Vec<u8>,
    /// Where the input stream begins in `wire`.
    pub item_at: usize,
    /// By span id.
    pub spans: Vec<Span>,
    /// By ascending id.
    pub groups: Vec<InputGroup>,
    /// By ascending id.
    pub literals: Vec<InputLiteral>,
    /// A `$crate`, which cannot be made out of nothing.
    pub dollar_crate: Option<Ident>,
}

pub struct InputGroup {
    pub id: u32,
    /// Id of the closing delimiter.
    pub close: u32,
    pub group: Group,
    /// Its encoding in `wire`, and where that of its content begins.
    pub from: usize,
    pub content: usize,
    pub to: usize,
}

pub struct InputLiteral {
    pub id: u32,
    pub literal: Literal,
    /// Its text in `wire`.
    pub text: std::ops::Range<usize>,
}

impl Input {
    pub fn read(attr: TokenStream, item: TokenStream) -> Input {
        let call_site = Span::call_site();
        let mut input = Input {
            attr: attr.clone(),
            item: item.clone(),
            wire: Vec::with_capacity(1024),
            item_at: 0,
            spans: Vec::with_capacity(256),
            groups: Vec::new(),
            literals: Vec::new(),
            dollar_crate: None,
        };
        input.spans.extend([call_site, Span::mixed_site(), call_site, call_site]);
        let mut wire = Writer { bytes: std::mem::take(&mut input.wire) };
        input.walk(attr, &mut wire);
        input.item_at = wire.len();
        input.walk(item, &mut wire);
        input.wire = wire.into_bytes();
        input
    }

    /// First id after the input.
    pub fn end(&self) -> u32 {
        self.spans.len() as u32
    }

    /// The group whose first id this is.
    pub fn group(&self, id: u32) -> Option<&InputGroup> {
        self.groups.binary_search_by_key(&id, |group| group.id).ok().map(|at| &self.groups[at])
    }

    /// Whether the id is one of a group's delimiters, not that of a tree.
    pub fn is_delimiter(&self, id: u32) -> bool {
        self.groups.iter().any(|group| group.id + 1 == id || group.close == id)
    }

    /// The input literal with this id if its text is the given one.
    pub fn literal(&self, id: u32, text: &str) -> Option<&Literal> {
        let found = &self.literals[self.literals.binary_search_by_key(&id, |literal| literal.id).ok()?];
        (&self.wire[found.text.clone()] == text.as_bytes()).then_some(&found.literal)
    }

    /// Any input literal with this text.
    pub fn literal_like(&self, text: &str) -> Option<&Literal> {
        let found = self.literals.iter().find(|literal| &self.wire[literal.text.clone()] == text.as_bytes());
        found.map(|found| &found.literal)
    }

    fn walk(&mut self, stream: TokenStream, wire: &mut Writer) {
        // Groups that are open: what is left of the surrounding trees, and the group's place in `groups`.
        let mut open: Vec<(token_stream::IntoIter, usize)> = Vec::new();
        let mut text = String::with_capacity(64);
        let mut trees = enter(stream, wire);
        loop {
            let Some(tree) = trees.next() else {
                let Some((outer, place)) = open.pop() else { return };
                let close = self.groups[place].group.span_close();
                self.groups[place].close = self.end();
                self.groups[place].to = wire.len();
                self.spans.push(close);
                trees = outer;
                continue;
            };
            match tree {
                TokenTree::Group(group) => {
                    let (id, from) = (self.end(), wire.len());
                    self.spans.extend([group.span(), group.span_open()]);
                    wire.u8(0);
                    wire.u8(match group.delimiter() {
                        Delimiter::Parenthesis => 0,
                        Delimiter::Brace => 1,
                        Delimiter::Bracket => 2,
                        Delimiter::None => 3,
                    });
                    let content = wire.len();
                    let inner = enter(group.stream(), wire);
                    open.push((std::mem::replace(&mut trees, inner), self.groups.len()));
                    self.groups.push(InputGroup { id, close: 0, group, from, content, to: 0 });
                }
                TokenTree::Ident(ident) => {
                    text.clear();
                    let _ = write!(text, "{ident}");
                    let name = text.strip_prefix("r#");
                    wire.u8(1);
                    wire.bool(name.is_some());
                    wire.string(name.unwrap_or(&text));
                    self.spans.push(ident.span());
                    if text == "$crate" && self.dollar_crate.is_none() {
                        self.dollar_crate = Some(ident);
                    }
                }
                TokenTree::Punct(punct) => {
                    wire.u8(2);
                    wire.u8(punct.as_char() as u8);
                    wire.bool(punct.spacing() == Spacing::Joint);
                    self.spans.push(punct.span());
                }
                TokenTree::Literal(literal) => {
                    text.clear();
                    let _ = write!(text, "{literal}");
                    wire.u8(3);
                    wire.string(&text);
                    let id = self.end();
                    self.spans.push(literal.span());
                    self.literals.push(InputLiteral { id, literal, text: wire.len() - text.len()..wire.len() });
                }
            }
        }
    }
}

/// Begins a stream's encoding: its length, which the iterator knows.
fn enter(stream: TokenStream, wire: &mut Writer) -> token_stream::IntoIter {
    let trees = stream.into_iter();
    let count = match trees.size_hint() {
        (low, Some(high)) if low == high => low,
        _ => trees.clone().count(),
    };
    wire.count(count);
    trees
}
