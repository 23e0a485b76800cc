use proc_macro::{Delimiter, Group, TokenStream, TokenTree};

/// Says something at the start of a function.
#[proc_macro_attribute]
pub fn traced(attr: TokenStream, item: TokenStream) -> TokenStream {
    item.into_iter()
        .map(|tree| match tree {
            TokenTree::Group(body) if body.delimiter() == Delimiter::Brace => {
                let mut inner: TokenStream = format!("let _ = {attr};").parse().unwrap();
                inner.extend(body.stream());
                TokenTree::Group(Group::new(Delimiter::Brace, inner))
            }
            other => other,
        })
        .collect()
}
