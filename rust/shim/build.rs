//! Turns an expansion's text back into rustc's tokens, with the direct constructors: faster than
//! `TokenStream::from_str`, and without its traces in rustc's source map.

use crate::input::Input;
use crate::lexer::{self, LexError, Lexer, Token};
use crate::literal::{Kind, Literal as Parts};
use crate::parsed::{self, Harvest, Print};
use crate::places::{Places, MARKER};
use crate::span_map::{MapError, Parsed, SpanMap, Step};
use crate::spelling;
use crate::stock::Stock;
use crate::wire::Reader;
use proc_macro::{token_stream, Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use std::collections::btree_map::{BTreeMap, Entry};
use std::ffi::CStr;
use std::fmt::Write;
use std::str::FromStr;

/// Why a text is no expansion of this input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildError {
    /// Byte offset in the expansion.
    pub at: usize,
    pub reason: String,
}

/// The expansion as tokens. `spans` is the span map; without one, `mixed_scopes` decides. `places` are those of
/// the virtual paths in its literals, if it has any.
pub fn build(
    expansion: &str,
    alone: &str,
    spans: Option<&str>,
    mixed_scopes: &[u32],
    parsed: &[Print],
    input: &Input,
    places: Option<&Places>,
) -> Result<TokenStream, BuildError> {
    let translated = places.map(|places| with_real_paths(expansion, alone, places)).transpose()?;
    let expansion = translated.as_deref().unwrap_or(expansion);
    let source = match spans {
        None => Source::Scopes { mixed: mixed_scopes },
        Some(text) => {
            let map = SpanMap::new(text, input.end()).map_err(|error| map_error(error, 0))?;
            let derived = vec![None; map.derived().len()];
            Source::Map { map, derived }
        }
    };
    let mut builder = Builder {
        input,
        source,
        lexer: Lexer::new(expansion, alone),
        stock: Stock::new(),
        trees: Vec::with_capacity(256),
        frames: vec![Frame { delimiter: Delimiter::None, span: input.spans[0], from: 0, built: None }],
        parsed,
        harvest: Harvest::default(),
        scratch: String::with_capacity(64),
    };
    if !parsed.is_empty() {
        let map = spans.and_then(|text| SpanMap::new(text, input.end()).ok());
        let has_streams = map.is_some_and(SpanMap::has_parsed);
        if has_streams || !parsed::are_known(parsed) {
            builder.harvest = harvest(expansion, alone, spans.filter(|_| has_streams), parsed, input)?;
        }
    }
    builder.run()
}

/// Where spans come from.
enum Source<'a> {
    Map { map: SpanMap<'a>, derived: Vec<Option<Span>> },
    Scopes { mixed: &'a [u32] },
}

struct Builder<'a> {
    input: &'a Input,
    source: Source<'a>,
    lexer: Lexer<'a>,
    stock: Stock<'a>,
    /// Finished trees of all open groups.
    trees: Vec<TokenTree>,
    /// Open groups, from the whole expansion inwards.
    frames: Vec<Frame>,
    parsed: &'a [Print],
    harvest: Harvest,
    scratch: String,
}

struct Frame {
    delimiter: Delimiter,
    span: Span,
    /// Where its trees begin in `trees`.
    from: usize,
    /// What stands before those: begins to exist when an unopened stream is put in.
    built: Option<TokenStream>,
}

impl<'a> Builder<'a> {
    fn run(mut self) -> Result<TokenStream, BuildError> {
        while let Some(token) = self.lexer.next().map_err(lex_error)? {
            if token == Token::Close {
                self.close()?;
                continue;
            }
            let scope = match token {
                Token::Ident { scope, .. } | Token::Punct { scope, .. } => scope,
                _ => 0,
            };
            let at = self.lexer.position();
            let (span, id) = match self.step(scope)? {
                Step::Span(id) => (self.span(id), id),
                Step::Clone(id) => {
                    self.put_clone(id, token, at)?;
                    continue;
                }
                Step::Unopened { reference, trees } => {
                    self.put_unopened(reference, trees, token, at)?;
                    continue;
                }
                Step::Parsed { parsed, trees } => {
                    self.put_parsed(parsed, trees, token, at)?;
                    continue;
                }
            };
            self.put(token, span, id)?;
        }
        self.lexer.finish().map_err(lex_error)?;
        if let Source::Map { map, .. } = &self.source {
            map.finish().map_err(|error| map_error(error, self.lexer.position()))?;
        }
        let whole = self.frames.pop().ok_or_else(|| self.error("a group too many is closed"))?;
        Ok(self.stream(whole))
    }

