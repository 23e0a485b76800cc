/// A macro that puts a number before what it has parsed: the streams in it are handed back unopened, and the raw
/// literals beside them can only be made by the compiler.
macro_rules! own {
    ($(#[$meta:meta])* fn $name:ident() { $text:literal }) => {
        $(#[$meta])*
        pub fn $name(_input: proc_macro::TokenStream) -> proc_macro::TokenStream {
            use proc_macro::{Delimiter, Group, Literal, Punct, Spacing, TokenStream, TokenTree};
            let parsed: TokenStream = $text.parse().unwrap();
            let first = [TokenTree::from(Literal::u8_suffixed(1)), Punct::new(',', Spacing::Alone).into()];
            let mut inside = TokenStream::from_iter(first);
            inside.extend(parsed.into_iter());
            TokenTree::from(Group::new(Delimiter::Parenthesis, inside)).into()
        }
    };
}
