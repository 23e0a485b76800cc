//! Virtual paths: the names under which macros see folders of this machine (docs/contracts.md §8). The wrapper
//! has this file too.

use std::path::{Path, PathBuf};

/// Begins the name of each root.
pub const MARKER: &str = "/silcrow-";

pub const NAMES: [&str; 4] = ["/silcrow-workspace", "/silcrow-package", "/silcrow-build/out", "/silcrow-target/tmp"];

/// The roots, longest folder first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    roots: Vec<(&'static str, String)>,
}

impl Places {
    /// Those of the crate that this rustc compiles.
    pub fn here() -> Places {
        let directory = std::env::current_dir().ok().and_then(|path| path.into_os_string().into_string().ok());
        Places::new(|name| std::env::var(name).ok(), directory.as_deref().unwrap_or(""))
    }

    pub fn new(variable: impl Fn(&str) -> Option<String>, directory: &str) -> Places {
        let mut places = Places::default();
        let [workspace, package, out, test] = NAMES;
        places.add(workspace, Some(variable("SILCROW_WORKSPACE").unwrap_or_else(|| directory.to_string())));
        let manifest = variable("CARGO_MANIFEST_DIR").filter(|manifest| places.to_virtual(manifest).is_none());
        places.add(package, manifest);
        places.add(out, variable("OUT_DIR"));
        places.add(test, variable("CARGO_TARGET_TMPDIR"));
        places.roots.sort_by_key(|(_, directory)| std::cmp::Reverse(directory.len()));
        places
    }

    fn add(&mut self, name: &'static str, directory: Option<String>) {
        let directory = directory.unwrap_or_default();
        let directory = directory.trim_end_matches('/');
        if directory.starts_with('/') {
            self.roots.push((name, directory.to_string()));
        }
    }

    /// The path as macros see it, if it is in one of the roots.
    pub fn to_virtual(&self, path: &str) -> Option<String> {
        self.roots.iter().find_map(|(name, directory)| Some(format!("{name}{}", below(path, directory)?)))
    }

    /// Folder of the root, and the path in it.
    pub fn to_real<'p>(&self, path: &'p str) -> Option<(&Path, &'p str)> {
        self.roots.iter().find_map(|(name, directory)| Some((Path::new(directory), below(path, name)?)))
    }

    /// The folders that roots lie in and that are in none themselves.
    fn above(&self) -> Vec<&Path> {
        let folders = self.roots.iter().flat_map(|(_, directory)| Path::new(directory.as_str()).ancestors().skip(1));
        folders.filter(|folder| folder.to_str().is_none_or(|folder| self.to_virtual(folder).is_none())).collect()
    }

    /// The places of this machine where what macros see at the path may lie: several for one in no root.
    pub fn candidates(&self, path: &str) -> Vec<PathBuf> {
        match self.to_real(path) {
            Some((directory, rest)) => vec![PathBuf::from(format!("{}{rest}", directory.display()))],
            None => self.above().iter().map(|folder| folder.join(path.trim_start_matches('/'))).collect(),
        }
    }

    /// How a message names a path that macros see.
    pub fn shown(&self, path: &str) -> String {
        match self.to_real(path) {
            Some((_, rest)) if path.starts_with(NAMES[0]) && !rest.is_empty() => rest[1..].to_string(),
            Some((directory, rest)) => format!("{}{rest}", directory.display()),
            None => path.to_string(),
        }
    }

    /// A text with the folders of this machine in place of the names that it has. `None` if a folder cannot be
    /// written there.
    pub fn with_real_paths(&self, text: &str, escape: impl Fn(&str) -> Option<String>) -> Option<String> {
        let mut out = String::with_capacity(text.len() + 64);
        let mut rest = text;
        while let Some(at) = rest.find(MARKER) {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            match self.roots.iter().find(|(name, _)| rest.strip_prefix(name).is_some_and(ends_name)) {
                Some((name, directory)) => {
                    out.push_str(&escape(directory)?);
                    rest = &rest[name.len()..];
                }
                None => {
                    out.push_str(MARKER);
                    rest = &rest[MARKER.len()..];
                }
            }
        }
        out.push_str(rest);
        Some(out)
    }

    /// Length of the folder of a root, which is named by its place in `NAMES`.
    pub fn length_of(&self, root: usize) -> Option<usize> {
        self.roots.iter().find(|(name, _)| *name == NAMES[root]).map(|(_, directory)| directory.len())
    }
}

/// Whether a name ends before this text.
fn ends_name(behind: &str) -> bool {
    !behind.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

/// What stands behind `directory` in a path that is in it, with its slash.
fn below<'p>(path: &'p str, directory: &str) -> Option<&'p str> {
    let rest = path.strip_prefix(directory)?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}

/// What lies at a path, no folder of which is a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    Absent,
    Directory(PathBuf),
    File(PathBuf),
    /// A link at its end.
    Link(PathBuf),
    /// Beyond a link or a file, or neither file nor folder.
    Elsewhere,
}

