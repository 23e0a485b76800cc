//! Files and folders that entries depend on, as they are now.

use crate::places::{listing, look_up, Found, Places};
use crate::sha256::{digest, written};
use std::collections::HashMap;
use std::sync::{Mutex, OnceLock};

/// What entries say of a path in `depends.files`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileState {
    Absent,
    Directory,
    /// Hash of the content.
    Content(String),
    /// None of these, or behind a link that the macro did not see.
    Other,
}

pub fn places() -> &'static Places {
    static PLACES: OnceLock<Places> = OnceLock::new();
    PLACES.get_or_init(Places::here)
}

/// Looked at once per process, so that all entries of a crate see the same.
pub fn file(path: &str) -> FileState {
    static SEEN: OnceLock<Mutex<HashMap<String, FileState>>> = OnceLock::new();
    let seen = SEEN.get_or_init(Mutex::default);
    if let Some(known) = seen.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).get(path) {
        return known.clone();
    }
    let state = match look_up(places(), path) {
        Found::Absent => FileState::Absent,
        Found::Directory(_) => FileState::Directory,
        Found::File(real) => std::fs::read(real).map_or(FileState::Other, |content| FileState::Content(written(&digest(&content)))),
        Found::Link(_) | Found::Elsewhere => FileState::Other,
    };
    seen.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).insert(path.to_string(), state.clone());
    state
}

/// Hash of a folder's listing.
pub fn directory(path: &str) -> Option<String> {
    match look_up(places(), path) {
        Found::Directory(real) => listing(&real).map(|items| written(&digest(&items))),
        _ => None,
    }
}

/// Where a link leads, as macros see it.
pub fn link(path: &str) -> Option<String> {
    let Found::Link(real) = look_up(places(), path) else { return None };
    let target = std::fs::read_link(real).ok()?.into_os_string().into_string().ok()?;
    Some(places().to_virtual(&target).unwrap_or(target))
}
