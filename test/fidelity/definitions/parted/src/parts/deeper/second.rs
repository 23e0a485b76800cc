/// Of a file that an included file includes.
#[proc_macro_derive(
    Included
)]
pub fn derive_included(
    _: TokenStream,
) -> TokenStream {
    "fn of_a_derive() -> u8 { is_not_there }".parse().unwrap()
}
