use std::ffi::OsString;
use std::io::{BufRead, BufReader, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::{ChildStderr, ExitStatus, Stdio};
use std::time::SystemTime;

use crate::arguments::Arguments;
use crate::diagnostic::{show_note, Problem, MARKER};
use crate::json::{self, Value};
use crate::places::{look_up, Found, Places};
use crate::plan::Plan;
use crate::process::{self, Running};
use crate::record::Record;
use crate::stub::{check, outputs_of, write_empty};
use crate::{dep_info, host, signature, Unit};

/// What is out of the ordinary in compiling a crate that may use macros.
#[derive(Default)]
pub struct Expansion {
    /// Further outputs of the unit, for its record.
    pub also: Vec<PathBuf>,
    /// Whether it is a build script that is to be run in a sandbox.
    pub confined: bool,
    /// Whether the compiler may stop behind the expansion.
    pub only_expands: bool,
}

/// Compiles a crate that may use macros, as cargo asked, and turns what the shim reports into
/// diagnostics. The user's own RUSTC_WRAPPER is left out: a compiler cache would answer from what
/// it saw before, without asking the macro cache.
pub fn run(unit: &Unit, directory: &str, original: &[OsString], Expansion { also, confined, only_expands }: Expansion) -> ! {
    let outputs = outputs_of(unit.arguments);
    let own: Vec<PathBuf> = outputs.files.iter().map(|(_, path)| path.clone()).collect();
    let shortened = only_expands.then(|| only_expanding(unit.arguments));
    compile(&Compilation {
        plan: unit.plan,
        program: &unit.program.command(None),
        arguments: unit.arguments,
        original: shortened.as_deref().unwrap_or(original),
        signature: unit.signature,
        directory,
        stem: &outputs.stem,
        unwritten: if only_expands { &own } else { &[] },
        files: own.iter().cloned().chain(also).collect(),
        dep_info: outputs.dep_info.as_deref(),
        confined,
    })
}

/// rustc stops behind the expansion when nothing but dep-info is asked for. Checking types and borrows takes several
/// times as long, says nothing that emit needs, and nobody reads the metadata of such a crate.
fn only_expanding(arguments: &Arguments) -> Vec<OsString> {
    let mut arguments = arguments.clone();
    arguments.set("--emit", "dep-info");
    arguments.to_words()
}

/// One call of rustc or rustdoc whose messages are read.
pub struct Compilation<'a> {
    pub plan: &'a Plan,
    pub program: &'a [OsString],
    pub arguments: &'a Arguments,
    pub original: &'a [OsString],
    pub signature: &'a str,
    /// Folder of the crate below the cache directory.
    pub directory: &'a str,
    /// Name of the record.
    pub stem: &'a str,
    pub files: Vec<PathBuf>,
    /// Those of them that the compiler is not asked for. cargo looks whether they are there, and at their time.
    pub unwritten: &'a [PathBuf],
    pub dep_info: Option<&'a Path>,
    /// Whether it is a build script that is to be run in a sandbox.
    pub confined: bool,
}

