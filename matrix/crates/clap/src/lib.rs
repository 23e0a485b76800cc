//! clap_derive: commands, arguments and values; help texts come from doc comments and from the package.

use std::path::PathBuf;

use clap::{ArgAction, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

/// A tool of the matrix
///
/// With a long description,
/// over several lines.
#[derive(Parser, Debug, PartialEq)]
#[command(version, author = "nobody", about, long_about, propagate_version = true, next_line_help = false)]
#[command(group = clap::ArgGroup::new("source").required(false).args(["file", "url"]))]
pub struct Cli {
    /// How much to say
    #[arg(short, long, action = ArgAction::Count, global = true)]
    pub verbose: u8,

    /// Reads this file
    #[arg(short, long, value_name = "PATH", env = "MATRIX_FILE", hide_env_values = true)]
    pub file: Option<PathBuf>,

    #[arg(long, conflicts_with = "file", default_value_t = String::from("none"))]
    pub url: String,

    #[arg(long = "level", value_enum, default_value_t, ignore_case = true)]
    pub level: Level,

    #[arg(short = 'D', value_parser = key_value, value_delimiter = ',')]
    pub defines: Vec<(String, i32)>,

    #[command(flatten)]
    pub shared: Shared,

    #[command(subcommand)]
    pub command: Option<Commands>,
}

#[derive(Args, Debug, PartialEq, Default)]
#[command(next_help_heading = "Shared")]
pub struct Shared {
    /// Threads
    #[arg(long, default_value = "4", value_parser = clap::value_parser!(u16).range(1..=64))]
    pub jobs: u16,
    #[arg(skip = 7)]
    pub skipped: u8,
    #[arg(long, num_args = 0..=1, default_missing_value = "always")]
    pub color: Option<Option<String>>,
}

#[derive(Subcommand, Debug, PartialEq)]
#[command(rename_all = "kebab-case")]
pub enum Commands {
    /// Adds things
    #[command(visible_alias = "plus", arg_required_else_help = true)]
    AddThings {
        #[arg(required = true, trailing_var_arg = true)]
        names: Vec<String>,
    },
    Remove(RemoveArgs),
    #[command(flatten)]
    More(More),
    #[command(external_subcommand)]
    Other(Vec<String>),
}

#[derive(Args, Debug, PartialEq)]
pub struct RemoveArgs {
    pub name: String,
    #[arg(last = true)]
    pub rest: Vec<std::ffi::OsString>,
}

#[derive(Subcommand, Debug, PartialEq)]
pub enum More {
    Status,
}

#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Default)]
#[value(rename_all = "UPPER")]
pub enum Level {
    /// Nearly nothing
    Low,
    #[default]
    #[value(alias = "MID", name = "MIDDLE")]
    Medium,
    #[value(skip)]
    Hidden,
}

fn key_value(text: &str) -> Result<(String, i32), String> {
    let (key, value) = text.split_once('=').ok_or_else(|| format!("no `=` in {text}"))?;
    Ok((key.to_owned(), value.parse().map_err(|error| format!("{error}"))?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments() {
        Cli::command().debug_assert();
        let cli = Cli::try_parse_from(["m", "-vv", "--level", "mid", "-D", "a=1,b=2", "--color", "--jobs=2", "plus", "x", "-y"]).unwrap();
        assert_eq!((cli.verbose, cli.level, cli.shared.jobs, cli.shared.skipped), (2, Level::Medium, 2, 7));
        assert_eq!(cli.defines, [("a".to_string(), 1), ("b".to_string(), 2)]);
        assert_eq!(cli.shared.color, Some(Some("always".into())));
        assert_eq!(cli.command, Some(Commands::AddThings { names: vec!["x".into(), "-y".into()] }));
        assert_eq!(Cli::try_parse_from(["m", "status"]).unwrap().command, Some(Commands::More(More::Status)));
        assert!(Cli::try_parse_from(["m", "--jobs", "65"]).unwrap_err().to_string().contains("1..=64"));
    }

    #[test]
    fn help() {
        let help = Cli::command().render_long_help().to_string();
        assert!(help.starts_with("A tool of the matrix\n\nWith a long description, over several lines."), "{help}");
        assert!(help.contains("Adds things [aliases: plus]") || help.contains("[visible aliases: plus]") || help.contains("Adds things [alias: plus]"), "{help}");
        assert_eq!(Cli::command().get_version(), Some(env!("CARGO_PKG_VERSION")));
        let matches = Cli::command().get_matches_from(["m", "remove", "n", "--", "r"]);
        let cli = Cli::from_arg_matches(&matches).unwrap();
        assert_eq!(cli.command, Some(Commands::Remove(RemoveArgs { name: "n".into(), rest: vec!["r".into()] })));
    }
}