    #[inline]
    fn step(&mut self, scope: u32) -> Result<Step<'a>, BuildError> {
        match &mut self.source {
            Source::Map { map, .. } => map.step().map_err(|error| map_error(error, self.lexer.position())),
            Source::Scopes { .. } if scope == 0 => Ok(Step::Span(0)),
            Source::Scopes { mixed } if mixed.contains(&scope) => Ok(Step::Span(1)),
            Source::Scopes { .. } => Err(self.error(format!("scope {scope} cannot be told without a span map"))),
        }
    }

    #[inline(always)]
    fn span(&mut self, id: u32) -> Span {
        let Some(&span) = self.input.spans.get(id as usize) else { return self.derived(id - self.input.end()) };
        span
    }

    fn derived(&mut self, number: u32) -> Span {
        // Only a map gives such ids, and it gives none beyond its table.
        let Source::Map { map, derived } = &mut self.source else { return self.input.spans[0] };
        *derived[number as usize].get_or_insert_with(|| {
            let parts = map.derived()[number as usize];
            let location = self.input.spans[parts.location as usize];
            let place = match parts.edge {
                1 => location.start(),
                2 => location.end(),
                3..=7 => byte_of(location, parts.edge),
                _ => location,
            };
            place.resolved_at(self.input.spans[parts.context as usize])
        })
    }

    /// A part of the loop over tokens, as `span` is.
    #[inline(always)]
    fn put(&mut self, token: Token<'a>, span: Span, id: u32) -> Result<(), BuildError> {
        let tree = match token {
            Token::Open(delimiter) => {
                let delimiter = delimiter_of(delimiter);
                self.frames.push(Frame { delimiter, span, from: self.trees.len(), built: None });
                return Ok(());
            }
            Token::Close => return self.close(),
            Token::Ident { text: "$crate", .. } => {
                let mut ident = match &self.input.dollar_crate {
                    Some(ident) => ident.clone(),
                    None => Ident::new("$crate", span),
                };
                ident.set_span(span);
                TokenTree::Ident(ident)
            }
            Token::Ident { text, raw: false, .. } => TokenTree::Ident(self.stock.ident(text, span)),
            Token::Ident { text, raw: true, .. } => TokenTree::Ident(Ident::new_raw(text, span)),
            Token::Punct { character, joint, .. } => TokenTree::Punct(self.stock.punct(character, joint, span)),
            Token::Literal(text) => {
                let mut literal = self.literal(text, id)?;
                literal.set_span(span);
                TokenTree::Literal(literal)
            }
        };
        self.trees.push(tree);
        Ok(())
    }

    /// Ends the innermost group.
    fn close(&mut self) -> Result<(), BuildError> {
        let Some(frame) = self.frames.pop() else { return Err(self.error("a group too many is closed")) };
        let (delimiter, span) = (frame.delimiter, frame.span);
        let mut group = Group::new(delimiter, self.stream(frame));
        group.set_span(span);
        self.trees.push(TokenTree::Group(group));
        Ok(())
    }

    fn stream(&mut self, frame: Frame) -> TokenStream {
        let trees = self.trees.drain(frame.from..);
        match frame.built {
            None => TokenStream::from_iter(trees),
            Some(mut stream) => {
                stream.extend(trees);
                stream
            }
        }
    }

    /// Puts in rustc's own handle of an input tree; the text must say the same.
    fn put_clone(&mut self, id: u32, first: Token<'a>, at: usize) -> Result<(), BuildError> {
        if let Some(found) = self.input.group(id) {
            let mut wire = Reader::new(&self.input.wire[found.from..found.to]);
            self.pass_over(first, 1, &mut wire, at)?;
            self.trees.push(TokenTree::Group(found.group.clone()));
            return Ok(());
        }
        // Other trees have nothing but a span beside what the text says.
        if id < 4 || self.input.is_delimiter(id) || matches!(first, Token::Open(_)) {
            return Err(self.error("the span map clones what is no tree of the input"));
        }
        let span = self.span(id);
        self.put(first, span, id)
    }

    /// Puts in an input stream as rustc gave it; the text must say the same.
    fn put_unopened(&mut self, reference: u32, trees: u32, first: Token<'a>, at: usize) -> Result<(), BuildError> {
        let (stream, wire) = match reference {
            0 => (self.input.attr.clone(), &self.input.wire[..self.input.item_at]),
            1 => (self.input.item.clone(), &self.input.wire[self.input.item_at..]),
            id => match self.input.group(id) {
                Some(found) => (found.group.stream(), &self.input.wire[found.content..found.to]),
                None => return Err(self.error("the span map hands back a stream that the input does not have")),
            },
        };
        let mut wire = Reader::new(wire);
        if wire.u() != Ok(trees) {
            return Err(self.error("the span map hands back a stream of another length"));
        }
        self.pass_over(first, trees, &mut wire, at)?;
        self.put_stream(stream)
    }

    /// Puts in a stream that rustc has made of a text; what it has made must be what the expansion says.
    fn put_parsed(&mut self, parsed: Parsed<'a>, trees: u32, first: Token<'a>, at: usize) -> Result<(), BuildError> {
        let Some(stream) = self.harvest.stream((parsed.text, parsed.stream)).cloned() else {
            return Err(self.error("the span map hands back what was not parsed"));
        };
        self.pass_over_parsed(first, trees, &stream, at)?;
        self.put_stream(stream)
    }

    fn put_stream(&mut self, stream: TokenStream) -> Result<(), BuildError> {
        let Some(mut frame) = self.frames.pop() else { return Err(self.error("a group too many is closed")) };
        let mut built = match frame.built.take() {
            None if self.trees.len() == frame.from => {
                self.frames.push(Frame { built: Some(stream), ..frame });
                return Ok(());
            }
            None => TokenStream::new(),
            Some(built) => built,
        };
        built.extend(self.trees.drain(frame.from..));
        built.extend([stream]);
        self.frames.push(Frame { built: Some(built), ..frame });
        Ok(())
    }

    /// Passes over as many trees, the first token of which is given, and compares them with their encoding.
    /// What a person reads in an entry must be what the compiler gets.
    fn pass_over(&mut self, first: Token<'a>, trees: u32, wire: &mut Reader<'_>, at: usize) -> Result<(), BuildError> {
        let differs = || BuildError { at, reason: "the text is not that of the input which it stands for".to_string() };
        // How many trees are left of each group that is open, from the outermost inwards.
        let mut left = vec![trees];
        let mut token = first;
        loop {
            if token == Token::Close {
                if left.pop() != Some(0) || left.is_empty() {
                    return Err(differs());
                }
            } else {
                match left.last_mut() {
                    Some(count @ 1..) => *count -= 1,
                    _ => return Err(differs()),
                }
                let same = match token {
                    Token::Open(delimiter) => {
                        let same = wire.u8() == Ok(0) && wire.u8() == Ok(delimiter);
                        left.push(wire.u().map_err(|_| differs())?);
                        same
                    }
                    Token::Ident { text, raw, .. } => wire.u8() == Ok(1) && wire.bool() == Ok(raw) && wire.string() == Ok(text),
                    Token::Punct { character, joint, .. } => {
                        wire.u8() == Ok(2) && wire.u8() == Ok(character) && wire.bool() == Ok(joint)
                    }
                    Token::Literal(text) => wire.u8() == Ok(3) && wire.string() == Ok(text),
                    Token::Close => false,
                };
                if !same {
                    return Err(differs());
                }
            }
            if left.len() == 1 && left[0] == 0 {
                return Ok(());
            }
            match self.lexer.next().map_err(lex_error)? {
                Some(next) => token = next,
                None => return Err(differs()),
            }
        }
    }

    /// As `pass_over`, for tokens that rustc has made.
    fn pass_over_parsed(&mut self, first: Token<'a>, trees: u32, stream: &TokenStream, at: usize) -> Result<(), BuildError> {
        let differs = || BuildError { at, reason: "rustc reads other tokens in what was parsed".to_string() };
        let mut open: Vec<token_stream::IntoIter> = vec![stream.clone().into_iter()];
        let (mut left, mut token) = (trees, first);
        loop {
            let outermost = open.len() == 1;
            let Some(level) = open.last_mut() else { return Err(differs()) };
            let tree = level.next();
            left -= u32::from(outermost);
            let same = match (token, tree) {
                (Token::Close, None) => open.pop().is_some(),
                (Token::Open(delimiter), Some(TokenTree::Group(group))) => {
                    open.push(group.stream().into_iter());
                    group.delimiter() == delimiter_of(delimiter)
                }
                (Token::Ident { text, raw, .. }, Some(TokenTree::Ident(ident))) => {
                    self.scratch.clear();
                    let _ = write!(self.scratch, "{ident}");
                    let found = if raw { self.scratch.strip_prefix("r#").unwrap_or("") } else { &self.scratch };
                    // rustc normalises names.
                    found == text || (!text.is_ascii() && !raw && ident.to_string() == Ident::new(text, self.input.spans[0]).to_string())
                }
                (Token::Punct { character, joint, .. }, Some(TokenTree::Punct(punct))) => {
                    punct.as_char() == char::from(character) && (punct.spacing() == Spacing::Joint) == joint
                }
                (Token::Literal(text), Some(TokenTree::Literal(literal))) => {
                    self.scratch.clear();
                    let _ = write!(self.scratch, "{literal}");
                    self.scratch == text
                }
                _ => false,
            };
            if !same {
                return Err(differs());
            }
            if left == 0 && open.len() == 1 {
                return if open[0].next().is_none() { Ok(()) } else { Err(differs()) };
            }
            token = self.lexer.next().map_err(lex_error)?.ok_or_else(differs)?;
        }
    }

    /// A literal with that text; the span is still to be set.
    fn literal(&mut self, text: &str, id: u32) -> Result<Literal, BuildError> {
        if id >= 4 {
            if let Some(literal) = self.input.literal(id, text) {
                return Ok(literal.clone());
            }
        }
        let Some(parts) = Parts::read(text) else { return Err(self.error(format!("`{text}` is no literal"))) };
        if let Some(literal) = direct(text, &parts, &mut self.scratch) {
            return Ok(literal);
        }
        if let Some(literal) = self.input.literal_like(text) {
            return Ok(literal.clone());
        }
        if !parts.is_well_formed() {
            return Err(self.error(format!("`{text}` is no literal")));
        }
        if let Some(literal) = self.harvest.take(text) {
            return Ok(literal);
        }
        if !self.parsed.is_empty() {
            let again = parsed::parse(self.parsed, &[text], &BTreeMap::new());
            if let Some(literal) = again.ok().and_then(|again| again.take(text)) {
                return Ok(literal);
            }
        }
        Literal::from_str(text).map_err(|_| self.error(format!("`{text}` is no literal")))
    }

    #[cold]
    fn error(&self, reason: impl Into<String>) -> BuildError {
        BuildError { at: self.lexer.position(), reason: reason.into() }
    }
}

