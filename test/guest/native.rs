// The battery against the real proc_macro: each case is one invocation, so that rustc does not take equal
// errors for one. What rustc reports during a case is framed by marks on standard error.

extern crate proc_macro;
#[path = "battery.rs"]
mod battery;
#[path = "texts.rs"]
mod texts;

use proc_macro::{TokenStream, TokenTree};

#[proc_macro]
pub fn case(input: TokenStream) -> TokenStream {
    let words: Vec<String> = input.into_iter().map(|tree| tree.to_string()).collect();
    let (kind, index) = (words[0].as_str(), words[1].parse::<usize>().unwrap());
    eprintln!("@@begin {kind} {index}");
    let shown = match kind {
        "stream" => battery::stream_text(texts::TEXTS[index]),
        "literal" => battery::literal_text(texts::TEXTS[index]),
        "ident" => battery::ident_text(texts::IDENTIFIERS[index]),
        _ => unreachable!(),
    };
    println!("{kind} {index}\t{shown}");
    eprintln!("@@end");
    TokenStream::new()
}

#[proc_macro]
pub fn given(input: TokenStream) -> TokenStream {
    println!("given\t{}", battery::given(&input));
    TokenStream::new()
}

#[proc_macro]
pub fn lists(_: TokenStream) -> TokenStream {
    for line in battery::built().into_iter().chain(battery::constructed()) {
        println!("{line}");
    }
    TokenStream::new()
}

/// Expands to one `case!` for each text.
#[proc_macro]
pub fn cases(_: TokenStream) -> TokenStream {
    let mut calls = String::new();
    for index in 0..texts::TEXTS.len() {
        calls += &format!("case!(stream {index}); case!(literal {index});");
    }
    for index in 0..texts::IDENTIFIERS.len() {
        calls += &format!("case!(ident {index});");
    }
    calls.parse::<TokenStream>().unwrap().into_iter().collect::<Vec<TokenTree>>().into_iter().collect()
}
