//! silcrow's guest: the public API of `proc_macro` over plain memory, for macro crates that are compiled to
//! WebAssembly. An invocation's tokens arrive in one message and leave in one (docs/contracts.md §1, §2);
//! no operation on a token calls the host, and nothing depends on rustc's unstable bridge.
//!
//! The API is that of current stable Rust, and only that: a crate that enables one of proc_macro's unstable
//! features against this one fails to compile as it does on stable, which is what the build scripts of
//! proc-macro2 and others probe for.
//!
//! With the configuration `silcrow_process` it is for macro crates that run as a process of their own (process/).
//! Built natively without, the crate works in process, for its unit tests and for the comparison with the real
//! `proc_macro` in test/guest.

// A native rlib has the API but nobody who calls it with messages.
#![cfg_attr(not(any(target_family = "wasm", silcrow_process, test)), allow(dead_code))]

#[cfg(target_family = "wasm")]
mod allocator;
pub mod bridge;
mod display_spacing;
mod edition;
mod entry;
#[cfg(any(target_family = "wasm", silcrow_process))]
mod environment;
mod escape;
mod facts;
mod from_text;
mod host;
mod invocation;
mod lex_error;
mod lexer;
mod literal;
mod literal_syntax;
mod message;
#[cfg(target_family = "wasm")]
mod paths;
mod positions;
mod print_stream;
mod printer;
#[cfg(silcrow_process)]
mod process;
mod span;
mod stream;
mod symbol;
mod token_tree;
#[path = "../wire/wire.rs"]
mod wire;
mod xid;

#[cfg(test)]
mod tests;

pub use lex_error::LexError;
pub use literal::Literal;
pub use span::Span;
pub use stream::TokenStream;
pub use token_tree::{Delimiter, Group, Ident, Punct, Spacing, TokenTree};

/// Public implementation details of `TokenStream`, such as iterators.
pub mod token_stream {
    pub use crate::stream::IntoIter;
}

/// Whether a macro is being expanded: true inside a procedural macro, false in a build script or a test.
pub fn is_available() -> bool {
    invocation::is_running()
}
