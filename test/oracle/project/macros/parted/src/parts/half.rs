/// Half of a number.
#[proc_macro]
pub fn half(input: TokenStream) -> TokenStream {
    format!("({}) / 2", input).parse().unwrap()
}
