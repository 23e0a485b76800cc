//! The edition of the macro crate. It decides how text that the macro has parsed breaks into tokens, whichever
//! crate the code stands in that asks for it.

use std::sync::atomic::{AtomicU16, Ordering};

/// An edition of Rust by its year; a later one is greater.
pub(crate) type Edition = u16;

/// `async`, `await`, `dyn` and `try` are keywords.
pub(crate) const EDITION_2018: Edition = 2018;
/// Prefixes of strings and lifetimes are reserved, and C strings and raw lifetimes exist.
pub(crate) const EDITION_2021: Edition = 2021;
/// Strings between number signs are reserved, and `gen` is a keyword.
pub(crate) const EDITION_2024: Edition = 2024;

/// The configuration is for the comparison with the real `proc_macro` in test/guest.
static CURRENT: AtomicU16 = AtomicU16::new(if cfg!(silcrow_edition_2024) { EDITION_2024 } else { EDITION_2021 });

pub(crate) fn current() -> Edition {
    CURRENT.load(Ordering::Relaxed)
}

#[cfg(any(target_family = "wasm", silcrow_process))]
pub(crate) fn set(edition: Edition) {
    CURRENT.store(edition, Ordering::Relaxed);
}

/// A module exports the one that is its edition, and the host calls it: only the call of the compiler that links
/// the macro crate knows the edition.
#[cfg(target_family = "wasm")]
mod exports {
    #[no_mangle]
    pub extern "C" fn silcrow_edition_2015() {
        super::set(2015)
    }

    #[no_mangle]
    pub extern "C" fn silcrow_edition_2018() {
        super::set(2018)
    }

    #[no_mangle]
    pub extern "C" fn silcrow_edition_2021() {
        super::set(2021)
    }

    #[no_mangle]
    pub extern "C" fn silcrow_edition_2024() {
        super::set(2024)
    }
}