/// Parses the texts that the macro had parsed, and takes from them what needs rustc's lexer: some literals and,
/// given a span map, the streams that it names.
fn harvest(expansion: &str, alone: &str, spans: Option<&str>, prints: &[Print], input: &Input) -> Result<Harvest, BuildError> {
    let mut wanted = Vec::new();
    let mut streams = BTreeMap::new();
    let mut scratch = String::new();
    let mut lexer = Lexer::new(expansion, alone);
    let mut map = match spans {
        Some(text) => Some(SpanMap::new(text, input.end()).map_err(|error| map_error(error, 0))?),
        None => None,
    };
    while let Some(token) = lexer.next().map_err(lex_error)? {
        let at = lexer.position();
        match &mut map {
            Some(map) if token != Token::Close => match map.step().map_err(|error| map_error(error, at))? {
                Step::Span(_) => {}
                Step::Clone(_) => {
                    spelling::skip(&mut lexer, token, 1).map_err(lex_error)?;
                    continue;
                }
                Step::Unopened { trees, .. } => {
                    spelling::skip(&mut lexer, token, trees).map_err(lex_error)?;
                    continue;
                }
                Step::Parsed { parsed, trees } => {
                    let spelled = spelling::spell(&mut lexer, token, trees, parsed.facts).map_err(lex_error)?;
                    match streams.entry((parsed.text, parsed.stream)) {
                        Entry::Vacant(entry) => _ = entry.insert(spelled),
                        Entry::Occupied(entry) if *entry.get() == spelled => {}
                        Entry::Occupied(_) => return Err(BuildError { at, reason: "one stream of a parsed text says two things".to_string() }),
                    }
                    continue;
                }
            },
            _ => {}
        }
        let Token::Literal(text) = token else { continue };
        let Some(parts) = Parts::read(text).filter(Parts::is_well_formed) else { continue };
        let needs_lexer = !wanted.contains(&text)
            && direct(text, &parts, &mut scratch).is_none()
            && input.literal_like(text).is_none();
        if needs_lexer {
            wanted.push(text);
        }
    }
    parsed::parse(prints, &wanted, &streams).map_err(|reason| BuildError { at: 0, reason: reason.to_string() })
}

