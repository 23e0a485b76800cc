use std::ffi::{OsStr, OsString};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus};

use crate::fail;

/// The operating system's answer to a command line that is too long.
const E2BIG: i32 = 7;

/// A program that was started.
pub struct Running {
    pub child: Child,
    program: OsString,
    argument_file: Option<PathBuf>,
}

impl Running {
    pub fn wait(mut self) -> ExitStatus {
        let status = self.child.wait();
        if let Some(file) = &self.argument_file {
            let _ = std::fs::remove_file(file);
        }
        status.unwrap_or_else(|error| cannot_run(&self.program, &error))
    }
}

/// Becomes the program: nothing is left to do after it.
pub fn exec(program: &[OsString], arguments: &[OsString]) -> ! {
    let error = Command::new(&program[0]).args(&program[1..]).args(arguments).exec();
    if error.raw_os_error() == Some(E2BIG) {
        // An argument file has to be removed afterwards, so this one is waited for.
        exit_like(spawn(program, arguments, |_| ()).wait());
    }
    cannot_run(&program[0], &error)
}

/// Starts the program; `configure` sets streams and environment. Arguments that are too many for
/// the operating system go into a file, as cargo does it.
pub fn spawn(program: &[OsString], arguments: &[OsString], configure: impl Fn(&mut Command)) -> Running {
    let start = |arguments: &[OsString]| {
        let mut command = Command::new(&program[0]);
        command.args(&program[1..]).args(arguments);
        configure(&mut command);
        command.spawn()
    };
    let (child, argument_file) = match start(arguments) {
        Err(error) if error.raw_os_error() == Some(E2BIG) => match write_argument_file(arguments) {
            Ok((path, argument)) => (start(&[argument]), Some(path)),
            Err(error) => (Err(error), None),
        },
        other => (other, None),
    };
    match child {
        Ok(child) => Running { child, program: program[0].clone(), argument_file },
        Err(error) => cannot_run(&program[0], &error),
    }
}

/// Waits for it with the streams of this process.
pub fn run(program: &[OsString], arguments: &[OsString], configure: impl Fn(&mut Command)) -> ExitStatus {
    spawn(program, arguments, configure).wait()
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

/// The file, and the argument that names it.
fn write_argument_file(arguments: &[OsString]) -> std::io::Result<(PathBuf, OsString)> {
    let path = std::env::temp_dir().join(format!("silcrow-arguments-{}", std::process::id()));
    let mut bytes = Vec::new();
    for argument in arguments {
        bytes.extend_from_slice(argument.as_encoded_bytes());
        bytes.push(b'\n');
    }
    std::fs::write(&path, bytes)?;
    let mut argument = OsString::from("@");
    argument.push(&path);
    Ok((path, argument))
}

fn cannot_run(program: &OsStr, error: &std::io::Error) -> ! {
    fail(&format!("cannot run {}: {error}", program.display()))
}
