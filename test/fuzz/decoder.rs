//! The shim's decoder as a program of its own: reads cases from standard input and prints for each what the
//! shim makes of it. test/fuzz/typescript-decoder.ts prints the same.
//!
//! A case is `u32 length of the entry, u32 N (first span id after the input), entry`; an answer is
//! `u32 length, text`. Numbers are little-endian.

#![allow(dead_code)]

#[path = "../../rust/shim/entry/mod.rs"]
mod entry;
#[path = "../../rust/shim/files.rs"]
mod files;
#[path = "../../rust/shim/json.rs"]
mod json;
#[path = "../../rust/shim/lexer.rs"]
mod lexer;
#[path = "../../rust/shim/places.rs"]
mod places;
#[path = "../../rust/shim/sha256.rs"]
mod sha256;
#[path = "../../rust/shim/spacing.rs"]
mod spacing;
#[path = "../../rust/shim/span_map.rs"]
mod span_map;
#[path = "../../rust/shim/spelling.rs"]
mod spelling;

use entry::{Problem, Wanted, World};
use files::FileState;
use lexer::{Lexer, Token};
use span_map::{Parsed, SpanMap, Step};
use std::fmt::Write as _;
use std::io::{Read, Write};

fn main() {
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes).unwrap();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut rest = &bytes[..];
    while !rest.is_empty() {
        let number = |at: usize| u32::from_le_bytes(rest[at..at + 4].try_into().unwrap());
        let (length, input_end) = (number(0) as usize, number(4));
        let text = std::str::from_utf8(&rest[8..8 + length]).unwrap();
        let answer = decode(text, input_end);
        out.write_all(&(answer.len() as u32).to_le_bytes()).unwrap();
        out.write_all(answer.as_bytes()).unwrap();
        rest = &rest[8 + length..];
    }
}

fn decode(text: &str, input_end: u32) -> String {
    // The invocation is the one that the entry claims to answer, if it claims one.
    let claimed = |key: &str| {
        let metadata = text.split("\n§§\n").next().unwrap_or("");
        let value = json::parse(metadata).ok();
        let claimed = value.as_ref().and_then(|value| value.as_object()).and_then(|object| object.get(key)).and_then(|value| value.as_str());
        claimed.filter(|hash| is_hash(hash)).unwrap_or("none").to_string()
    };
    let (hash, macro_hash) = (claimed("hash"), claimed("macro_hash"));
    let wanted = Wanted { hash: &hash, macro_hash: &macro_hash, target: "x86_64-unknown-linux-gnu", needs_state: false };
    let entry = match entry::check(text, &wanted, &Constant) {
        Ok(entry) => entry,
        Err(Problem::Newer { .. }) => return "newer".to_string(),
        Err(problem) => return format!("refused\n{problem:?}"),
    };
    match tokens(&entry, input_end) {
        Ok(dump) => format!("accepted\nparsed {:?}\n{dump}", entry.parsed),
        Err(reason) => format!("refused\n{reason}"),
    }
}

