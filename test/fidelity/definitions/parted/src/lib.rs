//! Macros whose expansions are wrong, in several files, one out of rules, and one that is written twice.
extern crate proc_macro;
use proc_macro::TokenStream;

include!("parts/first.rs");

#[proc_macro]
pub fn in_root(_: TokenStream) -> TokenStream {
    wrong("in_root")
}

macro_rules! made {
    ($name:ident) => {
        #[proc_macro]
        pub fn $name(_: TokenStream) -> TokenStream {
            wrong(stringify!($name))
        }
    };
}
made!(out_of_rules);

#[proc_macro]
#[cfg(not(any()))]
pub fn written_twice(_: TokenStream) -> TokenStream {
    wrong("written_twice")
}

#[proc_macro]
#[cfg(any())]
pub fn written_twice(_: TokenStream) -> TokenStream {
    TokenStream::new()
}

fn wrong(what: &str) -> TokenStream {
    format!("{{ {}_is_not_there() }}", what).parse().unwrap()
}
