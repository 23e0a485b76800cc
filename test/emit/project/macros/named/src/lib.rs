use proc_macro::{TokenStream, TokenTree};

/// `name()` answers the type's name, with a prefix that this macro crate makes with a macro of its own.
#[proc_macro_derive(Named, attributes(named))]
pub fn named(input: TokenStream) -> TokenStream {
    let mut trees = input.into_iter();
    while let Some(tree) = trees.next() {
        if matches!(&tree, TokenTree::Ident(word) if ["struct", "enum"].contains(&word.to_string().as_str())) {
            break;
        }
    }
    let name = trees.next().unwrap();
    let prefix = shout::shout!("the type ");
    format!("impl {name} {{ pub fn name() -> &'static str {{ \"{prefix}{name}\" }} }}").parse().unwrap()
}
