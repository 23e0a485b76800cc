use std::io::Write;
use std::path::Path;

use crate::arguments::Arguments;
use crate::dep_info;
use crate::outputs::Outputs;
use crate::record::Record;
use crate::{fail, Unit};

/// A unit that only macro crates use: nobody will read its outputs, so they are empty.
pub fn run(unit: &Unit) -> ! {
    let outputs = outputs_of(unit.arguments);
    let mut record = Record::start(unit.plan, &outputs.stem, unit.signature);
    let root = unit.arguments.root().unwrap_or("");
    write(unit.arguments, &outputs, &[root], |path| std::fs::write(path, ""));
    outputs.files.iter().for_each(|(_, path)| record.output(path));
    record.write();
    std::process::exit(0)
}

/// The build script of such a unit: a program that does nothing.
pub fn run_noop(unit: &Unit) -> ! {
    let outputs = outputs_of(unit.arguments);
    let mut record = Record::start(unit.plan, &outputs.stem, unit.signature);
    let root = unit.arguments.root().unwrap_or("");
    // A copy, not a link: its time must not be older than that of the unit's dependencies.
    write(unit.arguments, &outputs, &[root], |path| std::fs::copy(&unit.plan.noop, path).map(|_| ()));
    outputs.files.iter().for_each(|(_, path)| record.output(path));
    record.write();
    std::process::exit(0)
}

pub fn outputs_of(arguments: &Arguments) -> Outputs {
    Outputs::of(arguments).unwrap_or_else(|| fail("error[SC0900]: cargo called rustc without --out-dir"))
}

/// Writes each output and the dep-info file, and reports them as rustc would.
pub fn write(arguments: &Arguments, outputs: &Outputs, sources: &[&str], create: impl Fn(&Path) -> std::io::Result<()>) {
    let mut lines = String::new();
    if let Some(path) = &outputs.dep_info {
        let paths: Vec<&Path> = outputs.files.iter().map(|(_, path)| path.as_path()).collect();
        check(path, dep_info::write(path, &paths, sources));
        lines += &Outputs::artifact_line("dep-info", &path.to_string_lossy());
    }
    for (kind, path) in &outputs.files {
        replace(path, &create);
        lines += &Outputs::artifact_line(kind, &path.to_string_lossy());
    }
    if arguments.json_asks("artifacts") {
        let _ = std::io::stderr().write_all(lines.as_bytes());
    }
}

/// In place of an output that nobody will read.
pub fn write_empty(path: &Path) {
    replace(path, |path| std::fs::write(path, ""));
}

fn replace(path: &Path, create: impl Fn(&Path) -> std::io::Result<()>) {
    // cargo may have linked an earlier output elsewhere; that copy must not change.
    let _ = std::fs::remove_file(path);
    check(path, create(path));
}

pub fn check<T>(path: &Path, result: std::io::Result<T>) -> T {
    result.unwrap_or_else(|error| fail(&format!("cannot write {}: {error}", path.display())))
}
