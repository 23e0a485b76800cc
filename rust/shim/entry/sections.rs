//! The three sections of an entry's text, and its checksum (docs/format.md §1, contracts.md §3).

use super::Problem;
use crate::lexer::LARGEST;
use crate::sha256::{self, Sha256};
use std::borrow::Cow;

/// The first section, or all of a text that has no separator.
pub fn metadata_of(text: &str) -> &str {
    let mut from = 0;
    while let Some(offset) = text[from..].find(SEPARATOR) {
        let (start, end) = (from + offset, from + offset + SEPARATOR.len());
        if matches!(text.as_bytes().get(end), None | Some(b'\n')) {
            return &text[..start];
        }
        from = end;
    }
    text
}

/// The beginning of a separator line, with the end of the line before it.
const SEPARATOR: &str = "\n§§";

/// The three sections, the last without escapes.
pub struct Sections<'a> {
    pub metadata: &'a str,
    pub expansion: Cow<'a, str>,
    /// Line of the file, from 1, on which the expansion begins.
    pub expansion_line: usize,
}

/// Takes an entry apart.
pub fn split(text: &str) -> Result<Sections<'_>, Problem> {
    let mut ends = [(0, 0); 2];
    let mut found = 0;
    let mut escaped = false;
    let mut from = 0;
    while let Some(offset) = text[from..].find(SEPARATOR) {
        let start = from + offset;
        let mut end = start + SEPARATOR.len();
        while text[end..].starts_with('§') {
            end += '§'.len_utf8();
        }
        // The next line may begin at this very LF.
        from = end;
        if !matches!(text.as_bytes().get(end), None | Some(b'\n')) {
            continue;
        }
        if end > start + SEPARATOR.len() {
            escaped = true;
            continue;
        }
        if found == 2 {
            return Err(Problem::Damaged { line: Some(line_of(text, start) + 1), reason: "it has a third separator line".to_string() });
        }
        ends[found] = (start, (end + 1).min(text.len()));
        found += 1;
    }
    if found < 2 {
        return Err(Problem::damaged("it does not have three sections"));
    }
    let [(metadata_end, invocation_start), (invocation_end, expansion_start)] = ends;
    // An empty section is an empty line.
    if invocation_start > invocation_end {
        return Err(Problem::damaged("its invocation has no line"));
    }
    let Some(expansion) = text[expansion_start..].strip_suffix('\n') else {
        return Err(Problem::damaged("its last line does not end"));
    };
    if expansion.len() > LARGEST {
        return Err(Problem::damaged("its expansion is larger than 64 MiB"));
    }
    Ok(Sections {
        metadata: &text[..metadata_end],
        expansion: if escaped { unescape(expansion) } else { Cow::Borrowed(expansion) },
        expansion_line: line_of(text, expansion_start),
    })
}

/// Takes one `§` from each line of three or more.
fn unescape(section: &str) -> Cow<'_, str> {
    let is_escaped = |line: &str| line.len() >= "§§§".len() && line.chars().all(|character| character == '§');
    if !section.split('\n').any(is_escaped) {
        return Cow::Borrowed(section);
    }
    let lines: Vec<&str> = section.split('\n').map(|line| if is_escaped(line) { &line['§'.len_utf8()..] } else { line }).collect();
    Cow::Owned(lines.join("\n"))
}

/// Line number, from 1, of a byte offset.
pub fn line_of(text: &str, at: usize) -> usize {
    1 + text.as_bytes()[..at.min(text.len())].iter().filter(|&&byte| byte == b'\n').count()
}

/// The text without its line `checksum` has the hash that stands there.
pub fn check_sum(text: &str, sections: &Sections<'_>, expected: &str) -> Result<(), Problem> {
    const LINE: &str = "\n  \"checksum\": ";
    let Some(start) = sections.metadata.rfind(LINE).map(|at| at + 1) else {
        return Err(Problem::damaged("its checksum is not on a line of its own"));
    };
    let end = text[start..].find('\n').map_or(text.len(), |length| start + length + 1);
    let mut hash = Sha256::new();
    hash.update(&text.as_bytes()[..start]);
    hash.update(&text.as_bytes()[end..]);
    if sha256::written(&hash.finish()) == expected { Ok(()) } else { Err(Problem::Edited) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_sections() {
        assert_eq!(split("{}\n§§\n\n§§\n\n").ok().unwrap().expansion, "");
        assert_eq!(split("{}\n§§\n\n§§\n§§§\n").ok().unwrap().expansion, "§§");
    }

    #[test]
    fn broken_sections() {
        for text in ["", "{}", "{}\n§§\n", "{}\n§§\na\n§§\nb\n§§\nc\n", "{}\n§§\na\n§§\nb", "{}\n§§\n§§\nb\n", "{}\n§§\na\n§§\n", "{}\n§§\na\n§§", "{}\r\n§§\r\na\r\n§§\r\nb\r\n"] {
            assert!(matches!(split(text), Err(Problem::Damaged { .. })), "{text:?}");
        }
    }
}
