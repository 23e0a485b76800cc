// é: a file that the root includes.

    #[proc_macro] pub fn included(_: TokenStream) -> TokenStream { wrong("included") }

include!("deeper/second.rs");
