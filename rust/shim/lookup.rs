//! Finds the entry that answers an invocation, or says why there is none.

use crate::build::{self, BuildError};
use crate::entry::{self, Problem, Wanted};
use crate::failure::Failure;
use crate::files;
use crate::index;
use crate::invocation::Invocation;
use crate::positions::Here;
use crate::settings::Settings;
use proc_macro::TokenStream;
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// What an entry gives.
pub struct Found {
    pub stream: TokenStream,
    /// Whether it depends on the invocation's place or on those before it.
    pub looks: bool,
    /// Digest of what it depends on.
    pub observed: [u8; 32],
}

/// The expansion from the cache.
pub fn find(invocation: &Invocation<'_>, settings: &Settings) -> Result<Found, Failure> {
    let directory = settings.cache.join(&settings.crate_directory);
    let mut nearest: Option<(PathBuf, Problem)> = None;
    for path in index::candidates(&directory, invocation.key.key12()) {
        match expand(&path, invocation, settings) {
            Ok(found) => return Ok(found),
            Err(problem) if nearest.as_ref().is_none_or(|(_, other)| other.rank() < problem.rank()) => {
                nearest = Some((path, problem));
            }
            Err(_) => {}
        }
    }
    Err(match nearest {
        Some((path, problem)) if problem != Problem::Other => explain(&path, problem, invocation, settings),
        _ => missing(&directory, invocation, settings),
    })
}

/// The expansion from the entry that the host names.
pub fn read(path: &Path, invocation: &Invocation<'_>, settings: &Settings) -> Result<Found, Failure> {
    index::add(&settings.cache.join(&settings.crate_directory), path);
    expand(path, invocation, settings).map_err(|problem| explain_hosts(path, problem, invocation, settings))
}

/// The expansion from the text of an entry that the host is about to write.
pub fn take(path: &Path, text: &str, invocation: &Invocation<'_>, settings: &Settings) -> Result<Found, Failure> {
    index::add(&settings.cache.join(&settings.crate_directory), path);
    expand_text(path, text, invocation, settings).map_err(|problem| explain_hosts(path, problem, invocation, settings))
}

fn explain_hosts(path: &Path, problem: Problem, invocation: &Invocation<'_>, settings: &Settings) -> Failure {
    match problem {
        Problem::Other => Failure::new("SC0900", format!("the entry written for {} is another's", invocation.describe()))
            .note(format!("entry {}", path.display())),
        problem => explain(path, problem, invocation, settings),
    }
}

fn expand(path: &Path, invocation: &Invocation<'_>, settings: &Settings) -> Result<Found, Problem> {
    expand_text(path, &read_text(path)?, invocation, settings)
}

fn expand_text(path: &Path, text: &str, invocation: &Invocation<'_>, settings: &Settings) -> Result<Found, Problem> {
    let wanted = Wanted {
        hash: &invocation.key.written,
        macro_hash: invocation.macro_crate.hash,
        target: &settings.target,
        needs_state: invocation.macro_crate.keeps_state,
    };
    let entry = entry::check(text, &wanted, &Here { input: &invocation.input, state: &invocation.state })?;
    // rustc's constructors panic on some texts, such as names with characters that no name may have. Such a
    // panic prints nothing, and the entry is at fault.
    let built = catch_unwind(AssertUnwindSafe(|| {
        let places = entry.has_virtual_paths.then(files::places);
        let alone = entry.alone.as_deref().unwrap_or("");
        build::build(&entry.expansion, alone, entry.spans.as_deref(), &entry.mixed_scopes, &entry.parsed, &invocation.input, places)
    }));
    match built {
        Ok(Ok(stream)) => {
            note_use(path, settings);
            Ok(Found { stream, looks: entry.looks, observed: entry.observed })
        }
        Ok(Err(BuildError { at, reason })) => {
            let line = entry.expansion_line + entry::line_of(&entry.expansion, at) - 1;
            Err(Problem::Damaged { line: Some(line), reason })
        }
        Err(payload) => {
            let words = payload.downcast_ref::<String>().map(String::as_str).or(payload.downcast_ref::<&str>().copied());
            Err(Problem::damaged(format!("rustc refuses its tokens: {}", words.unwrap_or("for no known reason"))))
        }
    }
}

