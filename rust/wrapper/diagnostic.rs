use std::io::{IsTerminal, Write};

use crate::arguments::Arguments;
use crate::json::{self, quote, Value};

/// What every line starts with that the shim writes for us.
pub const MARKER: &[u8] = b"\x01silcrow ";

/// A problem in the form of contracts.md §4, shown the way rustc shows its own.
#[derive(Debug, Default, PartialEq)]
pub struct Problem {
    pub code: String,
    pub message: String,
    pub notes: Vec<String>,
    pub help: String,
    pub place: Option<Place>,
}

#[derive(Debug, PartialEq)]
pub struct Place {
    pub file: String,
    /// 1-based, as is the column, which counts characters.
    pub line: usize,
    pub column: usize,
}

impl Problem {
    /// Reads a marker line, with or without its line feed.
    pub fn from_marker(line: &[u8]) -> Problem {
        let text = String::from_utf8_lossy(line.strip_prefix(MARKER).unwrap_or(line));
        let parsed = json::parse(text.trim_end());
        let Some(members) = parsed.as_ref().ok().and_then(Value::as_object) else {
            let message = "the shim reported a problem that cannot be read".into();
            return Problem { code: "SC0900".into(), message, notes: vec![text.into_owned()], ..Problem::default() };
        };
        let text = |key: &str| members.get(key).and_then(Value::as_str).unwrap_or("").to_owned();
        let number = |key: &str| match members.get(key) {
            Some(Value::Number(digits)) => digits.parse::<usize>().ok(),
            _ => None,
        };
        let place = match (text("file"), number("line")) {
            (file, Some(line)) if !file.is_empty() && line > 0 => {
                Some(Place { file, line, column: number("column").unwrap_or(1).max(1) })
            }
            _ => None,
        };
        let notes = match members.get("notes") {
            Some(Value::Array(notes)) => notes.iter().filter_map(Value::as_str).map(String::from).collect(),
            _ => Vec::new(),
        };
        Problem { code: text("code"), message: text("message"), notes, help: text("help"), place }
    }

    /// Writes it to standard error in the form that these arguments ask rustc for.
    pub fn show(&self, arguments: &Arguments) {
        let text = if arguments.json_messages() {
            self.json(arguments.json_asks("diagnostic-rendered-ansi"))
        } else {
            let color = match arguments.first("--color") {
                Some("always") => true,
                Some("never") => false,
                _ => std::io::stderr().is_terminal(),
            };
            self.text(color)
        };
        let _ = std::io::stderr().write_all(text.as_bytes());
    }

    fn text(&self, color: bool) -> String {
        let style = Style { color };
        let heading = if self.code.is_empty() { "error".into() } else { format!("error[{}]", self.code) };
        let mut out = format!("{}{}\n", style.paint("1;91", &heading), style.paint("1", &format!(": {}", self.message)));
        let mut width = 1;
        if let Some(place) = &self.place {
            width = place.line.to_string().len();
            let Place { file, line, column } = place;
            out += &format!("{}{} {file}:{line}:{column}\n", " ".repeat(width), style.paint("1;94", "-->"));
            if let Some(source) = place.source_line() {
                let bar = style.paint("1;94", &format!("{} |", " ".repeat(width)));
                let number = style.paint("1;94", &format!("{line} |"));
                let marks = style.paint("1;91", &"^".repeat(marked(&source, *column)));
                let before: usize = source.chars().take(column - 1).map(|c| if c == '\t' { 4 } else { 1 }).sum();
                out += &format!("{bar}\n{number} {}\n{bar} {}{marks}\n{bar}\n", source.replace('\t', "    "), " ".repeat(before));
            }
        }
        let mut attach = |label: &str, text: &str| {
            let margin = " ".repeat(width + 3 + label.len() + 2);
            let text = text.trim_end().replace('\n', &format!("\n{margin}"));
            out += &format!("{} {} {}: {text}\n", " ".repeat(width), style.paint("1;94", "="), style.paint("1", label));
        };
        self.notes.iter().for_each(|note| attach("note", note));
        if !self.help.is_empty() {
            attach("help", &self.help);
        }
        out.push('\n');
        out
    }

    fn json(&self, color: bool) -> String {
        let child = |level: &str, message: &str| {
            format!(
                "{{\"message\":{},\"code\":null,\"level\":\"{level}\",\"spans\":[],\"children\":[],\"rendered\":null}}",
                quote(message),
            )
        };
        let mut children: Vec<String> = self.notes.iter().map(|note| child("note", note)).collect();
        if !self.help.is_empty() {
            children.push(child("help", &self.help));
        }
        format!(
            "{{\"$message_type\":\"diagnostic\",\"message\":{},\"code\":{},\"level\":\"error\",\"spans\":[{}],\"children\":[{}],\"rendered\":{}}}\n",
            quote(&self.message),
            if self.code.is_empty() { "null".into() } else { format!("{{\"code\":{},\"explanation\":null}}", quote(&self.code)) },
            self.place.as_ref().map(Place::json_span).unwrap_or_default(),
            children.join(","),
            quote(&self.text(color)),
        )
    }
}

/// A closing line without a place, in the form that these arguments ask for.
pub fn show_note(message: &str, arguments: &Arguments) {
    let plain = format!("note: {message}\n\n");
    let text = if arguments.json_messages() {
        let style = Style { color: arguments.json_asks("diagnostic-rendered-ansi") };
        let rendered = format!("{}{}\n\n", style.paint("1;92", "note"), style.paint("1", &format!(": {message}")));
        format!(
            "{{\"$message_type\":\"diagnostic\",\"message\":{},\"code\":null,\"level\":\"note\",\"spans\":[],\"children\":[],\"rendered\":{}}}\n",
            quote(message),
            quote(&rendered),
        )
    } else {
        plain
    };
    let _ = std::io::stderr().write_all(text.as_bytes());
}

