//! A cache entry: its sections, and whether it answers an invocation (docs/format.md §1, §2).

use crate::files::FileState;
use crate::json::{self, Object, Value};
use crate::lexer::LARGEST;
use crate::places::{MARKER, NAMES};
use crate::sha256::{self, Sha256};
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
    check_sum(text, &sections, metadata)?;
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
    check_world(metadata, world)?;
    let has_state = metadata.get("depends").and_then(Value::as_object).is_some_and(|depends| depends.get("state").is_some());
    if wanted.needs_state && !has_state {
        return Err(Problem::Observed { what: format!("{EARLIER}, of which it says nothing") });
    }
    Ok(Entry {
        alone: optional_string(metadata, "alone")?.map(str::to_string),
        spans: optional_string(metadata, "spans")?.map(str::to_string),
        has_virtual_paths: has_virtual_paths(metadata)?,
        mixed_scopes: mixed_scopes(metadata)?,
        parsed: parsed(metadata, world)?,
        observed: observed(metadata),
        looks: metadata.get("depends").and_then(Value::as_object).is_some_and(|depends| depends.0.iter().any(|(what, _)| what != "env")),
        expansion: sections.expansion,
        expansion_line: sections.expansion_line,
    })
}

/// The first section, or all of a text that has no separator.
fn metadata_of(text: &str) -> &str {
    let mut from = 0;
    while let Some(offset) = text[from..].find(SEPARATOR) {
        let (start, end) = (from + offset, from + offset + SEPARATOR.len());
        if matches!(text.as_bytes().get(end), None | Some(b'\n')) {
            return &text[..start];
        }
        from = end;
    }
    text
}

/// The beginning of a separator line, with the end of the line before it.
const SEPARATOR: &str = "\n§§";

struct Sections<'a> {
    metadata: &'a str,
    expansion: Cow<'a, str>,
    expansion_line: usize,
}

fn split(text: &str) -> Result<Sections<'_>, Problem> {
    let mut ends = [(0, 0); 2];
    let mut found = 0;
    let mut escaped = false;
    let mut from = 0;
    while let Some(offset) = text[from..].find(SEPARATOR) {
        let start = from + offset;
        let mut end = start + SEPARATOR.len();
        while text[end..].starts_with('§') {
            end += '§'.len_utf8();
        }
        // The next line may begin at this very LF.
        from = end;
        if !matches!(text.as_bytes().get(end), None | Some(b'\n')) {
            continue;
        }
        if end > start + SEPARATOR.len() {
            escaped = true;
            continue;
        }
        if found == 2 {
            return Err(Problem::Damaged { line: Some(line_of(text, start) + 1), reason: "it has a third separator line".to_string() });
        }
        ends[found] = (start, (end + 1).min(text.len()));
        found += 1;
    }
    if found < 2 {
        return Err(Problem::damaged("it does not have three sections"));
    }
    let [(metadata_end, invocation_start), (invocation_end, expansion_start)] = ends;
    // An empty section is an empty line.
    if invocation_start > invocation_end {
        return Err(Problem::damaged("its invocation has no line"));
    }
    let Some(expansion) = text[expansion_start..].strip_suffix('\n') else {
        return Err(Problem::damaged("its last line does not end"));
    };
    if expansion.len() > LARGEST {
        return Err(Problem::damaged("its expansion is larger than 64 MiB"));
    }
    Ok(Sections {
        metadata: &text[..metadata_end],
        expansion: if escaped { unescape(expansion) } else { Cow::Borrowed(expansion) },
        expansion_line: line_of(text, expansion_start),
    })
}

/// Takes one `§` from each line of three or more.
fn unescape(section: &str) -> Cow<'_, str> {
    let is_escaped = |line: &str| line.len() >= "§§§".len() && line.chars().all(|character| character == '§');
    if !section.split('\n').any(is_escaped) {
        return Cow::Borrowed(section);
    }
    let lines: Vec<&str> = section.split('\n').map(|line| if is_escaped(line) { &line['§'.len_utf8()..] } else { line }).collect();
    Cow::Owned(lines.join("\n"))
}

