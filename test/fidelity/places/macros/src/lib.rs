//! Macros of each kind whose expansions tell where they are, with spans of each kind.
use proc_macro::{Delimiter, Group, Span, TokenStream, TokenTree};

/// `at!(name of_a_token)`: functions `name_call`, `name_mixed` and `name_input`, the last at the second token.
#[proc_macro]
pub fn at(input: TokenStream) -> TokenStream {
    let trees: Vec<TokenTree> = input.into_iter().collect();
    functions(&trees[0].to_string(), trees[1].span(), "")
}

/// The functions beside an item, at the item's second token.
#[proc_macro_attribute]
pub fn at_item(attr: TokenStream, item: TokenStream) -> TokenStream {
    let span = item.clone().into_iter().nth(1).unwrap().span();
    let mut all = functions(&attr.to_string(), span, "");
    all.extend(item);
    all
}

/// The functions as associated ones of a type, at the last token of its first field.
#[proc_macro_derive(At)]
pub fn derive_at(item: TokenStream) -> TokenStream {
    let trees: Vec<TokenTree> = item.into_iter().collect();
    let name = trees.iter().skip_while(|tree| tree.to_string() != "struct").nth(1).unwrap();
    let Some(TokenTree::Group(fields)) = trees.last() else { panic!("a struct with named fields") };
    let last = fields.stream().into_iter().last().unwrap();
    let body = Group::new(fields.delimiter(), functions("at", last.span(), "#[allow(dead_code)] pub"));
    let mut all: TokenStream = format!("impl {name}").parse().unwrap();
    all.extend([TokenTree::from(body)]);
    all
}

/// `operators!(ab cde)`: for each token the columns of the characters of operators that have its span and that were
/// put into a stream and taken out again. rustc takes an operator's span apart where it is as long.
#[proc_macro]
pub fn operators(input: TokenStream) -> TokenStream {
    let mut columns = TokenStream::new();
    for token in input {
        for operator in ["::", "..=", "<<=", "&&", "-="] {
            let stream = respan(operator.parse().unwrap(), token.span());
            stream.into_iter().for_each(|punct| columns.extend(respan("column!(),".parse().unwrap(), punct.span())));
        }
    }
    let mut all: TokenStream = "&".parse().unwrap();
    all.extend([TokenTree::from(Group::new(Delimiter::Bracket, columns))]);
    all
}

fn functions(name: &str, input: Span, before: &str) -> TokenStream {
    let places = [("call", Span::call_site()), ("mixed", Span::mixed_site()), ("input", input), ("located", Span::mixed_site().located_at(input))];
    places.into_iter().map(|(kind, span)| function(&format!("{before} fn {name}_{kind}"), span)).collect()
}

/// A function that tells its places, or panics in one way or another. It has a variable that it does not use.
fn function(head: &str, span: Span) -> TokenStream {
    let text = format!(
        "{head}(how: u8, list: &[u8]) -> String {{
            let unused = 1;
            match how {{
                1 => panic!(\"at a place\"),
                2 => drop(list[list.len()]),
                3 => drop(list.first().unwrap()),
                4 => drop(how - list.len() as u8 - 5),
                _ => (),
            }}
            format!(\"{{}}:{{}}:{{}} in {{}}, called at {{}}\", file!(), line!(), column!(), module_path!(), ::std::panic::Location::caller())
        }}"
    );
    respan(text.parse().unwrap(), span)
}

fn respan(stream: TokenStream, span: Span) -> TokenStream {
    let respan = |tree| match tree {
        TokenTree::Group(group) => {
            let mut again = Group::new(group.delimiter(), respan(group.stream(), span));
            again.set_span(span);
            again.into()
        }
        mut other => {
            other.set_span(span);
            other
        }
    };
    stream.into_iter().map(respan).collect()
}
