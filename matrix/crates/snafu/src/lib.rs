//! snafu-derive: context selectors with implicit fields and backtraces.

use std::io;
use std::path::PathBuf;

use snafu::{ensure, prelude::*, Backtrace, Location};

#[derive(Debug, Snafu)]
#[snafu(visibility(pub))]
pub enum Failure {
    #[snafu(display("cannot open {}: {source}", path.display()))]
    Open { path: PathBuf, source: io::Error },
    #[snafu(display("the value {value} is wrong"))]
    Wrong { value: i32, #[snafu(implicit)] location: Location },
    #[snafu(context(false), display("number"))]
    Number { source: std::num::ParseIntError, backtrace: Backtrace },
    #[snafu(whatever, display("{message}"))]
    Whatever {
        message: String,
        #[snafu(source(from(Box<dyn std::error::Error>, Some)))]
        source: Option<Box<dyn std::error::Error>>,
    },
    #[snafu(transparent)]
    Inner { source: Inner },
}

#[derive(Debug, Snafu)]
#[snafu(module(inner), context(suffix(Ctx)))]
pub enum Deep {
    First { text: String },
}

#[derive(Debug, Snafu)]
pub struct Inner(Deep);

pub fn open(path: &str) -> Result<(), Failure> {
    Err(io::Error::other("no")).context(OpenSnafu { path })
}

pub fn parse(text: &str) -> Result<i32, Failure> {
    let value = text.parse()?;
    ensure!(value > 0, WrongSnafu { value });
    if value == 7 {
        whatever!("seven {value}");
    }
    if value == 8 {
        return Err(Inner::from(inner::FirstCtx { text: "t" }.build()))?;
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors() {
        assert_eq!(open("p").unwrap_err().to_string(), "cannot open p: no");
        assert_eq!(parse("x").unwrap_err().to_string(), "number");
        let Failure::Wrong { value: -1, location } = parse("-1").unwrap_err() else { panic!() };
        assert!(location.file.ends_with("lib.rs"));
        assert_eq!(parse("7").unwrap_err().to_string(), "seven 7");
        assert_eq!(parse("8").unwrap_err().to_string(), "First");
    }
}
