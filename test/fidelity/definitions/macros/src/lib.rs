//! Macros whose expansions are wrong, each written at a place of its own.
use proc_macro::TokenStream;

/// A derive, é.
#[proc_macro_derive(
    Bad,
    attributes(bad),
)]
#[allow(unused)]
pub fn bad(_: TokenStream)
    -> proc_macro::TokenStream
{
    "fn bad() -> u8 { unknown }".parse().unwrap()
}

/// A function.
    /* é */ #[proc_macro] pub fn wrong(_: TokenStream) -> TokenStream {
    "{ 1u8 + \"a\" }".parse().unwrap()
}

#[proc_macro_attribute]
pub fn attr(_: TokenStream, item: TokenStream) -> TokenStream {
    let mut t: TokenStream = "fn other() -> u8 { nope }".parse().unwrap();
    t.extend(item);
    t
}
