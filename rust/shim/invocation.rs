//! One use of a macro, and what a person calls it.

use crate::input::Input;
use crate::key::{Key, Kind};
use crate::sequence;
use crate::MacroCrate;
use proc_macro::{TokenStream, TokenTree};

pub struct Invocation<'a> {
    pub macro_crate: &'a MacroCrate,
    pub name: &'a str,
    pub kind: Kind,
    pub input: Input,
    pub key: Key,
    /// Hash over the invocations of the macro crate before this one.
    pub state: String,
}

impl<'a> Invocation<'a> {
    pub fn new(macro_crate: &'a MacroCrate, name: &'a str, kind: Kind, attr: TokenStream, item: TokenStream) -> Self {
        let input = Input::read(attr, item);
        let key = Key::new(macro_crate.item, name, kind, &input.wire);
        Invocation { macro_crate, name, kind, input, key, state: sequence::state() }
    }

    /// For messages: `#[derive(Serialize)]` on `Config`.
    pub fn describe(&self) -> String {
        let name = self.name;
        let call = match self.kind {
            Kind::Function => return format!("`{name}!(…)`"),
            Kind::Attribute => format!("`#[{name}]`"),
            Kind::Derive => format!("`#[derive({name})]`"),
        };
        match item_name(&self.input.item) {
            Some(item) => format!("{call} on `{item}`"),
            None => call,
        }
    }
}

/// The name behind the keyword that tells what an item is.
fn item_name(item: &TokenStream) -> Option<String> {
    let mut after_keyword = false;
    for tree in item.clone() {
        let TokenTree::Ident(ident) = tree else {
            after_keyword = false;
            continue;
        };
        let text = ident.to_string();
        match text.as_str() {
            // `const fn`, `const NAME`.
            "struct" | "enum" | "union" | "trait" | "fn" | "mod" | "type" | "static" | "const" => after_keyword = true,
            "mut" | "unsafe" | "async" | "extern" => {}
            "impl" => return None,
            _ if after_keyword => return Some(text),
            _ => {}
        }
    }
    None
}
