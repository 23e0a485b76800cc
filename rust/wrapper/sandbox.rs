use std::env::consts::DLL_SUFFIX;
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

use crate::arguments::{Argument, Arguments};
use crate::diagnostic::Problem;
use crate::outputs::Outputs;
use crate::plan::Sandbox;
use crate::record::Record;
use crate::stub::{check, outputs_of};
use crate::{dep_info, expand, fail, host, process, shim, stub, Unit};

/// A package that macro crates use: compiled for their sandboxes; cargo gets empty outputs.
pub fn run_library(unit: &Unit, sandboxes: &str) -> ! {
    let outputs = outputs_of(unit.arguments);
    let mut record = Record::start(unit.plan, &outputs.stem, unit.signature);
    let started = SystemTime::now();
    let Libraries { sources, entries, outputs: made } = compile_libraries(unit, sandboxes, Some(&outputs));
    let sources: Vec<&str> = sources.iter().map(String::as_str).collect();
    // The metadata output was announced while the compiler ran.
    let rest = Outputs {
        files: outputs.files.iter().filter(|(_, path)| !announced_early(unit.arguments, path)).cloned().collect(),
        dep_info: outputs.dep_info.clone(),
        stem: outputs.stem.clone(),
    };
    stub::write(unit.arguments, &rest, &sources, |path| std::fs::write(path, ""));
    outputs.files.iter().for_each(|(_, path)| record.output(path));
    made.iter().for_each(|output| record.output(output));
    entries.iter().for_each(|entry| record.entry(entry, started));
    record.write();
    std::process::exit(0)
}

/// What became of a library.
#[derive(Default)]
pub struct Libraries {
    pub sources: Vec<String>,
    /// Entries that its own uses of macros were answered from.
    pub entries: Vec<String>,
    /// For each sandbox the library, or where the compiler's messages are kept.
    pub outputs: Vec<PathBuf>,
}

/// Compiles a library for the sandboxes that are named, into their directories. With `announce`, cargo is told of
/// the (empty) metadata as soon as the last real one is there, so that it starts what depends on it.
pub fn compile_libraries(unit: &Unit, sandboxes: &str, announce: Option<&Outputs>) -> Libraries {
    let names: Vec<&str> = sandboxes.split(',').collect();
    let mut made = Libraries::default();
    for (index, name) in names.iter().enumerate() {
        compile_library(unit, sandbox_of(unit, name), announce.filter(|_| index + 1 == names.len()), &mut made);
    }
    made
}

/// Compiles a library for one sandbox.
///
/// One that does not compile may still be one that nobody needs: packages depend on some only for the
/// machine's own processor. So its messages are kept for who needs it.
fn compile_library(unit: &Unit, sandbox: &Sandbox, announce: Option<&Outputs>, made: &mut Libraries) {
    let stem = outputs_of(unit.arguments).stem;
    let dep_info = sandbox.directory.join(format!("{stem}.d"));
    let emit = format!("dep-info={},metadata,link", dep_info.display());
    let mut arguments = arguments(unit, sandbox, &["--crate-type", "rlib"], &emit);
    arguments.set("--out-dir", &sandbox.directory.to_string_lossy());
    let early: Vec<PathBuf> = announce.map_or(Vec::new(), |outputs| {
        let paths = outputs.files.iter().map(|(_, path)| path.clone());
        paths.filter(|path| announced_early(unit.arguments, path)).collect()
    });
    let mut announced = false;
    let mut tell = || {
        for path in early.iter().filter(|_| !announced) {
            let _ = std::fs::remove_file(path);
            check(path, std::fs::write(path, ""));
            let line = Outputs::artifact_line("metadata", &path.to_string_lossy());
            let _ = std::io::stderr().write_all(line.as_bytes());
        }
        announced = true;
    };
    let library = sandbox.directory.join(format!("lib{}.rlib", outputs_of(unit.arguments).stem));
    let failed = messages_path(&library);
    let _ = std::fs::remove_file(&failed);
    match compile(unit, sandbox, &arguments, &mut tell) {
        Ok(entries) => {
            made.entries.extend(entries);
            made.outputs.push(library);
        }
        Err(messages) => {
            let _ = std::fs::remove_file(&library);
            check(&failed, std::fs::write(&failed, messages));
            tell();
            made.outputs.push(failed);
        }
    }
    made.sources.extend(sources_of(&dep_info));
}

/// Where the messages about a library are that does not compile.
fn messages_path(library: &Path) -> PathBuf {
    library.with_extension("failed")
}

