//! Macros that hand on tokens, whole and in part, with spans of all kinds. The text of this file is longer than
//! what stands in for it, and shorter than it would be with a few macros more: its length is in the source map.

extern crate proc_macro;
use proc_macro::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

/// Counts the calls of a function in a variable that the function's own code cannot see.
#[proc_macro_attribute]
pub fn counted(attr: TokenStream, item: TokenStream) -> TokenStream {
    let at = attr.into_iter().next().map_or(Span::call_site(), |tree| tree.span());
    item.into_iter()
        .map(|tree| match tree {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                let mut body: TokenStream = "static CALLS: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
                    let calls = CALLS.fetch_add(1, std::sync::atomic::Ordering::Relaxed);"
                    .parse::<TokenStream>()
                    .unwrap()
                    .into_iter()
                    .map(|mut tree| {
                        tree.set_span(Span::mixed_site().located_at(at));
                        tree
                    })
                    .collect();
                body.extend(vec![TokenTree::Group(group.clone())]);
                let mut whole = Group::new(Delimiter::Brace, body);
                whole.set_span(group.span());
                TokenTree::Group(whole)
            }
            other => other,
        })
        .collect()
}

/// `sum!(a, b, c)`: the expressions stay as they are, and the operators stand where the commas do.
#[proc_macro]
pub fn sum(input: TokenStream) -> TokenStream {
    input
        .into_iter()
        .map(|tree| match tree {
            TokenTree::Punct(comma) if comma.as_char() == ',' => {
                let mut plus = Punct::new('+', Spacing::Alone);
                plus.set_span(comma.span());
                TokenTree::Punct(plus)
            }
            other => other,
        })
        .collect()
}

/// `first_of!([..])` is an expression that panics at the list when there is nothing in it.
#[proc_macro]
pub fn first_of(input: TokenStream) -> TokenStream {
    let at = input.clone().into_iter().next().map_or(Span::call_site(), |tree| tree.span());
    let word = |name: &str| TokenTree::Ident(Ident::new(name, at));
    let mut text = Literal::string("an element");
    text.set_span(at);
    let mut arguments = Group::new(Delimiter::Parenthesis, TokenStream::from(TokenTree::Literal(text)));
    arguments.set_span(at);
    let mut none = Group::new(Delimiter::Parenthesis, TokenStream::new());
    none.set_span(at);
    input
        .into_iter()
        .chain(vec![
            TokenTree::Punct(Punct::new('.', Spacing::Alone)),
            word("first"),
            TokenTree::Group(none),
            TokenTree::Punct(Punct::new('.', Spacing::Alone)),
            word("expect"),
            TokenTree::Group(arguments),
        ])
        .collect()
}
