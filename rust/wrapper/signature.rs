use std::path::{Path, PathBuf};

use crate::arguments::Arguments;

/// What a unit is compiled for, as far as its arguments show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Build,
    /// No code is generated, with `--test` or without.
    Check,
    Test,
    Doc,
}

impl Mode {
    pub fn of_rustc(arguments: &Arguments) -> Mode {
        let own = Arguments { list: arguments.own_part().to_vec() };
        if !own.emits("link") {
            return Mode::Check;
        }
        // Targets with `harness = false` get `--cfg test` in place of `--test`.
        if own.has("--test") || own.values("--cfg").any(|cfg| cfg == "test") { Mode::Test } else { Mode::Build }
    }

    fn name(self) -> &'static str {
        match self {
            Mode::Build => "build",
            Mode::Check => "check",
            Mode::Test => "test",
            Mode::Doc => "doc",
        }
    }
}

/// The signature of contracts.md §6 for a call of rustc; None when it is none of cargo's units.
pub fn of_rustc(arguments: &Arguments) -> Option<String> {
    if !arguments.has("--emit") || !arguments.has("--crate-name") {
        return None;
    }
    let opt_level = Arguments { list: arguments.own_part().to_vec() }.codegen("opt-level").unwrap_or("0").to_owned();
    write(arguments, Mode::of_rustc(arguments), &opt_level)
}

/// The same for rustdoc, which is not told an optimisation level.
pub fn of_rustdoc(arguments: &Arguments) -> Option<String> {
    write(arguments, Mode::Doc, "-")
}

/// The triple that the crate is compiled for. A target file counts by its name.
pub fn target_of<'a>(arguments: &'a Arguments, host: &'a str) -> &'a str {
    arguments.first("--target").map_or(host, target_name)
}

fn write(arguments: &Arguments, mode: Mode, opt_level: &str) -> Option<String> {
    let root = absolute(arguments.root()?)?;
    let crate_name = arguments.crate_name()?;
    let mut features: Vec<&str> = arguments
        .own_part()
        .iter()
        .filter(|argument| argument.name == "--cfg")
        .filter_map(|argument| argument.value().strip_prefix("feature=\"")?.strip_suffix('"'))
        .collect();
    features.sort_unstable();
    features.dedup();
    let target = arguments.first("--target").map_or("host", target_name);
    Some(format!("{}|{crate_name}|{}|{}|{opt_level}|{target}", root.to_str()?, mode.name(), features.join(",")))
}

fn target_name(target: &str) -> &str {
    match target.strip_suffix(".json") {
        Some(path) => path.rsplit('/').next().unwrap_or(path),
        None => target,
    }
}

/// Links in the path of the folder are resolved, as the host does; the file's own name stays.
fn absolute(root: &str) -> Option<PathBuf> {
    let root = Path::new(root);
    let directory = match root.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    Some(directory.canonicalize().ok()?.join(root.file_name()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_directory::TestDirectory;
    use std::ffi::OsString;

    fn parse(line: &str) -> Arguments {
        Arguments::parse(&line.split(' ').map(OsString::from).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn a_signature_names_what_distinguishes_units() {
        let directory = TestDirectory::new("signature");
        let real = directory.path("real");
        std::fs::create_dir(&real).unwrap();
        std::os::unix::fs::symlink(&real, directory.path("link")).unwrap();
        let root = directory.path("link/lib.rs");
        let line = format!(
            "--crate-name syn --edition=2021 {} --crate-type lib --emit=dep-info,metadata,link -C opt-level=3 \
             --cfg feature=\"printing\" --cfg feature=\"derive\" -C metadata=1 --cfg feature=\"from_build_script\" -C opt-level=1",
            root.display(),
        );
        let real = real.canonicalize().unwrap();
        let expected = format!("{}/lib.rs|syn|build|derive,printing|3|host", real.display());
        assert_eq!(of_rustc(&parse(&line)), Some(expected));
        let line = line.replace("metadata,link", "metadata").replace("-C opt-level=3 ", "--target /x/tiny.json ");
        let expected = format!("{}/lib.rs|syn|check|derive,printing|0|tiny", real.display());
        assert_eq!(of_rustc(&parse(&line)), Some(expected));
    }

    #[test]
    fn calls_that_are_no_units_have_none() {
        for line in ["-vV", "--print=cfg", "--crate-name ___ - --print=file-names --crate-type bin", "x.rs", "--crate-name x --emit=metadata -"] {
            assert_eq!(of_rustc(&parse(line)), None, "{line}");
        }
    }

    #[test]
    fn modes() {
        assert_eq!(Mode::of_rustc(&parse("--emit=dep-info,link --test -C metadata=1")), Mode::Test);
        assert_eq!(Mode::of_rustc(&parse("--emit=dep-info,link --cfg test -C metadata=1")), Mode::Test);
        assert_eq!(Mode::of_rustc(&parse("--emit=dep-info,metadata --test -C metadata=1")), Mode::Check);
        assert_eq!(Mode::of_rustc(&parse("--emit=dep-info,link -C metadata=1 --cfg test")), Mode::Build);
    }
}
