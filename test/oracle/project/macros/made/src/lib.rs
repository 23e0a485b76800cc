//! Macros that write text and have it parsed: each distinct text is a file in the compiler's source map.

use proc_macro::{Delimiter, Group, TokenStream, TokenTree};

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

/// `spaced!(how "text")` is what `stringify!` makes of the text's tokens: they know where white space was for as
/// long as nobody looks at them.
#[proc_macro]
pub fn spaced(input: TokenStream) -> TokenStream {
    let words: Vec<TokenTree> = input.into_iter().collect();
    let text = words[1].to_string();
    let text = text[1..text.len() - 1].replace("\\n", "\n").replace("\\\"", "\"");
    let parsed = || text.parse::<TokenStream>().unwrap();
    // What is in the text's last braces.
    let inside = |stream: TokenStream| match stream.into_iter().last() {
        Some(TokenTree::Group(group)) => group.stream(),
        _ => panic!("no braces at the end"),
    };
    let content: TokenStream = match words[0].to_string().as_str() {
        "whole" => return format!("stringify!({text})").parse().unwrap(),
        "put" => parsed(),
        "opened" => parsed().into_iter().collect(),
        "inside" => inside(parsed()),
        "deeper" => inside(inside(parsed())),
        "extended" => {
            let mut stream = parsed();
            stream.extend([parsed(), "x+y ;".parse().unwrap(), inside(parsed())]);
            stream.extend(vec![TokenTree::Group(Group::new(Delimiter::Bracket, parsed()))]);
            stream
        }
        "pieces" => [inside(inside(parsed())), inside(parsed()), inside(parsed())].into_iter().collect(),
        "many" => parsed().into_iter().flat_map(|tree| inside(TokenStream::from(tree))).chain(None).collect(),
        "apart" => parsed().into_iter().map(|tree| inside(TokenStream::from(tree))).collect(),
        other => panic!("{other}"),
    };
    let mut call: TokenStream = "stringify!".parse().unwrap();
    call.extend(vec![TokenTree::Group(Group::new(Delimiter::Parenthesis, content))]);
    call
}

fn name_of(item: TokenStream) -> String {
    let mut words = item.into_iter().filter_map(|tree| match tree {
        TokenTree::Ident(word) => Some(word.to_string()),
        _ => None,
    });
    words.find(|word| word == "struct" || word == "enum");
    words.next().expect("a type with a name")
}