/// A macro crate: compiled and linked for the sandbox; the host reads the module's macros and
/// names the shim that cargo gets in its place.
pub fn run_macro(unit: &Unit, sandbox: &str, unit_id: &str, output: &Path) -> ! {
    let sandbox = sandbox_of(unit, sandbox);
    let outputs = outputs_of(unit.arguments);
    let mut record = Record::start(unit.plan, &outputs.stem, unit.signature);
    let dep_info = sandbox.directory.join(format!("{}.d", outputs.stem));
    if let Some(parent) = output.parent() {
        check(parent, std::fs::create_dir_all(parent));
    }
    let emit = format!("dep-info={},link={}", dep_info.display(), output.display());
    let mut arguments = arguments(unit, sandbox, &["--crate-type", "proc-macro"], &emit);
    // Temporary files of the linker go where the rlibs are.
    arguments.set("--out-dir", &sandbox.directory.to_string_lossy());
    arguments.list.extend(words(&sandbox.link_arguments).list);
    if sandbox.is_wasm() {
        arguments.list.push(Argument::option("-C", &format!("link-arg=--export=silcrow_edition_{}", edition_of(unit.arguments))));
    }
    let started = SystemTime::now();
    let entries = compile(unit, sandbox, &arguments, || ()).unwrap_or_else(|messages| {
        let _ = std::io::stderr().write_all(&messages);
        let name = unit.arguments.crate_name().unwrap_or("?");
        let problem = Problem {
            code: "SC0306".into(),
            message: format!("`{name}` does not compile for the sandbox `{}`", sandbox.name),
            notes: vec![format!("the sandbox's compiler is {}", sandbox.rustc)],
            help: help_for(sandbox),
            place: None,
        };
        problem.show(unit.arguments);
        std::process::exit(1)
    });
    let sources = sources_of(&dep_info);

    let root = host::module_built(unit_id, output).unwrap_or_else(|problem| {
        problem.show(unit.arguments);
        std::process::exit(1)
    });
    // Other macro crates may use this one's macros, in whichever sandbox they are: see native_shim.
    for sandbox in &unit.plan.sandboxes {
        check(&sandbox.directory, std::fs::create_dir_all(&sandbox.directory));
        let recipe = shim::arguments(unit.arguments, &root, &sandbox.shim_lib);
        let recipe_path = recipe_path(sandbox, &outputs.stem);
        check(&recipe_path, write_recipe(&recipe_path, &recipe));
        let _ = std::fs::remove_file(native_shim_path(sandbox, &outputs.stem));
    }
    record.output(output);
    entries.iter().for_each(|entry| record.entry(entry, started));
    shim::compile(unit, &root, &sources, record)
}

/// The edition of the crate; rustc's own default is the oldest.
fn edition_of(arguments: &Arguments) -> &str {
    arguments.values("--edition").last().unwrap_or("2015")
}

fn announced_early(arguments: &Arguments, path: &Path) -> bool {
    arguments.json_asks("artifacts") && path.extension().is_some_and(|extension| extension == "rmeta")
}

fn sandbox_of<'a>(unit: &Unit<'a>, name: &str) -> &'a Sandbox {
    let found = unit.plan.sandboxes.iter().find(|sandbox| sandbox.name == name);
    found.unwrap_or_else(|| fail(&format!("error[SC0900]: the plan has no sandbox `{name}`")))
}

fn help_for(sandbox: &Sandbox) -> String {
    if !sandbox.is_wasm() {
        return "the compiler's messages are above; an ordinary build may lack the same".into();
    }
    let package = std::env::var("CARGO_PKG_NAME").unwrap_or_default();
    format!(
        "the compiler's messages are above; a crate that needs a C library or threads can run in a sandbox for processes, \
         with this in silcrow.config.json (docs/process-sandbox.md): \"sandbox\": {{\"{package}\": \"process\"}}"
    )
}

fn sources_of(dep_info: &Path) -> Vec<String> {
    dep_info::files(&std::fs::read_to_string(dep_info).unwrap_or_default())
}

