// Included as a module into a native copy of a macro crate: writes down what every invocation was given and
// what the real macro, run by rustc itself, returned. The encoding is that of docs/contracts.md §1 without
// spans, written here a second time on purpose: a test must not share its reading of tokens with the program.
use proc_macro::{Delimiter, Spacing, TokenStream, TokenTree};
use std::hash::{Hash, Hasher};

fn varint(out: &mut Vec<u8>, mut value: usize) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn text(out: &mut Vec<u8>, value: &str) {
    varint(out, value.len());
    out.extend_from_slice(value.as_bytes());
}

fn stream(out: &mut Vec<u8>, tokens: TokenStream) {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    varint(out, trees.len());
    for tree in trees {
        match tree {
            TokenTree::Group(group) => {
                out.push(0);
                out.push(match group.delimiter() {
                    Delimiter::Parenthesis => 0,
                    Delimiter::Brace => 1,
                    Delimiter::Bracket => 2,
                    Delimiter::None => 3,
                });
                stream(out, group.stream());
            }
            TokenTree::Ident(ident) => {
                let name = ident.to_string();
                let plain = name.strip_prefix("r#");
                out.push(1);
                out.push(plain.is_some() as u8);
                text(out, plain.unwrap_or(&name));
            }
            TokenTree::Punct(punct) => {
                out.push(2);
                out.push(punct.as_char() as u8);
                out.push((punct.spacing() == Spacing::Joint) as u8);
            }
            TokenTree::Literal(literal) => {
                out.push(3);
                text(out, &literal.to_string());
            }
        }
    }
}

fn write(kind: u8, name: &str, attr: TokenStream, input: TokenStream, output: &TokenStream) {
    let Some(folder) = std::env::var_os("SILCROW_TEST_RECORD") else { return };
    let mut bytes = vec![kind];
    text(&mut bytes, name);
    for tokens in [attr, input, output.clone()] {
        let mut part = Vec::new();
        stream(&mut part, tokens);
        varint(&mut bytes, part.len());
        bytes.extend_from_slice(&part);
    }
    let mut hasher = std::collections::hash_map::DefaultHasher::new();
    bytes.hash(&mut hasher);
    let path = std::path::Path::new(&folder).join(format!("{:016x}.tokens", hasher.finish()));
    std::fs::write(path, bytes).expect("the record folder is writable");
}

#[allow(dead_code)]
pub fn derive(name: &str, input: TokenStream, run: fn(TokenStream) -> TokenStream) -> TokenStream {
    let output = run(input.clone());
    write(2, name, TokenStream::new(), input, &output);
    output
}

#[allow(dead_code)]
pub fn function(name: &str, input: TokenStream, run: fn(TokenStream) -> TokenStream) -> TokenStream {
    let output = run(input.clone());
    write(0, name, TokenStream::new(), input, &output);
    output
}

#[allow(dead_code)]
pub fn attribute(
    name: &str,
    attr: TokenStream,
    input: TokenStream,
    run: fn(TokenStream, TokenStream) -> TokenStream,
) -> TokenStream {
    let output = run(attr.clone(), input.clone());
    write(1, name, attr, input, &output);
    output
}