/// Line number, from 1, of a byte offset.
pub fn line_of(text: &str, at: usize) -> usize {
    1 + text.as_bytes()[..at.min(text.len())].iter().filter(|&&byte| byte == b'\n').count()
}

fn check_sum(text: &str, sections: &Sections<'_>, metadata: &Object<'_>) -> Result<(), Problem> {
    let expected = string(metadata, "checksum")?;
    const LINE: &str = "\n  \"checksum\": ";
    let Some(start) = sections.metadata.rfind(LINE).map(|at| at + 1) else {
        return Err(Problem::damaged("its checksum is not on a line of its own"));
    };
    let end = text[start..].find('\n').map_or(text.len(), |length| start + length + 1);
    let mut hash = Sha256::new();
    hash.update(&text.as_bytes()[..start]);
    hash.update(&text.as_bytes()[end..]);
    if sha256::written(&hash.finish()) == expected { Ok(()) } else { Err(Problem::Edited) }
}

fn check_targets(metadata: &Object<'_>, target: &str) -> Result<(), Problem> {
    match metadata.get("targets") {
        Some(Value::String(all)) if all == "*" => Ok(()),
        Some(Value::Array(globs)) if !globs.is_empty() => {
            let globs: Option<Vec<&str>> = globs.iter().map(|glob| glob.as_str().filter(|glob| !glob.is_empty())).collect();
            let Some(globs) = globs else { return Err(Problem::damaged("its `targets` are not all names")) };
            if globs.iter().any(|glob| matches_glob(glob, target)) {
                return Ok(());
            }
            Err(Problem::WrongTarget { targets: globs.join(", ") })
        }
        _ => Err(Problem::damaged("its `targets` are neither \"*\" nor a list")),
    }
}

/// `*` matches any run of characters.
fn matches_glob(glob: &str, text: &str) -> bool {
    let mut parts = glob.split('*');
    let Some(mut rest) = text.strip_prefix(parts.next().unwrap_or("")) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    true
}

const EARLIER: &str = "the invocations of its crate before this one";

