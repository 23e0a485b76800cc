use std::collections::hash_map::DefaultHasher;
use std::ffi::OsString;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::arguments::Arguments;
use crate::expand::{self, Compilation};
use crate::plan::{Action, Plan};
use crate::record::Record;
use crate::stub::check;
use crate::{process, shim, signature};

/// Stands in for rustdoc, which does not go through RUSTC_WRAPPER.
pub fn run(plan: &Plan, original: &[OsString]) -> ! {
    let program = [OsString::from(&plan.rustdoc)];
    let Some(arguments) = Arguments::parse(original) else { process::exec(&program, original) };
    if arguments.has("--test") {
        doctest(plan, &program, &arguments, original);
    }
    let Some(signature) = signature::of_rustdoc(&arguments) else { process::exec(&program, original) };
    let page = page_of(&arguments);
    let stem = format!("doc-{}-{}", arguments.crate_name().unwrap_or(""), arguments.codegen("metadata").unwrap_or(""));
    match plan.action(&signature) {
        Some(Action::Stub) => skip(plan, &arguments, &signature, &stem, page.as_deref()),
        Some(Action::Shim { root, .. }) => {
            let record = Record::start(plan, &stem, &signature);
            let words = shim::arguments(&arguments, root, &plan.shim_lib).to_words();
            let status = process::run(&program, &words, |_| ());
            if !status.success() {
                process::exit_like(status);
            }
            finish(record, page.as_deref())
        }
        Some(Action::Expand { directory }) => expand::compile(&Compilation {
            plan,
            program: &program,
            arguments: &arguments,
            original,
            signature: &signature,
            directory,
            stem: &stem,
            files: page.into_iter().collect(),
            unwritten: &[],
            dep_info: None,
            confined: false,
        }),
        _ => process::exec(&program, original),
    }
}

/// The file by whose presence cargo knows that a crate is documented.
fn page_of(arguments: &Arguments) -> Option<PathBuf> {
    let directory = ["-o", "--out-dir", "--output"].iter().find_map(|name| arguments.first(name))?;
    Some(Path::new(directory).join(arguments.crate_name()?).join("index.html"))
}

/// Doctests are compiled by a rustc that rustdoc starts itself: no wrapper reads its messages, so
/// the shim is not told that one does. The host learns from a record which entries they use; cargo
/// asks for doctests anew each time, and so the record is of use at emit only.
fn doctest(plan: &Plan, program: &[OsString], arguments: &Arguments, original: &[OsString]) -> ! {
    let crate_name = arguments.crate_name().unwrap_or("doctest");
    std::env::set_var("SILCROW_CRATE", crate_name);
    std::env::set_var("SILCROW_TARGET", signature::target_of(arguments, &plan.host));
    if plan.mode != "emit" {
        process::exec(program, original);
    }

    let signature = format!("doctests|{}", signature::of_rustdoc(arguments).as_deref().unwrap_or(crate_name));
    let mut hasher = DefaultHasher::new();
    signature.hash(&mut hasher);
    let stem = format!("doctests-{crate_name}-{:016x}", hasher.finish());
    let used = plan.units_directory.join(format!("{stem}.used"));
    check(&used, std::fs::create_dir_all(&plan.units_directory));
    let _ = std::fs::remove_file(&used);
    let mut words = original.to_vec();
    if !arguments.has("--no-run") {
        // Unstable, but what is stable does not leave alone the tests that should panic.
        words.extend(["--no-run".into(), "-Zunstable-options".into()]);
        std::env::set_var("RUSTC_BOOTSTRAP", "1");
    }
    let started = SystemTime::now();
    let status = process::run(program, &words, |command| {
        command.env("SILCROW_USED", &used);
    });
    let entries = expand::take_used(&used);
    if !status.success() {
        process::exit_like(status);
    }
    expand::wait_until_written(plan, arguments, &entries);
    let mut record = Record::start(plan, &stem, &signature);
    entries.iter().for_each(|entry| record.entry(entry, started));
    record.write();
    std::process::exit(0)
}

/// A package that only macro crates use is not documented; cargo looks for the page, so there is one.
fn skip(plan: &Plan, arguments: &Arguments, signature: &str, stem: &str, page: Option<&Path>) -> ! {
    let record = Record::start(plan, stem, signature);
    if let Some(page) = page {
        let name = arguments.crate_name().unwrap_or("");
        let text = format!("<!DOCTYPE html><title>{name}</title><p>{name} is used by macros only; silcrow does not document it.</p>\n");
        let directory = page.parent().map_or(Ok(()), std::fs::create_dir_all);
        check(page, directory.and_then(|()| std::fs::write(page, text)));
    }
    finish(record, page)
}

fn finish(mut record: Record, page: Option<&Path>) -> ! {
    page.into_iter().for_each(|page| record.output(page));
    record.write();
    std::process::exit(0)
}