/// Looks a path up as it was looked up when the macro ran, where each link on the way was noted for itself.
pub fn look_up(places: &Places, path: &str) -> Found {
    let Some((root, rest)) = places.to_real(path) else {
        // Nothing in no root was ever seen by a macro, but that it is not there.
        let is_absent = |path: &PathBuf| std::fs::symlink_metadata(path).is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound);
        let candidates = places.candidates(path);
        return if !candidates.is_empty() && candidates.iter().all(is_absent) { Found::Absent } else { Found::Elsewhere };
    };
    let mut at = root.to_path_buf();
    let mut parts = rest.split('/').filter(|part| !part.is_empty()).peekable();
    if parts.peek().is_none() {
        return if at.is_dir() { Found::Directory(at) } else { Found::Absent };
    }
    while let Some(part) = parts.next() {
        at.push(part);
        let is_last = parts.peek().is_none();
        match std::fs::symlink_metadata(&at) {
            Err(_) => return Found::Absent,
            Ok(found) if found.is_symlink() => return if is_last { Found::Link(at) } else { Found::Elsewhere },
            Ok(found) if found.is_dir() && is_last => return Found::Directory(at),
            Ok(found) if found.is_dir() => {}
            Ok(found) if found.is_file() && is_last => return Found::File(at),
            Ok(_) => return Found::Elsewhere,
        }
    }
    Found::Absent
}

/// The items of a folder in their order: for each a letter for its kind, its name and a zero byte.
pub fn listing(directory: &Path) -> Option<Vec<u8>> {
    let mut items: Vec<Vec<u8>> = Vec::new();
    let mut kinds = Vec::new();
    for item in std::fs::read_dir(directory).ok()? {
        let item = item.ok()?;
        let kind = item.file_type().ok()?;
        let letter = if kind.is_file() { b'f' } else if kind.is_dir() { b'd' } else if kind.is_symlink() { b'l' } else { b'o' };
        kinds.push((item.file_name().into_encoded_bytes(), letter));
    }
    kinds.sort();
    for (name, letter) in kinds {
        items.push([&[letter], name.as_slice(), &[0]].concat());
    }
    Some(items.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(manifest: &str) -> Places {
        let variable = |name: &str| match name {
            "SILCROW_WORKSPACE" => Some("/home/me/work".to_string()),
            "CARGO_MANIFEST_DIR" => Some(manifest.to_string()),
            "OUT_DIR" => Some("/home/me/work/target/x/out".to_string()),
            _ => None,
        };
        Places::new(variable, "/home/me/work")
    }

    #[test]
    fn paths_there_and_back() {
        let places = places("/home/me/work/app");
        for (real, name) in [
            ("/home/me/work", "/silcrow-workspace"),
            ("/home/me/work/app/a b", "/silcrow-workspace/app/a b"),
            ("/home/me/work/target/x/out/y", "/silcrow-build/out/y"),
        ] {
            assert_eq!(places.to_virtual(real).as_deref(), Some(name));
            let (directory, rest) = places.to_real(name).unwrap();
            assert_eq!(format!("{}{rest}", directory.display()), real);
        }
        for other in ["/home/me/work2", "/home/me", "work", ""] {
            assert_eq!(places.to_virtual(other), None);
        }
        assert_eq!(places.to_real("/silcrow-package/x"), None);
    }

    #[test]
    fn a_package_elsewhere_has_a_root_of_its_own() {
        assert_eq!(places("/registry/p-1.0.0").to_virtual("/registry/p-1.0.0/x").as_deref(), Some("/silcrow-package/x"));
    }

    #[test]
    fn above_the_roots() {
        let places = places("/registry/p-1.0.0");
        let folders: Vec<PathBuf> = places.candidates("/.env");
        let expected = ["/home/me/.env", "/home/.env", "/.env", "/registry/.env"];
        assert!(expected.iter().all(|path| folders.contains(&PathBuf::from(path))), "{folders:?}");
        assert!(!folders.contains(&PathBuf::from("/home/me/work/target/.env")));
        assert_eq!(places.candidates("/silcrow-workspace/x"), [PathBuf::from("/home/me/work/x")]);
        assert_eq!(look_up(&places, "/no such file anywhere"), Found::Absent);
        assert_eq!(look_up(&places, "/dev"), Found::Elsewhere);
        assert_eq!(look_up(&Places::default(), "/no such file anywhere"), Found::Elsewhere);
    }

    #[test]
    fn texts() {
        let places = places("/home/me/work/app");
        let real = |text: &str| places.with_real_paths(text, |path| Some(path.to_string())).unwrap();
        assert_eq!(real("a /silcrow-workspace/x:/silcrow-build/out"), "a /home/me/work/x:/home/me/work/target/x/out");
        for same in ["", "/silcrow-workspaces", "/silcrow-workspace-2/x", "/silcrow-package/x", "é/silcrow"] {
            assert_eq!(real(same), same);
        }
    }
}
