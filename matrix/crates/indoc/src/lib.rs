//! indoc: literals of all kinds, format strings, and what stands in `concat!` and `macro_rules`.

use indoc::{concatdoc, eprintdoc, formatdoc, indoc, printdoc, writedoc};

pub const TEXT: &str = indoc! {"
    first
      second \
      goes on
    \ttab
"};

pub const RAW: &str = indoc! {r#"
    "raw"
        \n stays
    "#};

pub const BYTES: &[u8] = indoc! {b"
    bytes
     \x01
"};

pub const C_TEXT: &std::ffi::CStr = indoc! {c"
    c
      text
"};

pub fn formatted(name: &str, width: usize) -> String {
    formatdoc! {"
        Dear {name},
          {0:>width$}
        {{{other}}}
        ", 1 + 2, other = name.len() }
}

macro_rules! query {
    ($text:literal) => {
        indoc! { $text }
    };
}

pub fn of_rules() -> &'static str {
    query!(
        "
        select *
          from t
        "
    )
}

pub fn written() -> String {
    use std::fmt::Write;
    let mut text = String::new();
    writedoc! {text, "
        a
         {}
    ", 'b'}
    .unwrap();
    printdoc! {"
        out {}
    ", 1};
    eprintdoc! {"
        err
    "};
    text
}

pub const JOINED: &str = concatdoc! {"
    version: ", 1, '.', true, "
      end"};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts() {
        assert_eq!(TEXT, "first\n  second goes on\n\ttab\n");
        assert_eq!(RAW, "\"raw\"\n    \\n stays\n");
        assert_eq!(BYTES, b"bytes\n \x01\n");
        assert_eq!(C_TEXT.to_bytes(), b"c\n  text\n");
        assert_eq!(formatted("ab", 4), "Dear ab,\n     3\n{2}\n");
        assert_eq!(of_rules(), "select *\n  from t\n");
        assert_eq!(written(), "a\n b\n");
        assert_eq!(JOINED, "version: 1.true\nend");
        assert_eq!(unindent::unindent("\n  a\n    b"), "a\n  b");
    }
}