pub fn compile(compilation: &Compilation) -> ! {
    let Compilation { plan, arguments, directory, .. } = compilation;
    let mut record = Record::start(plan, compilation.stem, compilation.signature);
    let used = plan.units_directory.join(format!("{}.used", compilation.stem));
    let _ = std::fs::create_dir_all(&plan.units_directory);
    let _ = std::fs::remove_file(&used);

    let mut words = compilation.original.to_vec();
    if !arguments.json_messages() && !arguments.has("--color") && std::io::stderr().is_terminal() {
        // rustc sees a pipe where its user has a terminal.
        words.push("--color=always".into());
    }
    let started = SystemTime::now();
    let running = process::spawn(compilation.program, &words, |command| {
        command.stderr(Stdio::piped());
        command.env("SILCROW_CRATE", directory).env("SILCROW_USED", &used).env("SILCROW_WRAPPED", "1");
        command.env("SILCROW_TARGET", signature::target_of(arguments, &plan.host));
    });
    let status = wait(plan, arguments, running);
    let entries = take_used(&used);
    match status {
        None => std::process::exit(1),
        Some(status) if !status.success() => process::exit_like(status),
        Some(_) => {}
    }
    wait_until_written(plan, arguments, &entries);
    compilation.unwritten.iter().for_each(|path| write_empty(path));

    let cache = std::env::var("SILCROW_CACHE_DIR").unwrap_or_default();
    let Observed { variables, paths } = observed(&entries);
    let places = Places::here();
    // At emit the entries are newer than the start of this compilation, which cargo would take for
    // a change; there the record alone counts.
    if let (Some(path), "replay") = (compilation.dep_info, plan.mode.as_str()) {
        let mut environment: Vec<(&str, Option<String>)> = vec![("SILCROW_CACHE_DIR", Some(cache.clone()))];
        environment.extend(variables.iter().map(|name| (name.as_str(), std::env::var(name).ok())));
        let looked_up = paths.iter().map(|path| look_up(&places, path));
        let files = looked_up.filter_map(|found| if let Found::File(path) = found { path.into_os_string().into_string().ok() } else { None });
        let files: Vec<String> = entries.iter().cloned().chain(files).collect();
        check(path, dep_info::complete(path, &files, &environment));
    }
    if compilation.confined {
        compilation.files.iter().for_each(|path| confine(plan, path));
    }
    compilation.files.iter().for_each(|path| record.output(path));
    record.cache_directory(&cache);
    entries.iter().for_each(|entry| record.entry(entry, started));
    let given = std::env::var("SILCROW_ENVIRONMENT").unwrap_or_default();
    variables.iter().for_each(|name| record.variable(name, std::env::var(name).ok().as_deref(), &given));
    paths.iter().for_each(|path| record.path(&look_up(&places, path), &places, path, started));
    record.write();
    std::process::exit(0)
}

/// Puts the program that runs it in a sandbox in the place of a build script, which stays beside it.
fn confine(plan: &Plan, script: &Path) {
    let aside = script.with_extension("confined");
    check(&aside, std::fs::rename(script, &aside));
    // cargo may have linked an earlier one elsewhere; this is a file of its own.
    check(script, std::fs::copy(&plan.confine, script).map(|_| ()));
}

/// None when the shim reported a problem, whatever the compiler made of it.
fn wait(plan: &Plan, arguments: &Arguments, mut running: Running) -> Option<ExitStatus> {
    let stderr = running.child.stderr.take();
    let problems = stderr.map_or(0, |stderr| pass_on(stderr, |_| true, |problem| problem.show(arguments)));
    let status = running.wait();
    if problems == 0 {
        return Some(status);
    }
    summarise(plan, arguments, problems);
    None
}

/// Copies the compiler's messages to standard error until the shim reports a problem. What the
/// compiler says after that is about code that is missing its expansions, and is dropped. `wanted`
/// may hold back a line. Returns the number of problems.
pub fn pass_on(stderr: ChildStderr, mut wanted: impl FnMut(&[u8]) -> bool, mut report: impl FnMut(Problem)) -> usize {
    let mut reader = BufReader::new(stderr);
    let mut line = Vec::new();
    let mut problems = 0;
    while matches!(reader.read_until(b'\n', &mut line), Ok(length) if length > 0) {
        // A macro may have left an unfinished line of its own in front of the marker.
        match find(&line, MARKER) {
            Some(at) => {
                if at > 0 && problems == 0 {
                    let _ = std::io::stderr().write_all(&line[..at]);
                }
                problems += 1;
                report(Problem::from_marker(&line[at..]));
            }
            None if problems == 0 => {
                if wanted(&line) {
                    let _ = std::io::stderr().write_all(&line);
                }
            }
            None => {}
        }
        line.clear();
    }
    problems
}

pub fn summarise(plan: &Plan, arguments: &Arguments, problems: usize) {
    let expansions = if problems == 1 { "1 macro expansion".into() } else { format!("{problems} macro expansions") };
    let message = match plan.mode.as_str() {
        "emit" => format!("{expansions} of this crate could not be made; messages that follow from that are not shown"),
        _ => format!("{expansions} of this crate could not be taken from the cache; messages that follow from that are not shown"),
    };
    show_note(&message, arguments);
}

