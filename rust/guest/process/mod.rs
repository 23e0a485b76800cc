//! The guest in a process of its own, for macro crates that WebAssembly cannot hold (docs/contracts.md §2.1): the
//! same messages come and go in frames over a socket, and what a macro asks of its surroundings is asked of the host.

mod files;
mod hash_keys;
pub(crate) mod host;
mod programs;
mod sources;

use crate::bridge::client::ProcMacro;
use crate::entry;
use crate::wire::{Reader, Writer};

/// Tells which macros there are, then runs one invocation after another until the host has no more. Called through a
/// declaration by rust/process.rs, which knows nothing else of a macro crate.
///
/// # Safety
/// `macros` are the `count` declarations of the crate.
pub(crate) unsafe extern "C" fn serve(macros: *const ProcMacro, count: usize) {
    // SAFETY: the caller's promise.
    let macros = unsafe { std::slice::from_raw_parts(macros, count) };
    entry::install_panic_hook();
    let mut keys = None;
    host::tell(host::READY, &declarations(macros));
    while let Some(frame) = host::next_invocation() {
        let mut reader = Reader::new(frame);
        let (Ok(edition), Ok(seed)) = (reader.u(), reader.u32()) else { host::leave() };
        crate::edition::set(edition as crate::edition::Edition);
        sources::restart(seed);
        // Made with the first invocation's random bytes, which are those of all.
        if let Some(keys) = keys.get_or_insert_with(hash_keys::find) {
            keys.restore();
        }
        sources::restart(seed);
        let function = |index: u32| macros.get(index as usize).map_or_else(|| host::leave(), |found| found.parts().3);
        let message = entry::expand(&frame[reader.position()..], function);
        host::tell(host::MESSAGE, &message);
    }
}

fn declarations(macros: &[ProcMacro]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.count(macros.len());
    for (kind, name, attributes, _) in macros.iter().map(ProcMacro::parts) {
        writer.u8(kind as u8);
        writer.string(name);
        writer.count(attributes.len());
        attributes.iter().for_each(|attribute| writer.string(attribute));
    }
    writer.into_bytes()
}
