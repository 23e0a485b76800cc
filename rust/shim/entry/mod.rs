//! A cache entry: its sections, and whether it answers an invocation (docs/format.md §1, §2).

mod metadata;
mod observations;
mod sections;
#[cfg(test)]
mod tests;

use crate::json::{self, Value};
use metadata::{check_forms, check_targets, has_virtual_paths, mixed_scopes, optional_string, parsed, string};
use observations::{check_world, digest, looks};
pub use observations::World;
pub use sections::line_of;
use sections::{check_sum, metadata_of, split};
use std::borrow::Cow;

/// Largest `rust_macro_cache_version` that this reader knows.
const VERSION: f64 = 1.0;

/// What an entry must agree with.
pub struct Wanted<'a> {
    /// `sha256:…` of the invocation.
    pub hash: &'a str,
    pub macro_hash: &'a str,
    pub target: &'a str,
    /// Whether the entry must say which invocations came before it.
    pub needs_state: bool,
}

/// An entry that answers the invocation.
pub struct Entry<'a> {
    pub expansion: Cow<'a, str>,
    /// Line of the file, from 1, on which the expansion begins.
    pub expansion_line: usize,
    /// Which puncts are Alone though another one follows directly.
    pub alone: Option<String>,
    /// The span map.
    pub spans: Option<String>,
    /// Whether literals have virtual paths.
    pub has_virtual_paths: bool,
    /// Scopes that `scopes` calls the mixed site.
    pub mixed_scopes: Vec<u32>,
    /// Length and FNV-1a-64 of each string that the macro had parsed.
    pub parsed: Vec<(usize, u64)>,
    /// Whether it depends on the invocation's place or on those before it.
    pub looks: bool,
    /// Digest of what it depends on, but for the invocations before it.
    pub observed: [u8; 32],
}

/// Why an entry does not answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// It belongs to another invocation, whose key begins alike.
    Other,
    Damaged { line: Option<usize>, reason: String },
    Newer { version: u64 },
    Edited,
    WrongTarget { targets: String },
    MacroChanged { hash: String, package: Option<String> },
    Observed { what: String },
}

impl Problem {
    pub fn damaged(reason: impl Into<String>) -> Self {
        Problem::Damaged { line: None, reason: reason.into() }
    }

    /// How near the entry came to being the answer.
    pub fn rank(&self) -> u8 {
        match self {
            Problem::Other => 0,
            Problem::Damaged { .. } => 1,
            Problem::Newer { .. } => 2,
            Problem::Edited => 3,
            Problem::WrongTarget { .. } => 4,
            Problem::MacroChanged { .. } => 5,
            Problem::Observed { .. } => 6,
        }
    }
}

/// Reads an entry's text and checks it against the invocation.
pub fn check<'a>(text: &'a str, wanted: &Wanted<'_>, world: &dyn World) -> Result<Entry<'a>, Problem> {
    // A later version may have other keys and other sections: nothing else is looked at before its number.
    let metadata_text = metadata_of(text);
    let value = json::parse(metadata_text).map_err(|error| Problem::Damaged {
        line: Some(line_of(metadata_text, error.at)),
        reason: format!("its metadata is not JSON: {}", error.reason),
    })?;
    let Some(metadata) = value.as_object() else { return Err(Problem::damaged("its metadata is not a JSON object")) };
    match metadata.get("rust_macro_cache_version").and_then(Value::as_f64) {
        Some(version) if version == VERSION => {}
        Some(version) if version > VERSION => return Err(Problem::Newer { version: version as u64 }),
        _ => return Err(Problem::damaged("its `rust_macro_cache_version` is missing or not a version")),
    }
    let sections = split(text)?;
    check_sum(text, &sections, string(metadata, "checksum")?)?;
    check_forms(metadata)?;
    if string(metadata, "hash")? != wanted.hash {
        return Err(Problem::Other);
    }
    check_targets(metadata, wanted.target)?;
    let macro_hash = string(metadata, "macro_hash")?;
    if macro_hash != wanted.macro_hash {
        let package = metadata.get("macro_package").and_then(Value::as_str).map(str::to_string);
        return Err(Problem::MacroChanged { hash: macro_hash.to_string(), package });
    }
    check_world(metadata, wanted.needs_state, world)?;
    Ok(Entry {
        alone: optional_string(metadata, "alone")?.map(str::to_string),
        spans: optional_string(metadata, "spans")?.map(str::to_string),
        has_virtual_paths: has_virtual_paths(metadata)?,
        mixed_scopes: mixed_scopes(metadata)?,
        parsed: parsed(metadata, world)?,
        observed: digest(metadata),
        looks: looks(metadata),
        expansion: sections.expansion,
        expansion_line: sections.expansion_line,
    })
}
