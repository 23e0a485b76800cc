//! Which files of the cache may answer a key: found by the key's first twelve digits in their names.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};

/// Paths of the entries below `directory` whose names carry `key12`, sorted. The directory is listed once per
/// process.
pub fn candidates(directory: &Path, key12: &str) -> Vec<PathBuf> {
    let mut index = lock(directory);
    match index.get_mut(key12) {
        Some(paths) => {
            paths.sort();
            paths.clone()
        }
        None => Vec::new(),
    }
}

/// Makes an entry known that was written after the listing.
pub fn add(directory: &Path, path: &Path) {
    let mut index = lock(directory);
    if let Some(key) = path.file_name().and_then(|name| name.to_str()).and_then(key12) {
        let paths = index.entry(key.to_string()).or_default();
        if !paths.iter().any(|known| known == path) {
            paths.push(path.to_path_buf());
        }
    }
}

type Index = HashMap<String, Vec<PathBuf>>;

fn lock(directory: &Path) -> std::sync::MutexGuard<'static, Index> {
    static INDEX: OnceLock<Mutex<Index>> = OnceLock::new();
    let index = INDEX.get_or_init(|| {
        let mut index = Index::new();
        list(directory, 0, &mut index);
        Mutex::new(index)
    });
    // The map is whole after each change, so a panic elsewhere has not spoiled it.
    index.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// Module paths are not deeper than this; a file system that says otherwise has a loop.
const DEPTH: usize = 128;

fn list(directory: &Path, depth: usize, index: &mut Index) {
    let Ok(items) = std::fs::read_dir(directory) else { return };
    for item in items.flatten() {
        let name = item.file_name();
        match name.to_str().and_then(key12) {
            Some(key) => index.entry(key.to_string()).or_default().push(item.path()),
            None if depth < DEPTH && item.file_type().is_ok_and(|kind| kind.is_dir()) => list(&item.path(), depth + 1, index),
            None => {}
        }
    }
}

/// The key part of `<anything>.<key12>[-<variant6>].rsm`.
fn key12(name: &str) -> Option<&str> {
    let stem = name.strip_suffix(".rsm")?;
    let last = stem.rsplit('.').next()?;
    let key = last.split_once('-').map_or(last, |(key, _)| key);
    let is_hex = key.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    (key.len() == 12 && is_hex && last.len() < stem.len()).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_read_from_the_name() {
        assert_eq!(key12("Config.Serialize.0123456789ab.rsm"), Some("0123456789ab"));
        assert_eq!(key12("Config.Serialize.0123456789ab-abcdef.rsm"), Some("0123456789ab"));
        assert_eq!(key12("wstr.0123456789ab.rsm"), Some("0123456789ab"));
        for name in ["0123456789ab.rsm", "a.0123456789ab", "a.0123456789aB.rsm", "a.0123456789a.rsm", "a.rsm", ".rsm", "macros.json"] {
            assert_eq!(key12(name), None, "{name}");
        }
    }

    #[test]
    fn folders_are_searched_and_new_entries_added() {
        let root = std::env::temp_dir().join(format!("silcrow-index-{}", std::process::id()));
        std::fs::create_dir_all(root.join("a/b")).unwrap();
        let (first, second) = (root.join("X.m.000000000001.rsm"), root.join("a/b/X.m.000000000001-abcdef.rsm"));
        std::fs::write(&first, "").unwrap();
        std::fs::write(&second, "").unwrap();
        assert_eq!(candidates(&root, "000000000001"), [first, second]);
        assert!(candidates(&root, "000000000002").is_empty());
        let third = root.join("a/Y.m.000000000002.rsm");
        add(&root, &third);
        add(&root, &third);
        assert_eq!(candidates(&root, "000000000002"), [third]);
        std::fs::remove_dir_all(&root).unwrap();
    }
}
