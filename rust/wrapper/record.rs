use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::places::{listing, Found, Places};
use crate::plan::Plan;

/// What the wrapper notes about a unit that it treated specially: the host reads it before the
/// next run, and removes the outputs when the plan or an entry has changed since. cargo itself
/// looks at dep-info only for path packages, and knows nothing of the plan.
pub struct Record<'a> {
    plan: &'a Plan,
    path: PathBuf,
    lines: String,
}

impl<'a> Record<'a> {
    /// Forgets what was noted before: from here on the outputs are in flux.
    pub fn start(plan: &'a Plan, stem: &str, signature: &str) -> Record<'a> {
        let path = plan.units_directory.join(stem);
        let _ = std::fs::remove_file(&path);
        let action = plan.unit_line(signature).unwrap_or("ordinary");
        let lines = format!("silcrow-unit\t1\nsignature\t{signature}\nstamp\t{}\naction\t{action}\n", plan.stamp);
        Record { plan, path, lines }
    }

    pub fn output(&mut self, path: &Path) {
        self.lines += &format!("output\t{}\n", path.display());
    }

    /// Notes which cache directory the crate was compiled from.
    pub fn cache_directory(&mut self, directory: &str) {
        self.lines += &format!("cache\t{directory}\n");
    }

    /// Notes an entry with its modification time and size. One that changed while the compiler ran
    /// gets the time 0, which no later look will find.
    pub fn entry(&mut self, path: &str, started: SystemTime) {
        let metadata = std::fs::metadata(path);
        let modified = metadata.as_ref().ok().and_then(|metadata| metadata.modified().ok());
        let unsure = self.plan.mode == "replay" && modified.is_some_and(|modified| modified >= started);
        let nanoseconds = match modified.and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok()) {
            Some(duration) if !unsure => duration.as_nanos(),
            _ => 0,
        };
        self.lines += &format!("entry\t{path}\t{nanoseconds}\t{}\n", metadata.map_or(0, |metadata| metadata.len()));
    }

    /// Notes a file or folder that an entry depends on, whatever it depends on there: the host looks at it
    /// again before cargo starts. cargo itself could not be told of what is not there, or of a folder without
    /// all that is below it.
    pub fn path(&mut self, found: &Found, places: &Places, path: &str, started: SystemTime) {
        let state = match found {
            Found::File(path) => match std::fs::metadata(path).and_then(|found| Ok((found.modified()?, found.len()))) {
                Ok((modified, size)) => {
                    // One that changed while the compiler ran is looked at again.
                    let since = if modified >= started { None } else { modified.duration_since(SystemTime::UNIX_EPOCH).ok() };
                    format!("file {} {size}", since.map_or(0, |since| since.as_nanos()))
                }
                Err(_) => "other".into(),
            },
            Found::Directory(path) => format!("directory {:016x}", fnv1a64(&listing(path).unwrap_or_default())),
            Found::Link(path) => {
                let target = std::fs::read_link(path).unwrap_or_default();
                format!("link {:016x}", fnv1a64(target.as_os_str().as_encoded_bytes()))
            }
            Found::Absent => "absent".into(),
            Found::Elsewhere => "other".into(),
        };
        for real in places.candidates(path) {
            self.lines += &format!("path\t{}\t{state}\n", real.display());
        }
    }

    /// Notes a variable that an entry depends on, by a hash of its value; but not one that cargo or
    /// a build script has set, which cargo itself keeps an eye on. `given` is the environment that
    /// cargo was started with, as the host tells it in SILCROW_ENVIRONMENT.
    pub fn variable(&mut self, name: &str, value: Option<&str>, given: &str) {
        let state = value.map_or("-".into(), |value| format!("{:016x}", fnv1a64(value.as_bytes())));
        let was = given.split(' ').find_map(|item| item.strip_prefix(name)?.strip_prefix(':')).unwrap_or("-");
        if was == state {
            self.lines += &format!("env\t{name}\t{state}\n");
        }
    }

    /// Written last, by renaming, so that a record always tells of finished outputs.
    pub fn write(self) {
        let temporary = self.path.with_file_name(format!(".record-{}", std::process::id()));
        let written = std::fs::create_dir_all(&self.plan.units_directory)
            .and_then(|()| std::fs::write(&temporary, &self.lines))
            .and_then(|()| std::fs::rename(&temporary, &self.path));
        if let Err(error) = written {
            crate::fail(&format!("cannot write {}: {error}", self.path.display()));
        }
    }
}

fn fnv1a64(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_that_cargo_sets_are_left_out() {
        let plan = Plan::default();
        let mut record = Record::start(&plan, "x", "s");
        let before = record.lines.len();
        let given = "A:af63dc4c8601ec8c B:af63dc4c8601ec8c";
        record.variable("A", Some("a"), given);
        record.variable("B", Some("changed"), given);
        record.variable("CARGO_PKG_NAME", Some("app"), given);
        record.variable("UNSET", None, given);
        assert_eq!(&record.lines[before..], "env\tA\taf63dc4c8601ec8c\nenv\tUNSET\t-\n");
    }

    #[test]
    fn fnv_of_known_texts() {
        assert_eq!(fnv1a64(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a64(b"a"), 0xaf63_dc4c_8601_ec8c);
    }
}
