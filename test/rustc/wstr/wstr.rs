//! A string literal as UTF-16, as Windows wants it.
extern crate proc_macro;

use proc_macro::{TokenStream, TokenTree};

#[proc_macro]
pub fn wstr(input: TokenStream) -> TokenStream {
    let text = match input.into_iter().next() {
        Some(TokenTree::Literal(literal)) => literal.to_string(),
        _ => panic!("wstr! needs a string literal"),
    };
    let units: Vec<String> = text.trim_matches('"').encode_utf16().map(|unit| format!("0x{unit:04X}u16")).collect();
    format!("[{}].as_slice()", units.join(", ")).parse().unwrap()
}
