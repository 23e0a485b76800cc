//! const_format: text that is put together at compile time.

use const_format::{assertcp, concatcp, formatc, formatcp, impl_fmt, map_ascii_case, str_index, str_repeat, str_replace, str_split, writec, Case, ConstDebug, Formatter};

pub const NUMBER: u32 = 42;
pub const NAMED: &str = formatcp!("{0}|{name}|{NUMBER:#x}|{1:?}|{{}}", NUMBER, "q\"", name = true);
pub const JOINED: &str = concatcp!("a", NUMBER, 'c', -3i8, i64::MIN);
pub const REPEATED: &str = str_repeat!("ab", 3);
pub const REPLACED: &str = str_replace!("one two one", "one", "1");
pub const CASED: &str = map_ascii_case!(Case::UpperSnake, "someFunctionName");
pub const PARTS: [&str; 3] = str_split!("x-y-z", '-');

assertcp!(NUMBER > 40, "{NUMBER} is too small");

#[derive(ConstDebug)]
pub struct Record<'a> {
    pub id: u16,
    pub tags: &'a [&'a str],
    pub kind: Kind,
}

#[derive(ConstDebug)]
pub enum Kind {
    Unit,
    Tuple(u8, bool),
    Named { x: Option<i8> },
}

pub struct Plain(pub u8);

impl_fmt! {
    impl Plain;

    pub const fn const_display_fmt(&self, formatter: &mut Formatter<'_>) -> const_format::Result {
        writec!(formatter, "plain {}", self.0)
    }
}

pub const RECORD: Record<'static> = Record { id: 7, tags: &["a", "b"], kind: Kind::Named { x: Some(-1) } };
pub const SHOWN: &str = formatc!("{RECORD:?} {:?} {:?} {}", Kind::Unit, Kind::Tuple(1, true), Plain(3));

macro_rules! path_of {
    ($first:ident $(, $rest:ident)*) => {
        concatcp!(stringify!($first) $(, "/", stringify!($rest))*)
    };
}
pub const PATH: &str = path_of!(usr, lib, rust);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text() {
        assert_eq!(NAMED, "42|true|0x2a|\"q\\\"\"|{}");
        assert_eq!(JOINED, format!("a42c-3{}", i64::MIN));
        assert_eq!((REPEATED, REPLACED, CASED, PATH), ("ababab", "1 two 1", "SOME_FUNCTION_NAME", "usr/lib/rust"));
        assert_eq!(PARTS, ["x", "y", "z"]);
        assert_eq!(str_index!("hello", 1..3), "el");
    }

    #[test]
    fn derived() {
        assert_eq!(SHOWN, r#"Record { id: 7, tags: ["a", "b"], kind: Named { x: Some(-1) } } Unit Tuple(1, true) plain 3"#);
    }
}