fn is_hash(text: &str) -> bool {
    let digits = text.strip_prefix("sha256:").unwrap_or("");
    digits.len() == 64 && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Where everything that could be observed is the same.
struct Constant;

const OBSERVED: &str = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

impl World for Constant {
    fn env(&self, name: &str) -> Option<String> {
        (name != "UNSET").then(|| OBSERVED.to_string())
    }
    fn position(&self) -> String {
        OBSERVED.to_string()
    }
    fn span_debug(&self) -> String {
        OBSERVED.to_string()
    }
    fn source_text(&self) -> String {
        OBSERVED.to_string()
    }
    fn state(&self) -> String {
        OBSERVED.to_string()
    }
    fn directory(&self) -> String {
        OBSERVED.to_string()
    }
    fn file(&self, _path: &str) -> FileState {
        FileState::Content(OBSERVED.to_string())
    }
    fn listing(&self, _path: &str) -> Option<String> {
        Some(OBSERVED.to_string())
    }
    fn link(&self, _path: &str) -> Option<String> {
        Some("target".to_string())
    }
    fn root_length(&self, _root: usize) -> Option<usize> {
        None
    }
    fn shown(&self, path: &str) -> String {
        path.to_string()
    }
}

/// The tokens with their spans, walked as rust/shim/build.rs does.
fn tokens(entry: &entry::Entry<'_>, input_end: u32) -> Result<String, String> {
    let mut dump = String::new();
    let mut lexer = Lexer::new(&entry.expansion, entry.alone.as_deref().unwrap_or(""));
    let mut map = match &entry.spans {
        Some(text) => Some(SpanMap::new(text, input_end).map_err(|error| error.reason.to_string())?),
        None => None,
    };
    if let Some(map) = &map {
        for derived in map.derived() {
            writeln!(dump, "derived {} {} {}", derived.location, derived.context, derived.edge).unwrap();
        }
    }
    // Trees of the innermost group that are passed over, and how many groups within them are open.
    let (mut passing, mut inside) = (0u32, 0u32);
    while let Some(token) = lexer.next().map_err(|error| error.reason.to_string())? {
        if passing > 0 {
            match token {
                Token::Close if inside == 0 => return Err("the handed back trees end before the map says".to_string()),
                Token::Close => inside -= 1,
                Token::Open(_) => inside += 1,
                _ => {}
            }
            passing -= u32::from(inside == 0);
            writeln!(dump, "{} passed", shown(token)).unwrap();
            continue;
        }
        if token == Token::Close {
            dump.push_str("close\n");
            continue;
        }
        let scope = match token {
            Token::Ident { scope, .. } | Token::Punct { scope, .. } => scope,
            _ => 0,
        };
        let step = match &mut map {
            Some(map) => map.step().map_err(|error| error.reason.to_string())?,
            None if scope == 0 => Step::Span(0),
            None if entry.mixed_scopes.contains(&scope) => Step::Span(1),
            None => return Err(format!("scope {scope}")),
        };
        let span = match step {
            Step::Span(_) if entry.spans.is_none() && matches!(token, Token::Punct { character: b'\'', .. }) => "lifetime".to_string(),
            Step::Span(id) => format!("{id}"),
            Step::Clone(id) => {
                passing = 1;
                format!("clone {id}")
            }
            Step::Unopened { reference, trees } => {
                passing = trees;
                format!("unopened {reference} {trees}")
            }
            Step::Parsed { parsed: Parsed { text, stream, facts }, trees } => {
                passing = trees;
                let length = entry.parsed.get(text as usize).ok_or("a text that was not parsed")?.0;
                let spelled = spelling::spell(&mut lexer.clone(), token, trees, facts).map_err(|error| error.reason.to_string())?.text;
                // As rust/shim/parsed.rs lays it out.
                let needed = if stream == 0 { spelled.strip_suffix([' ', '\n']).unwrap_or(&spelled).len() } else { spelled.len() + 2 };
                if needed > length {
                    return Err("more than was parsed".to_string());
                }
                format!("parsed {text} {stream} {trees} {}", spelled.replace('\\', "\\\\").replace('\n', "\\n"))
            }
        };
        if passing > 0 {
            inside = u32::from(matches!(token, Token::Open(_)));
            passing -= u32::from(inside == 0);
        }
        writeln!(dump, "{} {span}", shown(token)).unwrap();
    }
    lexer.finish().map_err(|error| error.reason.to_string())?;
    if passing > 0 {
        return Err("the expansion ends before the map says".to_string());
    }
    map.map_or(Ok(()), |map| map.finish()).map_err(|error| error.reason.to_string())?;
    Ok(dump)
}

fn shown(token: Token<'_>) -> String {
    match token {
        Token::Open(delimiter) => format!("group {}", ["(", "{", "[", "none"][usize::from(delimiter)]),
        Token::Close => "close".to_string(),
        Token::Ident { text, raw, scope } => format!("ident {raw} {text} {scope}"),
        Token::Punct { character, joint, .. } => format!("punct {} {joint}", char::from(character)),
        Token::Literal(text) => format!("literal {}", text.replace('\\', "\\\\").replace('\n', "\\n")),
    }
}