impl Place {
    fn source_line(&self) -> Option<String> {
        let text = std::fs::read_to_string(&self.file).ok()?;
        text.lines().nth(self.line - 1).map(String::from)
    }

    /// The span object of rustc's JSON messages; byte offsets are 0 when the file cannot be read.
    fn json_span(&self) -> String {
        let text = std::fs::read_to_string(&self.file).unwrap_or_default();
        let line = text.split_inclusive('\n').nth(self.line - 1).unwrap_or("");
        let line_start: usize = text.split_inclusive('\n').take(self.line - 1).map(str::len).sum();
        let content = line.trim_end_matches(['\n', '\r']);
        let length = marked(content, self.column);
        let bytes_to = |characters: usize| line_start + content.chars().take(characters).map(char::len_utf8).sum::<usize>();
        let (column, end) = (self.column, self.column + length);
        format!(
            "{{\"file_name\":{},\"byte_start\":{},\"byte_end\":{},\"line_start\":{line},\"line_end\":{line},\"column_start\":{column},\"column_end\":{end},\
             \"is_primary\":true,\"text\":[{{\"text\":{},\"highlight_start\":{column},\"highlight_end\":{end}}}],\"label\":null,\
             \"suggested_replacement\":null,\"suggestion_applicability\":null,\"expansion\":null}}",
            quote(&self.file),
            bytes_to(column - 1),
            bytes_to(end - 1),
            quote(content),
            line = self.line,
        )
    }
}

/// How many characters to mark from a column on: the identifier or path that starts there, and
/// the `#[` of an attribute with it.
fn marked(line: &str, column: usize) -> usize {
    let rest: Vec<char> = line.chars().skip(column - 1).collect();
    let start = rest.iter().take_while(|c| matches!(c, '#' | '[')).count();
    let name = rest[start..].iter().take_while(|c| c.is_alphanumeric() || matches!(c, '_' | ':')).count();
    let end = start + name;
    let bang = usize::from(start == 0 && rest.get(end) == Some(&'!'));
    (end + bang).max(1)
}

struct Style {
    color: bool,
}

impl Style {
    fn paint(&self, code: &str, text: &str) -> String {
        if self.color { format!("\x1b[0m\x1b[{code}m{text}\x1b[0m") } else { text.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_directory::TestDirectory;

    fn problem(directory: &TestDirectory) -> Problem {
        let file = directory.path("main.rs");
        std::fs::write(&file, "fn é() {}\n\tlet x = wstr!(\"a\");\n").unwrap();
        let line = format!(
            "\x01silcrow {{\"code\":\"SC0201\",\"message\":\"no entry\",\"notes\":[\"looked in\\nx\"],\"help\":\"run `silcrow emit`\",\"file\":\"{}\",\"line\":2,\"column\":10}}\n",
            file.display(),
        );
        Problem::from_marker(line.as_bytes())
    }

    #[test]
    fn text_is_laid_out_as_rustc_does() {
        let directory = TestDirectory::new("diagnostic-text");
        let expected = format!(
            "error[SC0201]: no entry\n --> {}:2:10\n  |\n2 |     let x = wstr!(\"a\");\n  |             ^^^^^\n  |\n  = note: looked in\n          x\n  = help: run `silcrow emit`\n\n",
            directory.path("main.rs").display(),
        );
        assert_eq!(problem(&directory).text(false), expected);
        assert!(problem(&directory).text(true).contains("\x1b[1;91merror[SC0201]"));
    }

    #[test]
    fn json_has_the_span_and_the_text() {
        let directory = TestDirectory::new("diagnostic-json");
        let line = problem(&directory).json(false);
        assert_eq!(line.matches('\n').count(), 1);
        let value = json::parse(line.trim_end()).unwrap();
        let message = value.as_object().unwrap();
        assert_eq!(message.get("code").and_then(Value::as_object).unwrap().get("code").unwrap().as_str(), Some("SC0201"));
        let items = |key: &str| match message.get(key) {
            Some(Value::Array(items)) => items.as_slice(),
            _ => &[],
        };
        let span = items("spans")[0].as_object().unwrap();
        assert_eq!(span.get("byte_start"), Some(&Value::Number(&"fn é() {}\n\tlet x = ".len().to_string())));
        assert_eq!(span.get("column_end"), Some(&Value::Number("15")));
        assert_eq!(items("children").len(), 2);
        assert_eq!(message.get("rendered").unwrap().as_str(), Some(problem(&directory).text(false).as_str()));
    }

    #[test]
    fn a_marker_that_cannot_be_read_is_still_an_error() {
        assert_eq!(Problem::from_marker(b"\x01silcrow {oops\n").code, "SC0900");
        let problem = Problem::from_marker(b"\x01silcrow {\"code\":\"SC0201\",\"message\":\"m\",\"file\":\"/nonexistent\",\"line\":7}\n");
        assert_eq!(problem.text(false), "error[SC0201]: m\n --> /nonexistent:7:1\n\n");
        assert!(json::parse(problem.json(true).trim_end()).is_ok());
    }

    #[test]
    fn what_is_marked() {
        assert_eq!(marked("wstr!(x)", 1), 5);
        assert_eq!(marked("#[derive(Serialize)]", 10), 9);
        assert_eq!(marked("#[tokio::main]", 1), 13);
        assert_eq!(marked("", 9), 1);
    }
}
