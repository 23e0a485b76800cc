//! thiserror-impl: messages with shorthand and arguments, sources, transparent errors, generics, backtraces left out.

use std::fmt::{self, Debug, Display};
use std::io;

use thiserror::Error;

#[derive(Error, Debug)]
pub enum Failure {
    #[error("unit")]
    Unit,
    #[error("tuple {0} and {1:?}")]
    Tuple(u8, &'static str),
    #[error("named {code:#06x}, {text:>width$}|", width = 5)]
    Named { code: u16, text: String },
    #[error("calls {} and {}", .0.len(), first(.0))]
    Calls(Vec<u8>),
    #[error("limit {max}, of {name}", max = i32::MAX, name = .inner.name)]
    Argument { inner: Inner },
    #[error("i/o")]
    Io(#[from] io::Error),
    #[error("with source")]
    WithSource {
        #[source]
        cause: fmt::Error,
    },
    #[error(transparent)]
    Other(#[from] Box<dyn std::error::Error + Send + Sync>),
    #[error("{type} {{braces}}")]
    Raw { r#type: char },
    #[error(fmt = by_function)]
    Function(u8, u8),
}

fn by_function(a: &u8, b: &u8, formatter: &mut fmt::Formatter) -> fmt::Result {
    write!(formatter, "{a}/{b}")
}

fn first(values: &[u8]) -> u8 {
    values.first().copied().unwrap_or_default()
}

#[derive(Debug)]
pub struct Inner {
    pub name: &'static str,
}

#[derive(Error, Debug)]
#[error("generic {value} {}", Self::SUFFIX)]
pub struct Generic<T: Debug + Display, E = fmt::Error>
where
    E: std::error::Error + 'static,
{
    pub value: T,
    pub source: E,
}

impl<T: Debug + Display, E: std::error::Error + 'static> Generic<T, E> {
    const SUFFIX: &'static str = "s";
}

#[derive(Error, Debug)]
#[error("{0:?}, {0}")]
pub struct Opaque(Kind);

#[derive(Error, Debug, Clone, Copy)]
pub enum Kind {
    #[error("a kind")]
    A,
    #[error("{}", if *.0 { "yes" } else { "no" })]
    B(bool),
}

macro_rules! error {
    ($name:ident, $message:literal, $($type:ty),*) => {
        #[derive(Error, Debug)]
        #[error($message)]
        pub struct $name($(pub $type),*);
    };
}

error!(FromRules, "made by rules: {0} {1}", u8, String);

#[cfg(test)]
mod tests {
    use super::*;
    use std::error::Error;

    #[test]
    fn messages() {
        assert_eq!(Failure::Unit.to_string(), "unit");
        assert_eq!(Failure::Tuple(1, "b").to_string(), "tuple 1 and \"b\"");
        assert_eq!(Failure::Named { code: 10, text: "x".into() }.to_string(), "named 0x000a,     x|");
        assert_eq!(Failure::Calls(vec![7, 8]).to_string(), "calls 2 and 7");
        assert_eq!(Failure::Argument { inner: Inner { name: "n" } }.to_string(), "limit 2147483647, of n");
        assert_eq!(Failure::Raw { r#type: 't' }.to_string(), "t {braces}");
        assert_eq!(Failure::Function(1, 2).to_string(), "1/2");
        assert_eq!(Opaque(Kind::A).to_string(), "A, a kind");
        assert_eq!(Kind::B(true).to_string(), "yes");
        assert_eq!(FromRules(1, "2".into()).to_string(), "made by rules: 1 2");
    }

    #[test]
    fn sources() {
        let io: Failure = io::Error::other("inner").into();
        assert_eq!(io.source().unwrap().to_string(), "inner");
        assert!(Failure::WithSource { cause: fmt::Error }.source().unwrap().is::<fmt::Error>());
        let other: Failure = Box::<dyn Error + Send + Sync>::from("text").into();
        assert_eq!(other.to_string(), "text");
        let generic = Generic { value: 1, source: fmt::Error };
        assert_eq!((generic.to_string().as_str(), generic.source().is_some()), ("generic 1 s", true));
    }
}
