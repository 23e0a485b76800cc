//! How a failure reaches the user: a line for the wrapper, which renders it as a diagnostic of rustc, or a
//! panic with the same words.

use crate::failure::Failure;
use crate::json::quote;
use crate::settings;
use proc_macro::Span;
use std::io::Write;

/// Reports the failure of the invocation at the call site. Returns only where a wrapper reads along.
pub fn report(failure: &Failure) {
    let call_site = Span::call_site();
    let (file, line, column) = (call_site.file(), call_site.line(), call_site.column());
    if !settings::is_wrapped() {
        panic!("{}", plain(failure));
    }
    // One write, so that lines of several threads and processes do not mix. Nothing can be done if it fails.
    let _ = std::io::stderr().write_all(marker(failure, &file, line, column).as_bytes());
}

/// `\x01silcrow {…}` and a line end.
fn marker(failure: &Failure, file: &str, line: usize, column: usize) -> String {
    let notes: Vec<String> = failure.notes.iter().map(|note| quote(note)).collect();
    format!(
        "\u{1}silcrow {{\"code\":{},\"message\":{},\"notes\":[{}],\"help\":{},\"file\":{},\"line\":{line},\"column\":{column}}}\n",
        quote(&failure.code),
        quote(&failure.message),
        notes.join(","),
        quote(&failure.help),
        quote(file),
    )
}

fn plain(failure: &Failure) -> String {
    let mut text = format!("silcrow[{}]: {}", failure.code, failure.message);
    for note in &failure.notes {
        text.push_str("\nnote: ");
        text.push_str(note);
    }
    if !failure.help.is_empty() {
        text.push_str("\nhelp: ");
        text.push_str(&failure.help);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;

    #[test]
    fn the_marker_is_one_line_of_json() {
        let failure = Failure::new("SC0201", "no \"expansion\"\nhere").note("one").note("two\t").help("do it");
        let line = marker(&failure, "src/ü.rs", 3, 5);
        let json = line.strip_prefix("\u{1}silcrow ").unwrap().strip_suffix('\n').unwrap();
        assert!(!json.contains('\n'));
        let value = json::parse(json).unwrap();
        let object = value.as_object().unwrap();
        assert_eq!(object.get("code").unwrap().as_str(), Some("SC0201"));
        assert_eq!(object.get("message").unwrap().as_str(), Some("no \"expansion\"\nhere"));
        assert_eq!(object.get("notes"), Some(&json::parse("[\"one\", \"two\\t\"]").unwrap()));
        assert_eq!(object.get("help").unwrap().as_str(), Some("do it"));
        assert_eq!(object.get("file").unwrap().as_str(), Some("src/ü.rs"));
        assert_eq!(object.get("line").unwrap().as_f64(), Some(3.0));
        assert_eq!(object.get("column").unwrap().as_f64(), Some(5.0));
    }

    #[test]
    fn the_panic_says_the_same() {
        let failure = Failure::new("SC0201", "nothing").note("one").help("do it");
        assert_eq!(plain(&failure), "silcrow[SC0201]: nothing\nnote: one\nhelp: do it");
    }
}