fn delimiter_of(code: u8) -> Delimiter {
    match code {
        lexer::PARENTHESIS => Delimiter::Parenthesis,
        lexer::BRACE => Delimiter::Brace,
        lexer::BRACKET => Delimiter::Bracket,
        _ => Delimiter::None,
    }
}

/// A literal from one of the constructors if it says exactly that text.
fn direct(text: &str, parts: &Parts<'_>, scratch: &mut String) -> Option<Literal> {
    let literal = match parts.kind {
        Kind::Integer | Kind::Float => number(parts)?,
        _ if !parts.suffix.is_empty() => return None,
        Kind::Str if is_plain(parts.body) => return Some(Literal::string(parts.body)),
        Kind::Str => Literal::string(std::str::from_utf8(&parts.value()?).ok()?),
        Kind::Char => Literal::character(std::str::from_utf8(&parts.value()?).ok()?.chars().next()?),
        Kind::Byte => Literal::byte_character(*parts.value()?.first()?),
        Kind::ByteStr => Literal::byte_string(&parts.value()?),
        Kind::CStr => {
            let mut bytes = parts.value()?;
            bytes.push(0);
            Literal::c_string(CStr::from_bytes_with_nul(&bytes).ok()?)
        }
        Kind::RawStr | Kind::RawByteStr | Kind::RawCStr => return None,
    };
    scratch.clear();
    let _ = write!(scratch, "{literal}");
    (scratch == text).then_some(literal)
}

