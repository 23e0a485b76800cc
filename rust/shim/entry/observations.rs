//! What the macro of an entry has observed beside its tokens, held against how things are now (docs/format.md §2,
//! contracts.md §3).

use super::Problem;
use crate::files::FileState;
use crate::json::{Object, Value};
use crate::places::{MARKER, NAMES};
use crate::sha256::Sha256;
use std::borrow::Cow;

/// What a macro may have looked at beside its tokens, as it is now. Hashes are as written in entries.
pub trait World {
    /// Hash of a variable's value, or `None` if it is unset.
    fn env(&self, name: &str) -> Option<String>;
    fn position(&self) -> String;
    fn span_debug(&self) -> String;
    fn source_text(&self) -> String;
    /// Hash over the invocations of the macro crate before this one.
    fn state(&self) -> String;
    /// Hash of the working directory's virtual path.
    fn directory(&self) -> String;
    /// The state of a virtual path.
    fn file(&self, path: &str) -> FileState;
    /// Hash of a folder's listing, if it is a folder.
    fn listing(&self, path: &str) -> Option<String>;
    /// Where a link leads, if it is one.
    fn link(&self, path: &str) -> Option<String>;
    /// Length of the folder that a root stands for; roots are named by their place in `NAMES`.
    fn root_length(&self, root: usize) -> Option<usize>;
    /// What messages call a virtual path.
    fn shown(&self, path: &str) -> String;
}

const EARLIER: &str = "the invocations of its crate before this one";

/// Everything that the macro has observed is now what it was then.
pub fn check_world(metadata: &Object<'_>, needs_state: bool, world: &dyn World) -> Result<(), Problem> {
    let nothing = Object::default();
    let depends = match metadata.get("depends") {
        None => &nothing,
        Some(value) => value.as_object().ok_or_else(|| Problem::damaged("its `depends` is not an object"))?,
    };
    for (what, expected) in &depends.0 {
        if what == "env" {
            let Some(variables) = expected.as_object() else { return Err(Problem::damaged("its `depends.env` is not an object")) };
            for (name, expected) in &variables.0 {
                check_variable(name, expected, world.env(name))?;
            }
            continue;
        }
        if let "files" | "directories" | "links" = what.as_ref() {
            let Some(paths) = expected.as_object() else { return Err(Problem::damaged(format!("its `depends.{what}` is not an object"))) };
            for (path, expected) in &paths.0 {
                if !is_virtual_path(path) && !(matches!(expected, Value::Null) && is_above_roots(path)) {
                    return Err(Problem::damaged(format!("its `depends.{what}` names `{path}`, which is no virtual path")));
                }
                check_path(what, path, expected, world)?;
            }
            continue;
        }
        let (now, words) = match what.as_ref() {
            "cwd" => (world.directory(), "the working directory"),
            "position" => (world.position(), "the position of the invocation's tokens (line, column, file)"),
            "span_debug" => (world.span_debug(), "the text of its spans (`{:?}` of a span)"),
            "source_text" => (world.source_text(), "the source text of its tokens"),
            "state" => (world.state(), EARLIER),
            // To ignore what the macro has seen would be unsound.
            other => return Err(Problem::damaged(format!("it depends on `{other}`, which this version cannot check"))),
        };
        match expected.as_str() {
            Some(expected) if expected == now => {}
            Some(_) => return Err(Problem::Observed { what: words.to_string() }),
            None => return Err(Problem::damaged(format!("its `depends.{what}` is not a string"))),
        }
    }
    if needs_state && depends.get("state").is_none() {
        return Err(Problem::Observed { what: format!("{EARLIER}, of which it says nothing") });
    }
    Ok(())
}

/// Whether the entry depends on the invocation's place or on those before it.
pub fn looks(metadata: &Object<'_>) -> bool {
    depends_of(metadata).any(|(what, _)| what != "env")
}

/// Digest of what the entry depends on, but for the invocations before it.
pub fn digest(metadata: &Object<'_>) -> [u8; 32] {
    let mut hash = Sha256::new();
    for (what, value) in depends_of(metadata).filter(|(what, _)| what != "state") {
        hash_text(&mut hash, what);
        hash_value(&mut hash, value);
    }
    hash.finish()
}

