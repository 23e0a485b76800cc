//! Stands in for rustc while `silcrow compare` builds: writes down each call that compiles a crate, and becomes
//! rustc. The file beside it, of its name with the extension `calls`, holds the path of rustc and the folder for the
//! calls, each with a zero byte behind it.
//!
//! A call is a file of texts that end in zero bytes: the working directory, the number of arguments, these, and
//! the environment as NAME=value. A program, and not a script, because shells drop variables whose names are no
//! identifiers, such as CARGO_BIN_EXE_my-tool.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::Command;

fn main() {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let own = std::env::current_exe().unwrap_or_default().with_extension("calls");
    let text = std::fs::read_to_string(&own).unwrap_or_else(|error| fail(&format!("{}: {error}", own.display())));
    let mut fields = text.split('\0');
    let (Some(rustc), Some(folder)) = (fields.next(), fields.next()) else { fail(&format!("{} is not whole", own.display())) };
    if let Some(unit) = unit_of(&arguments) {
        let path = Path::new(folder).join(unit);
        if let Err(error) = std::fs::write(&path, call(&arguments)) {
            fail(&format!("{}: {error}", path.display()));
        }
    }
    become_program(Command::new(rustc).args(&arguments))
}

/// Name of the crate and the suffix that cargo gives its files. None for what is no unit of cargo's, as calls that
/// ask for something are, and for macro crates.
fn unit_of(arguments: &[OsString]) -> Option<String> {
    let after = |flag: &'static str| arguments.windows(2).filter(move |pair| pair[0] == flag).filter_map(|pair| pair[1].to_str());
    if after("--crate-type").any(|kind| kind == "proc-macro") {
        return None;
    }
    let name = after("--crate-name").next()?;
    let suffix = after("-C").find_map(|option| option.strip_prefix("extra-filename="))?;
    Some(format!("{name}{suffix}"))
}

fn call(arguments: &[OsString]) -> Vec<u8> {
    let directory = std::env::current_dir().unwrap_or_default();
    let mut bytes = Vec::new();
    let mut add = |texts: &[&OsStr]| {
        texts.iter().for_each(|text| bytes.extend_from_slice(text.as_encoded_bytes()));
        bytes.push(0);
    };
    add(&[directory.as_os_str()]);
    add(&[OsStr::new(&arguments.len().to_string())]);
    arguments.iter().for_each(|argument| add(&[argument]));
    std::env::vars_os().for_each(|(name, value)| add(&[&name, OsStr::new("="), &value]));
    bytes
}

#[cfg(unix)]
fn become_program(command: &mut Command) -> ! {
    use std::os::unix::process::CommandExt;
    let error = command.exec();
    fail(&format!("rustc cannot be started: {error}"))
}

#[cfg(not(unix))]
fn become_program(command: &mut Command) -> ! {
    match command.status() {
        Ok(status) => std::process::exit(status.code().unwrap_or(1)),
        Err(error) => fail(&format!("rustc cannot be started: {error}")),
    }
}

fn fail(reason: &str) -> ! {
    eprintln!("error: silcrow cannot record this call of rustc: {reason}");
    std::process::exit(1)
}
