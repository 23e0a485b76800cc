//! What a macro may see of its spans: asked for at emit when the macro looks, and hashed at replay for
//! entries that depend on it (docs/contracts.md §1.3 and §3).

use crate::entry::World;
use crate::files::{self, FileState};
use crate::input::Input;
use crate::sha256::{self, Sha256};
use crate::wire::Writer;
use proc_macro::Span;
use std::path::{Path, PathBuf};

/// The spans that macros can ask about: the call site and the input's.
fn visible(input: &Input) -> impl Iterator<Item = &Span> {
    input.spans[..1].iter().chain(&input.spans[4..])
}

/// The positions blob of an Expand request.
pub fn encode(input: &Input, wire: &mut Writer) {
    let mut files: Vec<(String, String)> = Vec::new();
    let mut spans = Writer::new();
    for span in visible(input) {
        let file = (span.file(), local_file(span));
        let number = files.iter().position(|known| *known == file).unwrap_or_else(|| {
            files.push(file);
            files.len() - 1
        });
        let end = span.end();
        spans.string(&format!("{span:?}"));
        spans.count(number);
        for value in [span.line(), span.column(), end.line(), end.column()] {
            spans.count(value);
        }
        match span.source_text() {
            None => spans.u(0),
            Some(text) => {
                spans.count(text.len() + 1);
                spans.raw(text.as_bytes());
            }
        }
    }
    wire.count(files.len());
    for (file, local_file) in files {
        wire.string(&file);
        wire.string(&local_file);
    }
    wire.raw(&spans.bytes);
}

pub fn local_file(span: &Span) -> String {
    span.local_file().map(|path| path.to_string_lossy().into_owned()).unwrap_or_default()
}

/// This process and this invocation, as entries depend on them.
pub struct Here<'a> {
    pub input: &'a Input,
    pub state: &'a str,
}

impl World for Here<'_> {
    fn env(&self, name: &str) -> Option<String> {
        // `var_os` panics on no name that can be asked for, but finds nothing for these.
        if name.is_empty() || name.contains(['=', '\0']) {
            return None;
        }
        let value = std::env::var_os(name)?;
        let seen = value.to_str().and_then(|text| files::places().to_virtual(text));
        let bytes = seen.as_ref().map_or(value.as_encoded_bytes(), String::as_bytes);
        Some(sha256::written(&sha256::digest(bytes)))
    }

    fn position(&self) -> String {
        let directory = std::env::current_dir().unwrap_or_default();
        let manifest = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
        hash_lines(self.input, |span| {
            let file = relative(&span.file(), &directory, &manifest);
            let end = span.end();
            format!("{file}:{}:{}:{}:{}", span.line(), span.column(), end.line(), end.column())
        })
    }

    fn span_debug(&self) -> String {
        hash_lines(self.input, |span| format!("{span:?}"))
    }

    fn source_text(&self) -> String {
        hash_lines(self.input, |span| span.source_text().unwrap_or_else(|| "-".to_string()))
    }

    fn state(&self) -> String {
        self.state.to_string()
    }

    fn directory(&self) -> String {
        let directory = std::env::current_dir().unwrap_or_default();
        let seen = directory.to_str().and_then(|text| files::places().to_virtual(text));
        sha256::written(&sha256::digest(seen.as_deref().unwrap_or("/").as_bytes()))
    }

    fn file(&self, path: &str) -> FileState {
        files::file(path)
    }

    fn listing(&self, path: &str) -> Option<String> {
        files::directory(path)
    }

    fn link(&self, path: &str) -> Option<String> {
        files::link(path)
    }

    fn root_length(&self, root: usize) -> Option<usize> {
        files::places().length_of(root)
    }

    fn shown(&self, path: &str) -> String {
        files::places().shown(path)
    }
}

fn hash_lines(input: &Input, line: impl Fn(&Span) -> String) -> String {
    let mut hash = Sha256::new();
    for span in visible(input) {
        hash.update(line(span).as_bytes());
        hash.update(b"\n");
    }
    sha256::written(&hash.finish())
}

/// The file relative to the package where it lies in it, else as it is, so that a package may move.
fn relative(file: &str, directory: &Path, manifest: &Path) -> String {
    if manifest.as_os_str().is_empty() {
        return file.to_string();
    }
    match directory.join(file).strip_prefix(manifest) {
        Ok(inside) => inside.to_string_lossy().into_owned(),
        Err(_) => file.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_the_package_are_relative_to_it() {
        let of = |file: &str, manifest: &str| relative(file, Path::new("/work/space"), Path::new(manifest));
        assert_eq!(of("member/src/lib.rs", "/work/space/member"), "src/lib.rs");
        assert_eq!(of("/work/space/member/src/lib.rs", "/work/space/member"), "src/lib.rs");
        assert_eq!(of("src/lib.rs", "/work/space"), "src/lib.rs");
        assert_eq!(of("other/src/lib.rs", "/work/space/member"), "other/src/lib.rs");
        assert_eq!(of("member2/src/lib.rs", "/work/space/member"), "member2/src/lib.rs");
        assert_eq!(of("<anon>", ""), "<anon>");
    }
}