fn depends_of<'m, 'a>(metadata: &'m Object<'a>) -> impl Iterator<Item = &'m (Cow<'a, str>, Value<'a>)> {
    metadata.get("depends").and_then(Value::as_object).into_iter().flat_map(|depends| &depends.0)
}

fn hash_value(hash: &mut Sha256, value: &Value<'_>) {
    match value {
        Value::String(text) => hash_text(hash, text),
        Value::Object(object) => {
            hash.update(b"{");
            object.0.iter().for_each(|(name, value)| {
                hash_text(hash, name);
                hash_value(hash, value);
            });
            hash.update(b"}");
        }
        Value::Array(items) => {
            hash.update(b"[");
            items.iter().for_each(|item| hash_value(hash, item));
            hash.update(b"]");
        }
        _ => hash.update(b"-"),
    }
}

fn hash_text(hash: &mut Sha256, text: &str) {
    hash.update(&(text.len() as u32).to_le_bytes());
    hash.update(text.as_bytes());
}

fn check_variable(name: &str, expected: &Value<'_>, now: Option<String>) -> Result<(), Problem> {
    let change = match (expected, now) {
        (Value::Null, None) => return Ok(()),
        (Value::String(expected), Some(now)) if *expected == now => return Ok(()),
        (Value::Null, Some(_)) => "it was unset then and is set now",
        (Value::String(_), None) => "it was set then and is unset now",
        (Value::String(_), Some(_)) => "its value is another one now",
        _ => return Err(Problem::damaged(format!("its `depends.env.{name}` is neither a string nor null"))),
    };
    Err(Problem::Observed { what: format!("the environment variable `{name}` ({change})") })
}

/// Below a root, and nowhere else.
fn is_virtual_path(path: &str) -> bool {
    let root = NAMES.iter().find_map(|name| path.strip_prefix(name));
    root.is_some_and(|rest| rest.is_empty() || is_plain(rest))
}

/// In no root, and not to be taken for a path in one: of these an entry may say that nothing was there.
fn is_above_roots(path: &str) -> bool {
    is_plain(path) && !path.starts_with(MARKER)
}

fn is_plain(path: &str) -> bool {
    let is_plain = |part: &str| !matches!(part, "" | "." | "..") && !part.contains('\0');
    path.strip_prefix('/').is_some_and(|path| path.split('/').all(is_plain))
}

fn check_path(what: &str, path: &str, expected: &Value<'_>, world: &dyn World) -> Result<(), Problem> {
    let observed = |kind: &str, change: &str| Err(Problem::Observed { what: format!("the {kind} `{}` ({change})", world.shown(path)) });
    let damaged = || Err(Problem::damaged(format!("its `depends.{what}` does not say what `{path}` was")));
    match (what, expected) {
        ("files", Value::Null) => match world.file(path) {
            FileState::Absent => Ok(()),
            _ => observed("file", "it was not there then and is now"),
        },
        ("files", Value::String(state)) if state == "directory" => match world.file(path) {
            FileState::Directory => Ok(()),
            FileState::Absent => observed("folder", "it is gone"),
            _ => observed("folder", "it was a folder then and is none now"),
        },
        ("files", Value::String(hash)) => match world.file(path) {
            FileState::Content(now) if *hash == now => Ok(()),
            FileState::Content(_) => observed("file", "its content is another one now"),
            FileState::Absent => observed("file", "it is gone"),
            _ => observed("file", "it was a file then and is none now"),
        },
        ("directories", Value::String(hash)) => match world.listing(path) {
            Some(now) if *hash == now => Ok(()),
            Some(_) => observed("folder", "files in it were added or removed"),
            None => observed("folder", "it is gone"),
        },
        ("links", Value::String(target)) => match world.link(path) {
            Some(now) if *target == now => Ok(()),
            Some(_) => observed("link", "it leads elsewhere now"),
            None => observed("link", "it was a link then and is none now"),
        },
        _ => damaged(),
    }
}
