//! The program that cargo runs in place of rustc (as RUSTC_WRAPPER) and of rustdoc (as RUSTDOC).
//!
//! It starts once per crate, so it does as little as possible: it reads the plan that the host
//! computed before cargo started, looks the unit up, and in the ordinary case becomes rustc.
//! docs/contracts.md §4 to §6 specify what it does; silcrow-rustdoc is the same file under
//! another name.

mod arguments;
mod dep_info;
mod diagnostic;
mod expand;
mod host;
#[allow(dead_code)]
#[path = "../shim/json.rs"]
mod json;
mod outputs;
#[allow(dead_code)]
#[path = "../shim/places.rs"]
mod places;
mod plan;
mod process;
mod record;
mod rustdoc;
mod sandbox;
mod shim;
mod signature;
mod stub;
#[cfg(test)]
mod test_directory;

use std::ffi::OsString;
use std::path::Path;

use arguments::{Arguments, Program};
use expand::Expansion;
use plan::{Action, Plan};
use signature::Mode;

fn main() {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let name = arguments.first().and_then(|path| Path::new(path).file_stem().map(OsString::from));
    let as_rustdoc = name.is_some_and(|name| name == "silcrow-rustdoc");
    let plan = match Plan::from_environment() {
        Ok(plan) => plan,
        Err(problem) => fail(&problem),
    };
    match (as_rustdoc, plan) {
        (true, Some(plan)) => rustdoc::run(&plan, &arguments[1..]),
        (true, None) => fail("silcrow-rustdoc is run by `silcrow doc` and `silcrow test`: SILCROW_PLAN is not set"),
        (false, plan) => run_rustc(plan.as_ref(), &arguments[1..]),
    }
}

fn run_rustc(plan: Option<&Plan>, arguments: &[OsString]) -> ! {
    let Some((program, rest)) = Program::split(arguments) else {
        fail("silcrow-wrapper is run by cargo in place of rustc: the path of rustc must be its first argument")
    };
    let Some(plan) = plan else { process::exec(&program.command(None), rest) };
    let command = program.command(plan.chain.as_deref());

    let Some(parsed) = Arguments::parse(rest) else { process::exec(&command, rest) };
    let Some(signature) = signature::of_rustc(&parsed) else { process::exec(&command, rest) };
    let action = plan.action(&signature);
    let unit = Unit { plan, program: &program, arguments: &parsed, signature: &signature };
    match action {
        Some(Action::Shim { root, sources, .. }) => shim::run(&unit, root, &sources),
        Some(Action::Stub) => stub::run(&unit),
        Some(Action::Noop) => stub::run_noop(&unit),
        Some(Action::Sandboxed { sandboxes }) => sandbox::run_library(&unit, sandboxes),
        Some(Action::SandboxedAndNative { sandboxes, directory }) => {
            let libraries = sandbox::compile_libraries(&unit, sandboxes, None);
            expand::run(&unit, directory, rest, Expansion { also: libraries.outputs, ..Expansion::default() })
        }
        Some(Action::SandboxedMacro { sandbox, unit_id, output }) => sandbox::run_macro(&unit, sandbox, unit_id, Path::new(output)),
        Some(Action::Expand { directory }) => expand::run(&unit, directory, rest, Expansion::default()),
        Some(Action::ExpandOnly { directory, which }) => {
            let only_expands = unit.may_only_expand(which);
            expand::run(&unit, directory, rest, Expansion { only_expands, ..Expansion::default() })
        }
        Some(Action::Confined { directory }) => expand::run(&unit, directory, rest, Expansion { confined: true, ..Expansion::default() }),
        Some(Action::Ordinary) => process::exec(&command, rest),
        Some(Action::Unknown(name)) => fail(&plan::misfit(&format!("the plan has the action `{name}`, which this wrapper does not know"))),
        None if must_be_planned(plan, &parsed, &signature) => fail(&format!(
            "error[SC0900]: the macro crate `{}` is not in silcrow's plan, and is not compiled for that reason\n  = note: its signature is {signature}",
            parsed.crate_name().unwrap_or("?"),
        )),
        None => process::exec(&command, rest),
    }
}

/// What a compilation is about; handed to the module that carries its action out.
pub struct Unit<'a> {
    pub plan: &'a Plan,
    pub program: &'a Program,
    pub arguments: &'a Arguments,
    pub signature: &'a str,
}

impl Unit<'_> {
    /// Whether nobody needs more of it than its expansions. A program that stands in for rustc may do more than
    /// compile, and other outputs than those of a check were asked for by somebody.
    fn may_only_expand(&self, which: &str) -> bool {
        let chosen = which == "all" || self.arguments.has("--test");
        chosen && self.arguments.is_check() && !self.program.has_workspace_wrapper()
    }
}

/// A macro crate that the plan knows under another signature must not be compiled natively: that
/// would run its code at the next use. Build scripts that probe the compiler are not affected,
/// because their crate roots are not in the plan.
fn must_be_planned(plan: &Plan, arguments: &Arguments, signature: &str) -> bool {
    let root = signature.split('|').next().unwrap_or("");
    arguments.is_proc_macro() && Mode::of_rustc(arguments) == Mode::Build && plan.knows_root(root)
}

/// Ends with a message; only for what cannot be shown as a diagnostic of the crate.
pub fn fail(message: &str) -> ! {
    eprintln!("{}{message}", if message.starts_with("error") { "" } else { "error: " });
    std::process::exit(1)
}
