//! argh: command lines.

use argh::{FromArgValue, FromArgs};

/// Everything there is.
#[derive(FromArgs, PartialEq, Debug)]
#[argh(note = "A note about {command_name}.", error_code(2, "too bad"))]
pub struct Arguments {
    /// say more
    #[argh(switch, short = 'v')]
    pub verbose: bool,
    /// how often
    #[argh(option, default = "default_times()", arg_name = "n")]
    pub times: u8,
    /// where to
    #[argh(option, long = "output-folder", short = 'o')]
    pub output: Option<String>,
    /// what to leave out
    #[argh(option, from_str_fn(upper))]
    pub without: Vec<String>,
    #[argh(subcommand)]
    pub command: Command,
}

fn default_times() -> u8 {
    3
}

fn upper(text: &str) -> Result<String, String> {
    if text.is_empty() { Err("empty".into()) } else { Ok(text.to_uppercase()) }
}

#[derive(FromArgs, PartialEq, Debug)]
#[argh(subcommand)]
pub enum Command {
    Add(Add),
    Remove(Remove),
}

#[derive(FromArgs, PartialEq, Debug)]
/// Adds files.
#[argh(subcommand, name = "add", example = "{command_name} add x")]
pub struct Add {
    /// the first
    #[argh(positional)]
    pub first: u32,
    /// the others
    #[argh(positional, greedy)]
    pub rest: Vec<String>,
}

#[derive(FromArgs, PartialEq, Debug)]
/// Removes a file.
#[argh(subcommand, name = "remove", short = 'r')]
pub struct Remove {
    /// how
    #[argh(option, default = "Mode::Soft")]
    pub mode: Mode,
}

#[derive(FromArgValue, PartialEq, Debug)]
pub enum Mode {
    Soft,
    VeryHard,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<Arguments, String> {
        Arguments::from_args(&["tool"], arguments).map_err(|early| early.output)
    }

    #[test]
    fn arguments() {
        let found = parse(&["-v", "--without", "a", "--without", "b", "add", "7", "x", "--y"]).unwrap();
        assert_eq!((found.verbose, found.times, found.output), (true, 3, None));
        assert_eq!(found.without, ["A", "B"]);
        assert_eq!(found.command, Command::Add(Add { first: 7, rest: vec!["x".into(), "--y".into()] }));
        let found = parse(&["-o", "dir", "--times", "1", "remove", "--mode", "very_hard"]).unwrap();
        assert_eq!((found.output.as_deref(), found.command), (Some("dir"), Command::Remove(Remove { mode: Mode::VeryHard })));
    }

    #[test]
    fn help_and_errors() {
        let help = parse(&["--help"]).unwrap_err();
        assert!(help.contains("Everything there is.") && help.contains("--output-folder") && help.contains("A note about tool."), "{help}");
        assert!(parse(&["--times", "x", "add", "1"]).unwrap_err().contains("times"));
        assert!(parse(&[]).is_err());
    }
}
