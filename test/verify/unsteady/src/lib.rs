use proc_macro::{TokenStream, TokenTree};
use std::collections::{BTreeSet, HashSet};

/// The words in the order in which a HashSet has them, which is another one in each process.
#[proc_macro]
pub fn shuffled(input: TokenStream) -> TokenStream {
    quoted(words(input).into_iter().collect::<HashSet<_>>())
}

/// The same words in alphabetical order.
#[proc_macro]
pub fn sorted(input: TokenStream) -> TokenStream {
    quoted(words(input).into_iter().collect::<HashSet<_>>().into_iter().collect::<BTreeSet<_>>())
}

fn words(input: TokenStream) -> Vec<String> {
    input.into_iter().filter(|tree| matches!(tree, TokenTree::Ident(_))).map(|tree| tree.to_string()).collect()
}

fn quoted(words: impl IntoIterator<Item = String>) -> TokenStream {
    format!("{:?}", words.into_iter().collect::<Vec<_>>().join(" ")).parse().unwrap()
}
