// The battery against the guest, in the order and form of native.rs.

extern crate proc_macro;
#[path = "battery.rs"]
mod battery;
#[path = "texts.rs"]
mod texts;

use proc_macro::bridge::in_process::expand;
use proc_macro::{Delimiter, Spacing, TokenStream, TokenTree};

fn main() {
    std::panic::set_hook(Box::new(|_| {}));
    for index in 0..texts::TEXTS.len() {
        println!("stream {index}\t{}", battery::stream_text(texts::TEXTS[index]));
        println!("literal {index}\t{}", battery::literal_text(texts::TEXTS[index]));
    }
    for (index, text) in texts::IDENTIFIERS.iter().enumerate() {
        println!("ident {index}\t{}", battery::ident_text(text));
    }
    for snippet in include_str!("snippets.txt").split("\n----\n") {
        let stream: TokenStream = snippet.parse().unwrap();
        let mut message = vec![0, 0, 0, 0];
        let display = stream.to_string();
        write_stream(&mut message, stream);
        write_string(&mut message, "");
        write_string(&mut message, &display);
        expand(message, |_, input| {
            println!("given\t{}", battery::given(&input));
            TokenStream::new()
        });
    }
    for line in battery::built().into_iter().chain(battery::constructed()) {
        println!("{line}");
    }
}

fn write_stream(message: &mut Vec<u8>, stream: TokenStream) {
    write_number(message, stream.clone().into_iter().count());
    for tree in stream {
        match tree {
            TokenTree::Group(group) => {
                message.push(0);
                message.push(match group.delimiter() {
                    Delimiter::Parenthesis => 0,
                    Delimiter::Brace => 1,
                    Delimiter::Bracket => 2,
                    Delimiter::None => 3,
                });
                write_stream(message, group.stream());
            }
            TokenTree::Ident(ident) => {
                let text = ident.to_string();
                let name = text.strip_prefix("r#");
                message.extend([1, name.is_some() as u8]);
                write_string(message, name.unwrap_or(&text));
            }
            TokenTree::Punct(punct) => {
                message.extend([2, punct.as_char() as u8, (punct.spacing() == Spacing::Joint) as u8]);
            }
            TokenTree::Literal(literal) => {
                message.push(3);
                write_string(message, &literal.to_string());
            }
        }
    }
}

fn write_string(message: &mut Vec<u8>, text: &str) {
    write_number(message, text.len());
    message.extend_from_slice(text.as_bytes());
}

fn write_number(message: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        message.push(number as u8 | 0x80);
        number >>= 7;
    }
    message.push(number as u8);
}
