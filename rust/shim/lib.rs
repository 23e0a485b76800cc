//! The runtime of silcrow's macro stand-ins. A stand-in is a proc-macro crate that rustc loads in place of a
//! real one; it exports the same macros and answers each invocation from the macro cache. When the cache is
//! being written, it asks the host for what is missing.

extern crate proc_macro;

mod build;
mod entry;
mod failure;
mod files;
mod host;
mod index;
mod input;
mod invocation;
mod json;
mod key;
mod lexer;
mod literal;
mod lookup;
mod parsed;
mod places;
mod positions;
mod report;
mod sequence;
mod settings;
mod sha256;
mod spacing;
mod span_map;
mod spelling;
mod stock;
#[path = "../wire/wire.rs"]
mod wire;

use failure::Failure;
use host::Answer;
use invocation::Invocation;
use key::Kind;
use proc_macro::TokenStream;
use settings::Mode;

/// The macro crate that a stand-in stands for.
pub struct MacroCrate {
    /// Its crate name.
    pub name: &'static str,
    /// Name and the hash that identifies the package, as in `macro_item`.
    pub item: &'static str,
    /// `macro_hash` of the implementation that the build would use.
    pub hash: &'static str,
    /// Whether it is known to keep state: an entry of it that names no earlier invocations may be wrong.
    pub keeps_state: bool,
}

/// Answers `#[derive(name)]`.
pub fn derive(macro_crate: &MacroCrate, name: &str, input: TokenStream) -> TokenStream {
    answer(macro_crate, name, Kind::Derive, TokenStream::new(), input)
}

/// Answers `#[name(attr)]` on an item.
pub fn attribute(macro_crate: &MacroCrate, name: &str, attr: TokenStream, item: TokenStream) -> TokenStream {
    answer(macro_crate, name, Kind::Attribute, attr, item)
}

/// Answers `name!(input)`.
pub fn function(macro_crate: &MacroCrate, name: &str, input: TokenStream) -> TokenStream {
    answer(macro_crate, name, Kind::Function, TokenStream::new(), input)
}

fn answer(macro_crate: &MacroCrate, name: &str, kind: Kind, attr: TokenStream, item: TokenStream) -> TokenStream {
    if !settings::is_silcrows() {
        panic!(
            "`{name}` comes from silcrow's stand-in for the macro crate `{}`, which only works in a build that silcrow \
             runs\nhelp: build with `silcrow build`, or use another target directory for plain cargo",
            macro_crate.name
        );
    }
    let invocation = Invocation::new(macro_crate, name, kind, attr, item);
    expand(&invocation).unwrap_or_else(|failure| {
        report::report(&failure);
        // rustc goes on; what it says about code that is missing is dropped by the wrapper. An attribute's
        // item stays, for there would be most to say without it.
        if kind == Kind::Attribute { invocation.input.item.clone() } else { TokenStream::new() }
    })
}

fn expand(invocation: &Invocation<'_>) -> Result<TokenStream, Failure> {
    let settings = settings::settings()?;
    let found = match (lookup::find(invocation, settings), settings.mode) {
        (Ok(found), Mode::Replay) => found,
        (Ok(found), Mode::Emit) => {
            // If the macro crate keeps state, the host needs all of its invocations to expand a later one.
            host::note(invocation, settings, found.looks)?;
            found
        }
        (Err(failure), Mode::Replay) => return Err(failure),
        (Err(_), Mode::Emit) => match host::ask(invocation, settings)? {
            Answer::Entry(path) => lookup::read(&path, invocation, settings)?,
            Answer::Text(path, text) => lookup::take(&path, &text, invocation, settings)?,
            // What was raised was no text; rustc then says no more than that the macro panicked.
            Answer::Panic(message) if message.is_empty() => std::panic::resume_unwind(Box::new(())),
            // rustc shows the message at the invocation, as for any macro that panics.
            Answer::Panic(message) => panic!("{message}"),
        },
    };
    sequence::add(&invocation.key, &found.observed);
    Ok(found.stream)
}
