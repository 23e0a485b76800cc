//! Macros that write text and have it parsed: each distinct text is a file in the compiler's source map.

use proc_macro::{TokenStream, TokenTree};

/// Gives a type `describe`, which panics for the name "nobody": the place of the panic is in the executable.
#[proc_macro_derive(Describe, attributes(describe))]
pub fn describe(item: TokenStream) -> TokenStream {
    let name = name_of(item);
    // To the compiler the text is shorter than here: it takes carriage returns for part of the line end.
    let head: TokenStream = format!("impl\r\n{name}\r\n").parse().unwrap();
    let body: TokenStream = format!(
        "{{ pub fn describe(&self) -> String {{
            let text = format!(\"{{:?}}, called {name}\", self);
            assert!(!text.contains(\"nobody\"), \"{{}} at {{}}:{{}}\", text, file!(), line!());
            text
        }} }}"
    )
    .parse()
    .unwrap();
    head.into_iter().chain(body).collect()
}

/// A table of squares, its numbers parsed one by one.
#[proc_macro]
pub fn squares(input: TokenStream) -> TokenStream {
    let count: u64 = input.to_string().parse().expect("a number");
    let mut list = String::new();
    for number in 0..count {
        let one: TokenStream = format!("{}u64", number * number).parse().unwrap();
        list.push_str(&format!("{one}, "));
    }
    format!("[{list}]").parse().unwrap()
}

fn name_of(item: TokenStream) -> String {
    let mut words = item.into_iter().filter_map(|tree| match tree {
        TokenTree::Ident(word) => Some(word.to_string()),
        _ => None,
    });
    words.find(|word| word == "struct" || word == "enum");
    words.next().expect("a type with a name")
}
