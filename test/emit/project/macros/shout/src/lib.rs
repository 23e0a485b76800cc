use proc_macro::{Literal, TokenStream, TokenTree};

/// A string literal in capitals.
#[proc_macro]
pub fn shout(input: TokenStream) -> TokenStream {
    let text = input.to_string();
    let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).expect("shout! wants a string");
    TokenStream::from(TokenTree::Literal(Literal::string(&inner.to_uppercase())))
}

/// Hands its input back as it came.
#[proc_macro]
pub fn as_is(input: TokenStream) -> TokenStream {
    input
}