/// At emit, rustc is answered before the host has laid an entry out; what is noted about entries is
/// about their files. Ends the process when one of them cannot be written.
pub fn wait_until_written(plan: &Plan, arguments: &Arguments, entries: &[String]) {
    if plan.mode != "emit" || entries.is_empty() {
        return;
    }
    if let Err(problem) = host::entries_written(entries) {
        problem.show(arguments);
        std::process::exit(1);
    }
}

/// The distinct entries that the shim used, sorted; removes the list.
pub fn take_used(path: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let _ = std::fs::remove_file(path);
    let mut entries: Vec<String> = text.lines().filter(|line| !line.is_empty()).map(String::from).collect();
    entries.sort_unstable();
    entries.dedup();
    entries
}

/// What entries say that their macros looked at, beside tokens and positions.
struct Observed {
    /// Names of variables.
    variables: Vec<String>,
    /// Virtual paths.
    paths: Vec<String>,
}

fn observed(entries: &[String]) -> Observed {
    let (mut variables, mut paths) = (Vec::new(), Vec::new());
    for entry in entries {
        let text = std::fs::read_to_string(entry).unwrap_or_default();
        let metadata = text.split("\n§§\n").next().unwrap_or("");
        // Most entries depend on nothing but tokens: those need not be parsed.
        if !metadata.contains("\"depends\"") {
            continue;
        }
        let value = json::parse(metadata).unwrap_or(Value::Null);
        let Some(depends) = value.as_object().and_then(|members| members.get("depends")?.as_object()) else { continue };
        let names = |key: &str| -> Vec<String> {
            let object = depends.get(key).and_then(Value::as_object);
            object.map_or(Vec::new(), |names| names.0.iter().map(|(name, _)| name.to_string()).collect())
        };
        variables.extend(names("env"));
        ["files", "directories", "links"].into_iter().for_each(|key| paths.extend(names(key)));
    }
    for list in [&mut variables, &mut paths] {
        list.sort_unstable();
        list.dedup();
    }
    Observed { variables, paths }
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    // The first byte of a marker does not occur in rustc's own output.
    let at = haystack.iter().position(|byte| *byte == needle[0])?;
    haystack[at..].starts_with(needle).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_directory::TestDirectory;
    use std::process::Command;

    fn piped(script: &str) -> (usize, Vec<String>, Vec<Problem>) {
        let mut child = Command::new("sh").args(["-c", script]).stderr(Stdio::piped()).spawn().unwrap();
        let (mut lines, mut problems) = (Vec::new(), Vec::new());
        let count = pass_on(
            child.stderr.take().unwrap(),
            |line| {
                lines.push(String::from_utf8(line.to_vec()).unwrap());
                false
            },
            |problem| problems.push(problem),
        );
        child.wait().unwrap();
        (count, lines, problems)
    }

    #[test]
    fn nothing_passes_after_the_first_marker() {
        let script = r#"printf 'a\nb\n\001silcrow {"code":"SC0201","message":"m"}\nc\n\001silcrow {"code":"SC0202","message":"n"}\nd' >&2"#;
        let (count, lines, problems) = piped(script);
        assert_eq!((count, lines), (2, vec!["a\n".to_owned(), "b\n".to_owned()]));
        assert_eq!(problems.iter().map(|problem| problem.code.as_str()).collect::<Vec<_>>(), ["SC0201", "SC0202"]);
    }

    #[test]
    fn output_without_markers_passes_whole() {
        assert_eq!(piped("printf 'a\\n\\nno line end' >&2").1, ["a\n", "\n", "no line end"]);
    }

    #[test]
    fn variables_of_entries() {
        let directory = TestDirectory::new("variables");
        let with = directory.path("with.rsm");
        std::fs::write(&with, "{\n  \"depends\": {\n    \"env\": {\n      \"B\": null,\n      \"A\": \"sha256:0\"\n    }\n  }\n}\n§§\nx\n§§\ny\n").unwrap();
        let without = directory.path("without.rsm");
        std::fs::write(&without, "{\n}\n§§\nx\n§§\n\"depends\"\n").unwrap();
        let paths = [with, without].map(|path| path.to_str().unwrap().to_owned());
        assert_eq!(observed(&paths).variables, ["A", "B"]);
    }
}