/// The text with the folders of this machine in place of the virtual names in its string literals.
fn with_real_paths(expansion: &str, alone: &str, places: &Places) -> Result<String, BuildError> {
    let mut out = String::with_capacity(expansion.len() + 256);
    let mut lexer = Lexer::new(expansion, alone);
    let mut copied = 0;
    while let Some(token) = lexer.next().map_err(lex_error)? {
        let Token::Literal(text) = token else { continue };
        if !text.contains(MARKER) {
            continue;
        }
        let Some(parts) = Parts::read(text) else { continue };
        let escape: fn(&str) -> Option<String> = match parts.kind {
            Kind::Str | Kind::CStr => |path| Some(path.chars().flat_map(char::escape_debug).collect::<String>().replace("\\'", "'")),
            Kind::ByteStr => |path| Some(path.bytes().flat_map(std::ascii::escape_default).map(char::from).collect::<String>().replace("\\'", "'")),
            // What ends a raw string, or is none of its characters, cannot be written in it.
            Kind::RawStr | Kind::RawCStr => |path| (!path.contains(['"', '\r'])).then(|| path.to_string()),
            Kind::RawByteStr => |path| (path.is_ascii() && !path.contains(['"', '\r'])).then(|| path.to_string()),
            _ => continue,
        };
        // A literal's text is a part of the expansion.
        let at = text.as_ptr() as usize - expansion.as_ptr() as usize;
        let Some(real) = places.with_real_paths(text, escape) else {
            return Err(BuildError { at, reason: "the folder of this build cannot be written in a raw string of its".to_string() });
        };
        out.push_str(&expansion[copied..at]);
        out.push_str(&real);
        copied = at + text.len();
    }
    out.push_str(&expansion[copied..]);
    Ok(out)
}