/// Runs the sandbox's compiler. Returns the entries that the crate's own uses of macros were answered from, or
/// the compiler's messages, behind those about libraries that it misses.
fn compile(unit: &Unit, sandbox: &Sandbox, arguments: &Arguments, mut metadata_ready: impl FnMut()) -> Result<Vec<String>, Vec<u8>> {
    let used = unit.plan.units_directory.join(format!("{}.sandbox.used", outputs_of(unit.arguments).stem));
    let _ = std::fs::create_dir_all(&unit.plan.units_directory);
    let _ = std::fs::remove_file(&used);
    check(&sandbox.directory, std::fs::create_dir_all(&sandbox.directory));
    let configure = |command: &mut Command| {
        command.stderr(Stdio::piped());
        command.envs(sandbox.environment.iter().map(|(name, value)| (name, value)));
        // Macros that a macro crate uses itself are answered by shims as well, from entries that are no
        // part of the project: they are needed only where the macro crate is compiled.
        command.env("SILCROW_CACHE_DIR", sandbox.directory.join("macro-cache"));
        command.env("SILCROW_CRATE", unit.arguments.crate_name().unwrap_or("")).env("SILCROW_WRAPPED", "1").env("SILCROW_USED", &used);
        command.env("SILCROW_TARGET", crate::signature::target_of(arguments, &unit.plan.host));
    };
    let mut running = process::spawn(&[OsString::from(&sandbox.rustc)], &arguments.to_words(), configure);
    let mut messages = missing_libraries(unit, sandbox);
    let own = messages.len();
    let wanted = |line: &[u8]| {
        if line.starts_with(b"{\"$message_type\":\"artifact\"") {
            if line.trim_ascii_end().ends_with(b"\"emit\":\"metadata\"}") {
                metadata_ready();
            }
            return false;
        }
        messages.extend_from_slice(line);
        false
    };
    let stderr = running.child.stderr.take();
    let problems = stderr.map_or(0, |stderr| expand::pass_on(stderr, wanted, |problem| problem.show(unit.arguments)));
    let status = running.wait();
    if problems > 0 {
        expand::summarise(unit.plan, unit.arguments, problems);
        std::process::exit(1);
    }
    if !status.success() {
        return Err(messages);
    }
    let _ = std::io::stderr().write_all(&messages[own..]);
    let entries = expand::take_used(&used);
    expand::wait_until_written(unit.plan, unit.arguments, &entries);
    Ok(entries)
}

/// What the compiler said about the libraries that the crate asks for and that do not compile.
fn missing_libraries(unit: &Unit, sandbox: &Sandbox) -> Vec<u8> {
    let externs = unit.arguments.values("--extern").chain(platform_externs(unit, sandbox));
    let paths = externs.filter_map(|value| Path::new(value.split_once('=')?.1).file_name());
    paths.filter_map(|file| std::fs::read(messages_path(&library_of(sandbox, file))).ok()).flatten().collect()
}

/// The library for an output of cargo's, which may be metadata alone.
fn library_of(sandbox: &Sandbox, file: &std::ffi::OsStr) -> PathBuf {
    sandbox.directory.join(file).with_extension("rlib")
}

/// cargo's arguments, rewritten for the sandbox. What decides how fast a macro runs, or where
/// cargo wants things, is the plan's business; what decides what the code means is kept.
fn arguments(unit: &Unit, sandbox: &Sandbox, kind: &[&str; 2], emit: &str) -> Arguments {
    let mut list = Vec::with_capacity(unit.arguments.list.len() + sandbox.arguments.len());
    for argument in &unit.arguments.list {
        match argument.name.as_str() {
            "-C" | "--codegen" => {
                let key = argument.codegen_key().unwrap_or_default();
                let links = matches!(key.as_str(), "linker" | "link-arg" | "link-args");
                if matches!(key.as_str(), "metadata" | "extra-filename") || links && !sandbox.is_wasm() {
                    list.push(argument.clone());
                }
            }
            // Libraries that build scripts name; those that cargo names are cargo's own.
            "-l" if !sandbox.is_wasm() => list.push(argument.clone()),
            "-L" if !sandbox.is_wasm() && !argument.value().starts_with("dependency=") => list.push(argument.clone()),
            "--extern" => list.extend(external(argument.value(), sandbox, || unit)),
            "--crate-name" | "--edition" | "--cfg" | "--check-cfg" | "--error-format" | "--json" | "--color"
            | "--diagnostic-width" | "" => list.push(argument.clone()),
            // -L, -l, -O, -g, --target, --sysroot, lints, -Z …
            _ => {}
        }
    }
    list.extend(platform_externs(unit, sandbox).filter_map(|value| external(value, sandbox, || unit)));
    list.push(Argument::option(kind[0], kind[1]));
    list.push(Argument::option("--emit", emit));
    list.push(Argument::option("--cap-lints", "allow"));
    // Crates that can do without proc_macro ask whether this is WASI, which has none.
    let takes_tokens = unit.arguments.values("--cfg").any(|cfg| cfg == "feature=\"proc-macro\"");
    list.extend(words(&sandbox.arguments).list.into_iter().filter(|argument| !takes_tokens || !names_wasi(argument)));
    list.push(Argument::option("-L", &format!("dependency={}", sandbox.directory.display())));
    Arguments { list }
}

