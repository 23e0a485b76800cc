use std::path::{Path, PathBuf};

use crate::arguments::{Argument, Arguments};
use crate::process;
use crate::record::Record;
use crate::stub::{check, outputs_of};
use crate::{dep_info, Unit};

/// Compiles the generated root in place of the macro crate's own.
pub fn run(unit: &Unit, root: &str, sources: &[&str]) -> ! {
    let sources: Vec<String> = sources.iter().map(|source| (*source).to_owned()).collect();
    let outputs = outputs_of(unit.arguments);
    let record = Record::start(unit.plan, &outputs.stem, unit.signature);
    compile(unit, root, &sources, record)
}

/// The same with a record that was begun elsewhere.
pub fn compile(unit: &Unit, root: &str, sources: &[String], mut record: Record) -> ! {
    let outputs = outputs_of(unit.arguments);
    let mut arguments = arguments(unit.arguments, root, &unit.plan.shim_lib);
    arguments.list.extend(names_of_originals(unit.arguments, root));
    // Not through clippy-driver or the user's own wrapper: this is not their code.
    let status = process::run(&[unit.program.rustc.clone()], &arguments.to_words(), |_| ());
    if !status.success() {
        process::exit_like(status);
    }
    if let Some(path) = &outputs.dep_info {
        check(path, dep_info::complete(path, sources, &[]));
    }
    outputs.files.iter().for_each(|(_, path)| record.output(path));
    record.write();
    std::process::exit(0)
}

/// cargo's arguments for a macro crate, rewritten for its shim.
pub fn arguments(original: &Arguments, root: &str, shim_lib: &str) -> Arguments {
    let mut arguments = Arguments { list: Vec::with_capacity(original.list.len() + 2) };
    let mut root_seen = false;
    for argument in &original.list {
        match argument.name.as_str() {
            "" if !root_seen => {
                root_seen = true;
                arguments.list.push(Argument::positional(root));
            }
            "--extern" if argument.value() != "proc_macro" => {}
            // Native libraries that the macro crate links are none of the shim's.
            "-l" => {}
            "-C" | "--codegen" if argument.codegen_key().as_deref() == Some("incremental") => {}
            _ => arguments.list.push(argument.clone()),
        }
    }
    arguments.set("--cap-lints", "allow");
    arguments.list.push(Argument::option("--extern", &format!("silcrow_shim={shim_lib}")));
    if !original.values("--extern").any(|name| name == "proc_macro") {
        arguments.list.push(Argument::option("--extern", "proc_macro"));
    }
    arguments
}

/// Has the compiler say that what it finds in the root and in what that includes is in the originals, where it is at
/// the same places there; but not of what is below `m`.
fn names_of_originals(original: &Arguments, root: &str) -> Vec<Argument> {
    let Some(file) = original.list.iter().find(|argument| argument.name.is_empty()) else { return Vec::new() };
    let (file, root) = (Path::new(file.value()), Path::new(root));
    // The last equals sign would be taken for the one in between.
    if root.file_name() != Some("placed.rs".as_ref()) || file.to_string_lossy().contains('=') {
        return Vec::new();
    }
    let parent = |path: &Path| path.parent().unwrap_or(Path::new("")).to_path_buf();
    let own = root.with_file_name("m");
    // The last one that fits counts.
    let pairs = [(parent(root), parent(file)), (own.clone(), own), (root.into(), file.into())];
    let option = |(from, to): (PathBuf, PathBuf)| Argument::option("--remap-path-prefix", &format!("{}={}", from.display(), to.display()));
    pairs.map(option).into()
}

/// Whether an `--extern` path is a macro crate compiled for this machine.
pub fn is_macro_crate(path: &str) -> bool {
    let extension = Path::new(path).extension().and_then(|extension| extension.to_str());
    matches!(extension, Some("so" | "dylib" | "dll"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::OsString;

    #[test]
    fn what_becomes_of_cargos_arguments() {
        let line = "--crate-name m --edition=2018 src/lib.rs --error-format=json --crate-type proc-macro --emit=dep-info,link \
            -C prefer-dynamic -C metadata=1 -C extra-filename=-1 --out-dir /o -C incremental=/i -L dependency=/o \
            --extern syn=/o/libsyn.rlib --extern proc_macro --cap-lints warn -l z";
        let words: Vec<OsString> = line.split_whitespace().map(OsString::from).collect();
        let shim = arguments(&Arguments::parse(&words).unwrap(), "/s/lib.rs", "/c/libsilcrow_shim.rlib");
        let expected = "--crate-name m --edition=2018 /s/lib.rs --error-format=json --crate-type proc-macro --emit=dep-info,link \
            -C prefer-dynamic -C metadata=1 -C extra-filename=-1 --out-dir /o -L dependency=/o \
            --extern proc_macro --cap-lints allow --extern silcrow_shim=/c/libsilcrow_shim.rlib";
        let got: Vec<String> = shim.to_words().iter().map(|word| word.to_str().unwrap().to_owned()).collect();
        assert_eq!(got, expected.split_whitespace().collect::<Vec<_>>());

        let names = |root| -> Vec<String> {
            let found = names_of_originals(&Arguments::parse(&words).unwrap(), root);
            found.iter().map(|argument| argument.value().to_owned()).collect()
        };
        assert_eq!(names("/s/placed.rs"), ["/s=src", "/s/m=/s/m", "/s/placed.rs=src/lib.rs"]);
        assert!(names("/s/lib.rs").is_empty());
    }
}