/// Files larger than this are no entries: the expansion may have 64 MiB.
const LARGEST_FILE: u64 = 256 << 20;

fn read_text(path: &Path) -> Result<String, Problem> {
    let failed = |error: std::io::Error| Problem::damaged(format!("it cannot be read: {error}"));
    let mut file = File::open(path).map_err(failed)?;
    let size = file.metadata().map_err(failed)?.len();
    if size > LARGEST_FILE {
        return Err(Problem::damaged("it is larger than 256 MiB"));
    }
    let mut bytes = Vec::with_capacity(size as usize + 1);
    file.read_to_end(&mut bytes).map_err(failed)?;
    String::from_utf8(bytes).map_err(|_| Problem::damaged("it is not UTF-8"))
}

/// One line in the log from which the wrapper tells cargo what this compilation read.
fn note_use(path: &Path, settings: &Settings) {
    let Some(log) = &settings.used else { return };
    static LOG: OnceLock<Option<File>> = OnceLock::new();
    let open = || OpenOptions::new().append(true).create(true).open(log).ok();
    let Some(mut file) = LOG.get_or_init(open).as_ref() else { return };
    // One write at the end of the file, so that the lines of rustc's threads and of other stand-ins do not mix.
    let _ = file.write_all(format!("{}\n", path.display()).as_bytes());
}

const RESTORE: &str = "restore the file from version control, or delete it and run `silcrow emit`";

fn missing(directory: &Path, invocation: &Invocation<'_>, settings: &Settings) -> Failure {
    let what = invocation.describe();
    if !settings.cache.is_dir() {
        return Failure::new("SC0207", format!("there is no macro cache to take {what} from"))
            .note(format!("looked for the directory {}", settings.cache.display()))
            .help("run `silcrow emit` in the project first, or name the directory with --macro-cache-dir");
    }
    Failure::new("SC0201", format!("no expansion in the cache for {what}"))
        .note(format!("the macro is `{}` of `{}`", invocation.name, invocation.macro_crate.name))
        .note(format!("looked in {} for key {}", directory.display(), invocation.key.written))
        .help("run `silcrow emit`, review the new entry and commit it")
}

fn explain(path: &Path, problem: Problem, invocation: &Invocation<'_>, settings: &Settings) -> Failure {
    let what = invocation.describe();
    let file = path.display();
    let entry = format!("entry {file}");
    match problem {
        Problem::Other => missing(&settings.cache.join(&settings.crate_directory), invocation, settings),
        Problem::Damaged { line, reason } => {
            let place = line.map(|line| format!("{entry}:{line}")).unwrap_or(entry);
            Failure::new("SC0203", format!("the expansion of {what} is damaged: {reason}"))
                .note(place)
                .help(RESTORE)
        }
        Problem::Newer { version } => {
            Failure::new("SC0205", format!("the expansion of {what} has format version {version}, and this silcrow knows up to 1"))
                .note(entry)
                .help("update silcrow, or delete the entry and run `silcrow emit` to write it in this version's format")
        }
        Problem::Edited => Failure::new("SC0204", format!("the expansion of {what} was edited: its checksum does not match"))
            .note(entry)
            .help(RESTORE),
        Problem::WrongTarget { targets } => {
            Failure::new("SC0206", format!("the expansion of {what} is not for the target {}", settings.target))
                .note(entry)
                .note(format!("it is for: {targets}"))
                .help(format!("run `silcrow emit -- --target {}`", settings.target))
        }
        Problem::MacroChanged { hash, package } => {
            let then = package.map(|package| format!("{package} ")).unwrap_or_default();
            Failure::new("SC0202", format!("the expansion of {what} is stale: the macro has changed since"))
                .note(entry)
                .note(format!("it was written by {then}({hash})"))
                .note(format!("the build uses {} ({})", invocation.macro_crate.name, invocation.macro_crate.hash))
                .help("run `silcrow emit` to expand with the macro's new version, and review the difference")
        }
        Problem::Observed { what: observed } => {
            Failure::new("SC0209", format!("the expansion of {what} is stale: the macro looked at {observed}, which has changed"))
                .note(entry)
                .help("run `silcrow emit` to expand again, and review the difference")
        }
    }
}
