use std::ffi::{OsStr, OsString};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus};

use crate::fail;

/// The operating system's answer to a command line that is too long.
const E2BIG: i32 = 7;

/// Becomes the program: nothing is left to do after it.
pub fn exec(program: &[OsString], arguments: &[OsString]) -> ! {
    let mut command = Command::new(&program[0]);
    command.args(&program[1..]).args(arguments);
    let error = command.exec();
    if error.raw_os_error() == Some(E2BIG) {
        // An argument file has to be removed afterwards, so this one is waited for.
        let child = with_argument_file(&program[0], &program[1..], arguments, |_| ());
        match child.and_then(|(mut child, file)| child.wait().inspect(|_| drop(std::fs::remove_file(file)))) {
            Ok(status) => exit_like(status),
            Err(error) => cannot_run(&program[0], &error),
        }
    }
    cannot_run(&program[0], &error)
}

/// Starts the program; `configure` sets streams and environment.
pub fn spawn(program: &[OsString], arguments: &[OsString], configure: impl Fn(&mut Command)) -> Child {
    let mut command = Command::new(&program[0]);
    command.args(&program[1..]).args(arguments);
    configure(&mut command);
    let child = match command.spawn() {
        Err(error) if error.raw_os_error() == Some(E2BIG) => {
            with_argument_file(&program[0], &program[1..], arguments, configure).map(|(child, _)| child)
        }
        other => other,
    };
    child.unwrap_or_else(|error| cannot_run(&program[0], &error))
}

/// Waits for it with the streams of this process.
pub fn run(program: &[OsString], arguments: &[OsString], configure: impl Fn(&mut Command)) -> ExitStatus {
    let mut child = spawn(program, arguments, configure);
    child.wait().unwrap_or_else(|error| cannot_run(&program[0], &error))
}

/// Ends as the child did: with its exit code, or by the same signal.
pub fn exit_like(status: ExitStatus) -> ! {
    if let Some(number) = status.signal() {
        extern "C" {
            fn raise(number: i32) -> i32;
            fn signal(number: i32, handler: usize) -> usize;
        }
        // SAFETY: plain C functions without pointers; the handler 0 is SIG_DFL on every Unix.
        unsafe {
            signal(number, 0);
            raise(number);
        }
        std::process::exit(128 + number)
    }
    std::process::exit(status.code().unwrap_or(1))
}

fn with_argument_file(
    program: &OsStr,
    before: &[OsString],
    arguments: &[OsString],
    configure: impl Fn(&mut Command),
) -> std::io::Result<(Child, std::path::PathBuf)> {
    let path = std::env::temp_dir().join(format!("silcrow-arguments-{}", std::process::id()));
    let mut bytes = Vec::new();
    for argument in arguments {
        bytes.extend_from_slice(argument.as_encoded_bytes());
        bytes.push(b'\n');
    }
    std::fs::write(&path, bytes)?;
    let mut at = OsString::from("@");
    at.push(&path);
    let mut command = Command::new(program);
    command.args(before).arg(at);
    configure(&mut command);
    Ok((command.spawn()?, path))
}

fn cannot_run(program: &OsStr, error: &std::io::Error) -> ! {
    fail(&format!("cannot run {}: {error}", program.display()))
}
