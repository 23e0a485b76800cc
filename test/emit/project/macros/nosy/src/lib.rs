use proc_macro::{Literal, Span, TokenStream, TokenTree};

/// The line that it is called on.
#[proc_macro]
pub fn here(_: TokenStream) -> TokenStream {
    TokenStream::from(TokenTree::Literal(Literal::usize_unsuffixed(Span::call_site().line())))
}

/// The version of the package that calls it.
#[proc_macro]
pub fn version(_: TokenStream) -> TokenStream {
    TokenStream::from(TokenTree::Literal(Literal::string(&std::env::var("CARGO_PKG_VERSION").unwrap())))
}

#[proc_macro]
pub fn home(_: TokenStream) -> TokenStream {
    TokenStream::from(TokenTree::Literal(Literal::string(&std::env::var("HOME").unwrap_or_default())))
}

#[proc_macro]
pub fn forever(_: TokenStream) -> TokenStream {
    loop {
        std::hint::spin_loop();
    }
}