/// `--cfg target_os="wasi"`, which the sandbox's arguments have beside what the target says itself.
fn names_wasi(argument: &Argument) -> bool {
    argument.name == "--cfg" && argument.value() == "target_os=\"wasi\""
}

/// What a crate depends on for WebAssembly alone.
fn platform_externs<'a>(unit: &Unit<'a>, sandbox: &Sandbox) -> impl Iterator<Item = &'a str> {
    unit.plan.sandbox_externs(unit.signature).take(if sandbox.is_wasm() { usize::MAX } else { 0 })
}

fn words(list: &[String]) -> Arguments {
    let words: Vec<OsString> = list.iter().map(OsString::from).collect();
    Arguments::parse(&words).unwrap_or_else(|| fail("error[SC0900]: the plan's sandbox arguments cannot be read"))
}

/// `[options:]name=path` with the path of what was compiled for the sandbox. A name without a path
/// is `proc_macro`: the sandbox arguments have the folder of ours.
fn external<'a>(value: &str, sandbox: &Sandbox, unit: impl Fn() -> &'a Unit<'a>) -> Option<Argument> {
    let Some((name, path)) = value.split_once('=') else {
        return Some(Argument::option("--extern", value.rsplit(':').next().unwrap_or(value)));
    };
    let file = Path::new(path).file_name()?.to_str()?;
    let path = if shim::is_macro_crate(path) {
        let stem = file.strip_prefix(std::env::consts::DLL_PREFIX).unwrap_or(file);
        native_shim(sandbox, stem.strip_suffix(DLL_SUFFIX).unwrap_or(stem), unit())
    } else if messages_path(&library_of(sandbox, file.as_ref())).exists() {
        return None;
    } else {
        sandbox.directory.join(file)
    };
    // `priv:` and the like are unstable options that the sandbox's compiler need not know.
    let name = name.rsplit(':').next().unwrap_or(name);
    Some(Argument::option("--extern", &format!("{name}={}", path.display())))
}

/// The shim of a macro crate for the sandbox's own compiler, which loads it like any macro crate
/// when another macro crate uses its macros. Compiled when first needed.
fn native_shim(sandbox: &Sandbox, stem: &str, unit: &Unit) -> PathBuf {
    let path = native_shim_path(sandbox, stem);
    if path.exists() {
        return path;
    }
    let recipe_path = recipe_path(sandbox, stem);
    let recipe = std::fs::read_to_string(&recipe_path).ok();
    let words: Option<Vec<OsString>> = recipe.map(|text| text.lines().map(OsString::from).collect());
    let Some(mut arguments) = words.as_deref().and_then(Arguments::parse) else {
        fail(&format!("error[SC0900]: the macro crate {stem} was not compiled before `{}`", unit.arguments.crate_name().unwrap_or("?")))
    };
    // Several crates may need it at the same moment: each writes its own and renames.
    let temporary = sandbox.directory.join(format!("{stem}-{}{DLL_SUFFIX}", std::process::id()));
    arguments.list.retain(|argument| argument.name != "--emit" && argument.name != "--out-dir" && argument.name != "--json");
    arguments.set("--emit", &format!("link={}", temporary.display()));
    let status = process::run(&[OsString::from(&sandbox.rustc)], &arguments.to_words(), |_| ());
    if !status.success() {
        process::exit_like(status);
    }
    check(&path, std::fs::rename(&temporary, &path));
    path
}

fn native_shim_path(sandbox: &Sandbox, stem: &str) -> PathBuf {
    sandbox.directory.join(format!("{}{stem}{DLL_SUFFIX}", std::env::consts::DLL_PREFIX))
}

fn recipe_path(sandbox: &Sandbox, stem: &str) -> PathBuf {
    sandbox.directory.join(format!("{stem}.shim"))
}

fn write_recipe(path: &Path, arguments: &Arguments) -> std::io::Result<()> {
    let words = arguments.to_words();
    let lines: String = words.iter().map(|word| format!("{}\n", word.to_string_lossy())).collect();
    std::fs::write(path, lines)
}
