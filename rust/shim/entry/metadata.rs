//! The keys of an entry's metadata, but for what its macro has observed (docs/format.md §2). What one reader refuses,
//! all do.

use super::observations::World;
use super::Problem;
use crate::json::{Object, Value};
use crate::lexer::LARGEST;
use crate::places::NAMES;

/// Whether the entry is for the target.
pub fn check_targets(metadata: &Object<'_>, target: &str) -> Result<(), Problem> {
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

/// Whether literals have virtual paths.
pub fn has_virtual_paths(metadata: &Object<'_>) -> Result<bool, Problem> {
    let is_root = |value: &Value<'_>| value.as_str().is_some_and(|name| NAMES.contains(&name));
    match metadata.get("virtual_paths") {
        None => Ok(false),
        Some(Value::Array(names)) if !names.is_empty() && names.iter().all(is_root) => Ok(true),
        Some(_) => Err(Problem::damaged("its `virtual_paths` are not all roots that this version knows")),
    }
}

/// Scopes that `scopes` calls the mixed site.
pub fn mixed_scopes(metadata: &Object<'_>) -> Result<Vec<u32>, Problem> {
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

/// What the metadata must have beside what is looked at elsewhere. Nothing here changes the expansion.
pub fn check_forms(metadata: &Object<'_>) -> Result<(), Problem> {
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

/// Length and FNV-1a-64 of each string that the macro had parsed.
pub fn parsed(metadata: &Object<'_>, world: &dyn World) -> Result<Vec<(usize, u64)>, Problem> {
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

pub fn string<'m>(metadata: &'m Object<'_>, key: &str) -> Result<&'m str, Problem> {
    metadata.get(key).and_then(Value::as_str).ok_or_else(|| Problem::damaged(format!("its `{key}` is missing or not a string")))
}

pub fn optional_string<'m>(metadata: &'m Object<'_>, key: &str) -> Result<Option<&'m str>, Problem> {
    if metadata.get(key).is_none() { Ok(None) } else { string(metadata, key).map(Some) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_of_targets() {
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
    }
}
