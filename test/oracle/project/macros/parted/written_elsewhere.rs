/// How many fields there are.
#[proc_macro_derive(Fields)]
pub fn derive_fields(input: TokenStream) -> TokenStream {
    let text = input.to_string();
    let name = text.split_whitespace().skip_while(|word| *word != "struct").nth(1).unwrap_or_default();
    format!("impl {} {{ pub const FIELDS: usize = {}; }}", name, text.matches(": ").count()).parse().unwrap()
}