fn check_world(metadata: &Object<'_>, world: &dyn World) -> Result<(), Problem> {
    let depends = match metadata.get("depends") {
        None => return Ok(()),
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
    Ok(())
}

fn observed(metadata: &Object<'_>) -> [u8; 32] {
    let mut hash = Sha256::new();
    let depends = metadata.get("depends").and_then(Value::as_object);
    for (what, value) in depends.iter().flat_map(|depends| &depends.0).filter(|(what, _)| what != "state") {
        hash_text(&mut hash, what);
        hash_value(&mut hash, value);
    }
    hash.finish()
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

fn has_virtual_paths(metadata: &Object<'_>) -> Result<bool, Problem> {
    let is_root = |value: &Value<'_>| value.as_str().is_some_and(|name| NAMES.contains(&name));
    match metadata.get("virtual_paths") {
        None => Ok(false),
        Some(Value::Array(names)) if !names.is_empty() && names.iter().all(is_root) => Ok(true),
        Some(_) => Err(Problem::damaged("its `virtual_paths` are not all roots that this version knows")),
    }
}

fn mixed_scopes(metadata: &Object<'_>) -> Result<Vec<u32>, Problem> {
    let scopes = match metadata.get("scopes") {
        None => return Ok(Vec::new()),
        Some(value) => value.as_object().ok_or_else(|| Problem::damaged("its `scopes` is not an object"))?,
    };
    let mut mixed = Vec::new();
    for (number, explanation) in &scopes.0 {
        let is_number = number.len() <= 9 && !number.starts_with('0') && number.bytes().all(|byte| byte.is_ascii_digit());
        let Some(number) = number.parse().ok().filter(|_| is_number) else {
            return Err(Problem::damaged("a scope's name is not a number"));
        };
        match explanation {
            Value::String(site) if site == "mixed_site" => mixed.push(number),
            Value::Object(place) if place.get("input").is_some_and(|input| input.as_str().is_some()) => {}
            _ => return Err(Problem::damaged("a scope is neither the mixed site nor the input's")),
        }
    }
    Ok(mixed)
}

/// What the metadata must have beside what is looked at elsewhere. Nothing here changes the expansion; but what
/// one reader refuses, all do.
fn check_forms(metadata: &Object<'_>) -> Result<(), Problem> {
    let is_text = |value: &Value<'_>| value.as_str().is_some_and(|text| !text.is_empty());
    let required: [(&str, &dyn Fn(&Value<'_>) -> bool); 9] = [
        ("macro_kind", &|value| matches!(value.as_str(), Some("function" | "attribute" | "derive"))),
        ("macro_item", &is_text),
        ("expand_crate", &is_text),
        ("expand_module", &is_text),
        ("expand_linenum", &|value| value.as_f64().is_some_and(|line| (1.0..=9007199254740991.0).contains(&line) && line.fract() == 0.0)),
        ("macro-frag-spec", &is_text),
        ("hash", &is_hash),
        ("macro_hash", &is_hash),
        ("checksum", &is_hash),
    ];
    for (key, has_form) in required {
        if !metadata.get(key).is_some_and(has_form) {
            return Err(Problem::damaged(format!("its `{key}` is missing or not what it must be")));
        }
    }
    for key in ["macro_package", "source_file"] {
        if metadata.get(key).is_some_and(|value| !is_text(value)) {
            return Err(Problem::damaged(format!("its `{key}` is not a name")));
        }
    }
    Ok(())
}

fn is_hash(value: &Value<'_>) -> bool {
    let digits = value.as_str().and_then(|text| text.strip_prefix("sha256:")).unwrap_or("");
    digits.len() == 64 && digits.bytes().all(is_hex)
}

fn is_hex(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

fn parsed(metadata: &Object<'_>, world: &dyn World) -> Result<Vec<(usize, u64)>, Problem> {
    let broken = || Problem::damaged("its `parsed` is not a list of \"<length>:<16 hex digits>\", each with counts of roots or without");
    let items = match metadata.get("parsed") {
        None => return Ok(Vec::new()),
        Some(Value::Array(items)) => items,
        Some(_) => return Err(broken()),
    };
    let item = |value: &Value<'_>| {
        let (length, rest) = value.as_str()?.split_once(':')?;
        let (hash, roots) = rest.split_once(':').map_or((rest, None), |(hash, roots)| (hash, Some(roots)));
        let is_length = length == "0" || (!length.starts_with('0') && length.bytes().all(|byte| byte.is_ascii_digit()));
        let length = length.parse().ok().filter(|&length| is_length && length <= LARGEST)?;
        let is_hash = hash.len() == 16 && hash.bytes().all(is_hex);
        let hash = u64::from_str_radix(hash, 16).ok().filter(|_| is_hash)?;
        let length = if let Some(roots) = roots { real_length(length, roots, world)? } else { length };
        Some((length, hash))
    };
    items.iter().map(|value| item(value).ok_or_else(broken)).collect()
}

/// The length of a text on this machine, whose virtual names are counted: `1.0.0.0`.
fn real_length(length: usize, roots: &str, world: &dyn World) -> Option<usize> {
    let counts: Vec<&str> = roots.split('.').collect();
    if counts.len() != NAMES.len() {
        return None;
    }
    let mut real = length;
    for (root, count) in counts.iter().enumerate() {
        let is_number = count.len() <= 7 && (*count == "0" || !count.starts_with('0')) && count.bytes().all(|byte| byte.is_ascii_digit());
        let count: usize = count.parse().ok().filter(|_| is_number)?;
        if let Some(folder) = world.root_length(root) {
            real = (real + count * folder).checked_sub(count * NAMES[root].len())?;
        }
    }
    (real <= LARGEST).then_some(real)
}

fn string<'m>(metadata: &'m Object<'_>, key: &str) -> Result<&'m str, Problem> {
    metadata.get(key).and_then(Value::as_str).ok_or_else(|| Problem::damaged(format!("its `{key}` is missing or not a string")))
}

fn optional_string<'m>(metadata: &'m Object<'_>, key: &str) -> Result<Option<&'m str>, Problem> {
    if metadata.get(key).is_none() { Ok(None) } else { string(metadata, key).map(Some) }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Now;

    impl World for Now {
        fn env(&self, name: &str) -> Option<String> {
            (name == "SET").then(|| "sha256:set".to_string())
        }
        fn position(&self) -> String {
            "sha256:here".to_string()
        }
        fn span_debug(&self) -> String {
            "sha256:debug".to_string()
        }
        fn source_text(&self) -> String {
            "sha256:source".to_string()
        }
        fn state(&self) -> String {
            "sha256:state".to_string()
        }
        fn directory(&self) -> String {
            "sha256:cwd".to_string()
        }
        fn file(&self, path: &str) -> FileState {
            match path.strip_prefix("/silcrow-workspace/") {
                Some("none") => FileState::Absent,
                Some("folder") => FileState::Directory,
                Some(_) => FileState::Content("sha256:content".to_string()),
                None if path == "/none" => FileState::Absent,
                None => FileState::Other,
            }
        }
        fn listing(&self, path: &str) -> Option<String> {
            path.ends_with("folder").then(|| "sha256:listing".to_string())
        }
        fn link(&self, path: &str) -> Option<String> {
            path.ends_with("link").then(|| "../x".to_string())
        }
        fn root_length(&self, root: usize) -> Option<usize> {
            (root == 0).then_some(2)
        }
        fn shown(&self, path: &str) -> String {
            path.replace("/silcrow-workspace/", "")
        }
    }

    const HASH: &str = "sha256:1111111111111111111111111111111111111111111111111111111111111111";
    const MACRO: &str = "sha256:2222222222222222222222222222222222222222222222222222222222222222";
    const WANTED: Wanted<'static> = Wanted { hash: HASH, macro_hash: MACRO, target: "x86_64-unknown-linux-gnu", needs_state: false };

    /// An entry with more metadata, and an expansion section as it is written.
    fn text(more: &str, expansion: &str) -> String {
        text_for("\"*\"", more, expansion)
    }

    fn text_for(targets: &str, more: &str, expansion: &str) -> String {
        let unsigned = |checksum: &str| {
            format!(
                "{{\n  \"rust_macro_cache_version\": 1,\n  \"macro_kind\": \"derive\",\n  \"macro_item\": \"m_0::m\",\n  \"macro_hash\": \"{MACRO}\",\n  \"expand_crate\": \"c\",\n  \"expand_module\": \"c\",\n  \"expand_linenum\": 1,\n  \"macro-frag-spec\": \"item\",\n  \"targets\": {targets},\n{more}  \"hash\": \"{HASH}\"{checksum}\n}}\n§§\nm!()\n§§\n{expansion}\n"
            )
        };
        let hash = sha256::written(&sha256::digest(unsigned(",").as_bytes()));
        unsigned(&format!(",\n  \"checksum\": \"{hash}\""))
    }

    fn with_right_checksum(text: &str) -> String {
        let (before, after) = text.split_once("  \"checksum\": ").unwrap();
        let after = after.split_once('\n').unwrap().1;
        let hash = sha256::written(&sha256::digest(format!("{before}{after}").as_bytes()));
        format!("{before}  \"checksum\": \"{hash}\"\n{after}")
    }

    fn problem(text: &str) -> Problem {
        match check(text, &WANTED, &Now) {
            Ok(_) => panic!("the entry was accepted:\n{text}"),
            Err(problem) => problem,
        }
    }

    fn is_damaged(text: &str) -> bool {
        matches!(problem(text), Problem::Damaged { .. })
    }

    #[test]
    fn a_valid_entry() {
        let more = "  \"spans\": \"AA\",\n  \"scopes\": {\"1\": \"mixed_site\", \"2\": {\"input\": \"x\"}},\n  \"parsed\": [\"3:00000000000000ff\"],\n";
        let text = text(more, "fn f() {}\nstruct S;");
        let entry = check(&text, &WANTED, &Now).ok().unwrap();
        assert_eq!(entry.expansion, "fn f() {}\nstruct S;");
        assert!(matches!(entry.expansion, Cow::Borrowed(_)));
        assert_eq!(entry.expansion_line, text.lines().position(|line| line == "fn f() {}").unwrap() + 1);
        assert_eq!(entry.spans.as_deref(), Some("AA"));
        assert_eq!(entry.mixed_scopes, [1]);
        assert_eq!(entry.parsed, [(3, 255)]);
    }

    #[test]
    fn escaped_separators() {
        let text = text("", "\"\n§§§\n§§§§\n§\n x§§\n§§x\"");
        assert_eq!(check(&text, &WANTED, &Now).ok().unwrap().expansion, "\"\n§§\n§§§\n§\n x§§\n§§x\"");
    }

    #[test]
    fn empty_sections() {
        assert_eq!(check(&text("", ""), &WANTED, &Now).ok().unwrap().expansion, "");
        assert_eq!(split("{}\n§§\n\n§§\n\n").ok().unwrap().expansion, "");
        assert_eq!(split("{}\n§§\n\n§§\n§§§\n").ok().unwrap().expansion, "§§");
    }

    #[test]
    fn broken_sections() {
        for text in ["", "{}", "{}\n§§\n", "{}\n§§\na\n§§\nb\n§§\nc\n", "{}\n§§\na\n§§\nb", "{}\n§§\n§§\nb\n", "{}\n§§\na\n§§\n", "{}\n§§\na\n§§", "{}\r\n§§\r\na\r\n§§\r\nb\r\n"] {
            assert!(matches!(split(text), Err(Problem::Damaged { .. })), "{text:?}");
        }
    }

    #[test]
    fn any_change_is_noticed() {
        let good = text("", "fn f() {}");
        assert!(check(&good, &WANTED, &Now).is_ok());
        assert_eq!(problem(&good.replace("fn f()", "fn g()")), Problem::Edited);
        assert_eq!(problem(&good.replace("m!()", "n!()")), Problem::Edited);
        assert_eq!(problem(&good.replace("\"targets\"", "\"tarrgets\"")), Problem::Edited);
        assert_eq!(problem(&good.replace("fn f() {}\n", "fn f() {}\n\n")), Problem::Edited);
        for end in (0..good.len()).filter(|&end| good.is_char_boundary(end)) {
            problem(&good[..end]);
        }
    }

    #[test]
    fn newer_versions_are_named_before_anything_else() {
        let newer = text("", "x").replace("_version\": 1,", "_version\": 2,");
        assert_eq!(problem(&newer), Problem::Newer { version: 2 });
        assert!(is_damaged(&text("", "x").replace("_version\": 1,", "_version\": 0,")));
        assert!(is_damaged(&text("", "x").replace("_version\": 1,", "_version\": \"1\",")));
        assert_eq!(problem(&newer.replace("2,", "1e9,")), Problem::Newer { version: 1_000_000_000 });
        assert_eq!(problem("{\"rust_macro_cache_version\": 3}\n§§\nwhatever"), Problem::Newer { version: 3 });
    }

    #[test]
    fn identity() {
        let good = text("", "x");
        let check_with = |wanted: Wanted<'_>| check(&good, &wanted, &Now).err().unwrap();
        assert_eq!(check_with(Wanted { hash: "sha256:other", ..WANTED }), Problem::Other);
        assert_eq!(
            check_with(Wanted { macro_hash: "sha256:new", ..WANTED }),
            Problem::MacroChanged { hash: MACRO.to_string(), package: None }
        );
    }

    #[test]
    fn targets() {
        for (glob, target, expected) in [
            ("x86_64-unknown-linux-gnu", "x86_64-unknown-linux-gnu", true),
            ("*-linux-*", "x86_64-unknown-linux-gnu", true),
            ("x86_64-*", "x86_64-pc-windows-msvc", true),
            ("*-windows-*", "x86_64-unknown-linux-gnu", false),
            ("x86_64", "x86_64-unknown-linux-gnu", false),
            ("*", "anything", true),
            ("a*b*b", "ab", false),
            ("a*b*b", "abb", true),
            ("", "a", false),
        ] {
            assert_eq!(matches_glob(glob, target), expected, "{glob} {target}");
        }
        let listed = |targets| problem(&text_for(targets, "", "x"));
        assert_eq!(listed("[\"wasm32-*\", \"*-windows-*\"]"), Problem::WrongTarget { targets: "wasm32-*, *-windows-*".to_string() });
        assert!(matches!(listed("\"wasm32\""), Problem::Damaged { .. }));
        for bad in ["[1]", "[]", "[\"*\", 5]", "[\"*\", \"\"]"] {
            assert!(matches!(listed(bad), Problem::Damaged { .. }), "{bad}");
        }
    }

    #[test]
    fn an_entry_without_a_checksum_is_damaged() {
        let text = text("", "x");
        assert!(is_damaged(&text.replace(",\n  \"checksum\"", ",\n  \"checksun\"")));
    }

    #[test]
    fn what_the_macro_observed() {
        let with = |depends: &str| text(&format!("  \"depends\": {depends},\n"), "x");
        let good = "{\"env\": {\"SET\": \"sha256:set\", \"UNSET\": null}, \"position\": \"sha256:here\", \"span_debug\": \"sha256:debug\", \"source_text\": \"sha256:source\", \"state\": \"sha256:state\"}";
        assert!(check(&with(good), &WANTED, &Now).is_ok());
        for (from, to, word) in [
            ("sha256:set", "sha256:old", "another one"),
            ("\"sha256:set\"", "null", "is set now"),
            ("null", "\"sha256:x\"", "is unset now"),
            ("sha256:here", "sha256:there", "position"),
            ("sha256:debug", "sha256:x", "spans"),
            ("sha256:source", "sha256:x", "source text"),
            ("sha256:state", "sha256:x", "invocations of its crate before"),
        ] {
            let Problem::Observed { what } = problem(&with(&good.replace(from, to))) else { panic!("{from}") };
            assert!(what.contains(word), "{what}");
        }
        for bad in ["[]", "{\"env\": []}", "{\"env\": {\"A\": 1}}", "{\"clock\": {}}", "{\"position\": null}", "{\"cwd\": 1}"] {
            assert!(is_damaged(&with(bad)), "{bad}");
        }
    }

    #[test]
    fn lengths_of_texts_are_those_of_this_machine() {
        let with = |parsed: &str| text(&format!("  \"parsed\": [\"{parsed}\"],\n"), "x");
        let length = |parsed: &str| check(&with(parsed), &WANTED, &Now).unwrap().parsed[0];
        assert_eq!(length("40:00000000000000ff"), (40, 255));
        // "/silcrow-workspace" has 18 characters, its folder here two.
        assert_eq!(length("40:00000000000000ff:2.1.0.0"), (8, 255));
        for bad in ["40:00000000000000ff:", "40:00000000000000ff:1", "40:00000000000000ff:01.0.0.0", "17:00000000000000ff:2.0.0.0", "4:00000000000000ff:1.0.0.0.0"] {
            assert!(is_damaged(&with(bad)), "{bad}");
        }
    }

    #[test]
    fn entries_of_a_crate_that_keeps_state_say_what_came_before() {
        let wanted = Wanted { needs_state: true, ..WANTED };
        let with = |depends: &str| text(&format!("  \"depends\": {{{depends}}},\n"), "x");
        assert!(check(&with("\"state\": \"sha256:state\""), &wanted, &Now).is_ok());
        for without in [text("", "x"), with("\"position\": \"sha256:here\"")] {
            assert!(matches!(check(&without, &wanted, &Now), Err(Problem::Observed { what }) if what.contains("says nothing")));
        }
    }

    #[test]
    fn what_the_macro_saw_of_files() {
        let at = |depends: &str| text(&format!("  \"depends\": {{{depends}}},\n"), "x");
        let good = concat!(
            "\"cwd\": \"sha256:cwd\", \"files\": {\"/silcrow-workspace/a\": \"sha256:content\", \"/silcrow-workspace/none\": null, \"/none\": null, ",
            "\"/silcrow-workspace/folder\": \"directory\"}, \"directories\": {\"/silcrow-workspace/folder\": \"sha256:listing\"}, ",
            "\"links\": {\"/silcrow-workspace/link\": \"../x\"}"
        );
        assert!(check(&at(good), &WANTED, &Now).is_ok());
        for (from, to, word) in [
            ("sha256:cwd", "sha256:x", "working directory"),
            ("sha256:content", "sha256:x", "`a` (its content is another one now)"),
            ("\"sha256:content\"", "null", "it was not there then and is now"),
            ("\"sha256:content\"", "\"directory\"", "is none now"),
            ("/none\": null", "/none\": \"sha256:x\"", "`none` (it is gone)"),
            ("/none\": null", "/none\": \"directory\"", "`none` (it is gone)"),
            ("/folder\": \"directory\"", "/folder\": \"sha256:x\"", "it was a file then"),
            ("sha256:listing", "sha256:x", "added or removed"),
            ("../x", "../y", "leads elsewhere"),
            ("/link", "/a", "was a link then"),
        ] {
            let Problem::Observed { what } = problem(&at(&good.replace(from, to))) else { panic!("{from}") };
            assert!(what.contains(word), "{what}");
        }
        for bad in [
            "\"files\": []",
            "\"files\": {\"/etc/passwd\": \"directory\"}",
            "\"files\": {\"/silcrow-workspace/../x\": null}",
            "\"files\": {\"/silcrow-workspace/a/./x\": null}",
            "\"files\": {\"/silcrow-workspace/a/\": null}",
            "\"files\": {\"/silcrow-workspaces\": null}", "\"files\": {\"/above\": \"sha256:content\"}", "\"files\": {\"/../above\": null}",
            "\"files\": {\"/silcrow-workspace/a\": 1}",
            "\"directories\": {\"/silcrow-workspace/folder\": null}",
            "\"links\": {\"/silcrow-workspace/link\": null}",
        ] {
            assert!(is_damaged(&at(bad)), "{bad}");
        }
        let virtual_paths = |names: &str| text(&format!("  \"virtual_paths\": {names},\n"), "x");
        assert!(check(&virtual_paths("[\"/silcrow-workspace\"]"), &WANTED, &Now).is_ok_and(|entry| entry.has_virtual_paths));
        for bad in ["[]", "{}", "[\"/silcrow-home\"]", "[1]"] {
            assert!(is_damaged(&virtual_paths(bad)), "{bad}");
        }
    }

    #[test]
    fn wrong_types_are_damage() {
        for more in [
            "  \"spans\": 1,\n", "  \"scopes\": [],\n", "  \"scopes\": {\"x\": \"mixed_site\"},\n", "  \"parsed\": {},\n",
            "  \"parsed\": [\"3:ff\"],\n", "  \"parsed\": [\"99999999999999999999:00000000000000ff\"],\n", "  \"parsed\": [3],\n",
            "  \"parsed\": [\"3:+0000000000000ff\"],\n", "  \"parsed\": [\"03:00000000000000ff\"],\n", "  \"parsed\": [\"3:00000000000000FF\"],\n",
            "  \"scopes\": {\"01\": \"mixed_site\"},\n", "  \"scopes\": {\"+1\": \"mixed_site\"},\n", "  \"scopes\": {\"1\": 1},\n",
            "  \"macro_package\": 1,\n", "  \"source_file\": \"\",\n",
        ] {
            assert!(is_damaged(&text(more, "x")), "{more}");
        }
        assert!(is_damaged("[]\n§§\n§§\n"));
        assert!(is_damaged("{\"rust_macro_cache_version\": 1}\n§§\n§§\n"));
        for (from, to) in [
            ("\"derive\"", "\"other\""),
            ("\"expand_crate\": \"c\"", "\"expand_crate\": \"\""),
            ("\"macro-frag-spec\"", "\"macro_frag_spec\""),
            ("\"expand_linenum\": 1,", "\"expand_linenum\": 0,"),
            ("\"expand_linenum\": 1,", "\"expand_linenum\": 1.5,"),
        ] {
            assert!(is_damaged(&with_right_checksum(&text("", "x").replace(from, to))), "{to}");
        }
    }
}