/// One byte of a span of two or three bytes, as rustc takes an operator with such a span apart; of any other span,
/// as then, the whole.
fn byte_of(span: Span, edge: u8) -> Span {
    let (operator, index) = if edge < 5 { ("::", edge - 3) } else { ("..=", edge - 5) };
    let punct = |(at, character): (usize, char)| {
        let mut punct = Punct::new(character, if at + 1 < operator.len() { Spacing::Joint } else { Spacing::Alone });
        punct.set_span(span);
        TokenTree::Punct(punct)
    };
    let stream: TokenStream = operator.chars().enumerate().map(punct).collect();
    stream.into_iter().nth(usize::from(index)).map_or(span, |tree| tree.span())
}

/// Whether the constructor for strings leaves the text as it is.
fn is_plain(body: &str) -> bool {
    body.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\')
}

fn number(parts: &Parts<'_>) -> Option<Literal> {
    let body = parts.body;
    macro_rules! integer {
        ($constructor:ident) => {
            body.parse().ok().map(Literal::$constructor)
        };
    }
    match (parts.kind, parts.suffix) {
        (Kind::Integer, "") => integer!(u128_unsuffixed),
        (Kind::Integer, "u8") => integer!(u8_suffixed),
        (Kind::Integer, "u16") => integer!(u16_suffixed),
        (Kind::Integer, "u32") => integer!(u32_suffixed),
        (Kind::Integer, "u64") => integer!(u64_suffixed),
        (Kind::Integer, "u128") => integer!(u128_suffixed),
        (Kind::Integer, "usize") => integer!(usize_suffixed),
        (Kind::Integer, "i8") => integer!(i8_suffixed),
        (Kind::Integer, "i16") => integer!(i16_suffixed),
        (Kind::Integer, "i32") => integer!(i32_suffixed),
        (Kind::Integer, "i64") => integer!(i64_suffixed),
        (Kind::Integer, "i128") => integer!(i128_suffixed),
        (Kind::Integer, "isize") => integer!(isize_suffixed),
        // The float constructors panic on what is not finite.
        (_, "f32") => body.parse().ok().filter(|value: &f32| value.is_finite()).map(Literal::f32_suffixed),
        (_, "f64") => body.parse().ok().filter(|value: &f64| value.is_finite()).map(Literal::f64_suffixed),
        (Kind::Float, "") => body.parse().ok().filter(|value: &f64| value.is_finite()).map(Literal::f64_unsuffixed),
        _ => None,
    }
}

fn lex_error(error: LexError) -> BuildError {
    BuildError { at: error.at, reason: error.reason.to_string() }
}

fn map_error(error: MapError, at: usize) -> BuildError {
    BuildError { at, reason: format!("its span map is damaged: {}", error.reason) }
}
