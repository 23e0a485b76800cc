//! Input and output messages of an invocation (docs/contracts.md §1, §2).

use std::rc::Rc;

use crate::facts::{is_doc_attribute, Facts};
use crate::invocation;
use crate::literal::Literal;
use crate::span::Parts;
use crate::stream::{Element, Origin, Stream};
use crate::symbol::Symbol;
use crate::token_tree::{is_punct, Delimiter, Group, Ident, Punct, TokenTree};
use crate::wire::{Malformed, Reader, Writer};

pub(crate) const ATTRIBUTE_STREAM: u32 = 0;
pub(crate) const INPUT_STREAM: u32 = 1;
/// Span id of the first token of the input.
pub(crate) const FIRST_INPUT: u32 = 4;

pub(crate) struct Input {
    pub(crate) kind: u8,
    /// Table index of the macro's function.
    pub(crate) function: u32,
    pub(crate) attribute: Rc<Stream>,
    pub(crate) input: Rc<Stream>,
    pub(crate) displays: [&'static str; 2],
    pub(crate) spans: InputSpans,
    /// The part that tells positions, to be read when one is asked for.
    pub(crate) positions: Option<&'static [u8]>,
}

#[derive(Default)]
pub(crate) struct InputSpans {
    /// First id after the input.
    pub(crate) end: u32,
    /// Span id of the close delimiter by id of the group minus `FIRST_INPUT`; 0 for other tokens.
    pub(crate) close: Vec<u32>,
}

pub(crate) fn read_input(bytes: &'static [u8]) -> Result<Input, Malformed> {
    let mut reader = Reader::new(bytes);
    let kind = reader.u8()?;
    let function = reader.u()?;
    let has_positions = reader.bool()?;
    let mut decoder = Decoder { reader, next: FIRST_INPUT, close: Vec::with_capacity(bytes.len() / 4) };
    let attribute = decoder.stream(ATTRIBUTE_STREAM)?;
    let input = decoder.stream(INPUT_STREAM)?;
    let Decoder { mut reader, next, close } = decoder;
    let displays = [reader.string()?, reader.string()?];
    let positions = has_positions.then(|| reader.slice(reader.position(), bytes.len()));
    if positions.is_none() {
        reader.finish()?;
    }
    let spans = InputSpans { end: next, close };
    Ok(Input { kind, function, attribute, input, displays, spans, positions })
}

struct Decoder {
    reader: Reader<'static>,
    next: u32,
    close: Vec<u32>,
}

impl Decoder {
    fn id(&mut self) -> u32 {
        let id = self.next;
        self.next += 1;
        self.close.push(0);
        id
    }

    fn stream(&mut self, reference: u32) -> Result<Rc<Stream>, Malformed> {
        let count = self.reader.count()?;
        let mut elements = Vec::with_capacity(count);
        for _ in 0..count {
            elements.push(Element::Tree(self.tree()?));
        }
        Ok(Rc::new(Stream { elements, origin: Origin::Input(reference) }))
    }

    fn tree(&mut self) -> Result<TokenTree, Malformed> {
        Ok(match self.reader.u8()? {
            0 => {
                let delimiter = match self.reader.u8()? {
                    0 => Delimiter::Parenthesis,
                    1 => Delimiter::Brace,
                    2 => Delimiter::Bracket,
                    3 => Delimiter::None,
                    _ => return Err(self.reader.fail("unknown delimiter")),
                };
                let id = self.id();
                self.id();
                let stream = self.stream(id)?;
                let close = self.id();
                self.close[(id - FIRST_INPUT) as usize] = close;
                let stream = (!stream.elements.is_empty()).then_some(stream);
                Group { stream, span: id, delimiter, input: true, open_tight: false, tight: false }.into()
            }
            1 => {
                let raw = self.reader.bool()?;
                let symbol = Symbol::new(self.reader.string()?);
                Ident::from_parts(symbol, raw, self.id()).into()
            }
            2 => {
                let ch = self.reader.u8()?;
                if !is_punct(ch as char) {
                    return Err(self.reader.fail("not a punctuation character"));
                }
                let joint = self.reader.bool()?;
                Punct::from_parts(ch, joint, self.id()).into()
            }
            3 => {
                let text = self.reader.string()?;
                Literal::from_text(text, self.id()).into()
            }
            _ => return Err(self.reader.fail("unknown token tree")),
        })
    }
}

/// The output message of a finished expansion.
pub(crate) fn write_done(output: Option<&Stream>, derived: &[Parts], parsed: &[(u32, u64)]) -> Vec<u8> {
    let mut writer = Writer::with_capacity(4096);
    writer.u8(0);
    writer.count(derived.len());
    for parts in derived {
        writer.u(parts.location);
        writer.u(parts.context);
        writer.u8(parts.edge);
    }
    match output {
        Some(stream) => write_stream(&mut writer, stream),
        None => writer.u(0),
    }
    writer.count(parsed.len());
    for &(length, hash) in parsed {
        writer.u(length);
        writer.raw(&hash.to_le_bytes());
    }
    writer.into_bytes()
}

/// The output message of an expansion that panicked.
pub(crate) fn write_panic(message: &str, file: &str, line: u32, column: u32) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.u8(1);
    writer.string(message);
    writer.string(file);
    writer.u(line);
    writer.u(column);
    writer.into_bytes()
}

fn write_stream(writer: &mut Writer, stream: &Stream) {
    if stream.origin == Origin::Built {
        write_elements(writer, stream);
    } else {
        writer.u(!stream.elements.is_empty() as u32);
        write_unopened(writer, stream);
    }
}

fn write_unopened(writer: &mut Writer, stream: &Stream) {
    match stream.origin {
        _ if stream.elements.is_empty() => {}
        Origin::Input(reference) => {
            writer.u8(5);
            writer.u(reference);
        }
        Origin::Parsed { text, stream: number } => {
            writer.u8(6);
            writer.u(text);
            writer.u(number);
            let mut facts = Facts::default();
            write_parsed(writer, &mut facts, stream);
            writer.string(&facts.finish());
        }
        // What is built is never put into another stream as it is.
        Origin::Built => {}
    }
}

/// A stream without spans, and the facts of its tokens.
fn write_parsed(writer: &mut Writer, facts: &mut Facts, stream: &Stream) {
    writer.count(written_trees(&stream.elements));
    for element in &stream.elements {
        match element {
            Element::Tree(tree) => write_parsed_tree(writer, facts, tree),
            Element::Doc(comment) => {
                for tree in comment.attribute() {
                    write_parsed_tree(writer, facts, &tree);
                }
                facts.make_doc_comment(comment);
            }
            Element::Unopened(_) => {}
        }
    }
}

fn write_parsed_tree(writer: &mut Writer, facts: &mut Facts, tree: &TokenTree) {
    match tree {
        TokenTree::Group(group) => {
            write_delimiter(writer, group.delimiter);
            facts.push(group.open_tight);
            match group.stream.as_deref() {
                Some(stream) => write_parsed(writer, facts, stream),
                None => writer.u(0),
            }
            facts.push(group.tight);
            if is_doc_attribute(group) {
                facts.push(false);
                facts.push(false);
            }
        }
        TokenTree::Ident(ident) => {
            write_ident(writer, ident);
            facts.push(ident.tight);
        }
        TokenTree::Punct(punct) => {
            write_punct(writer, punct);
            if !punct.joint {
                facts.push(punct.tight);
            }
        }
        TokenTree::Literal(literal) => {
            write_literal(writer, literal);
            facts.push(literal.tight);
        }
    }
}

/// Number of trees that the elements are written as.
fn written_trees(elements: &[Element]) -> usize {
    elements
        .iter()
        .map(|element| match element {
            Element::Tree(_) => 1,
            Element::Unopened(stream) => !stream.elements.is_empty() as usize,
            Element::Doc(comment) => 2 + comment.inner as usize,
        })
        .sum()
}

fn write_elements(writer: &mut Writer, stream: &Stream) {
    writer.count(written_trees(&stream.elements));
    for element in &stream.elements {
        match element {
            Element::Tree(tree) => write_tree(writer, tree),
            Element::Unopened(stream) => write_unopened(writer, stream),
            Element::Doc(comment) => comment.attribute().for_each(|tree| write_tree(writer, &tree)),
        }
    }
}

fn write_tree(writer: &mut Writer, tree: &TokenTree) {
    match tree {
        TokenTree::Group(group) if group.input => {
            writer.u8(4);
            writer.u(group.span);
        }
        TokenTree::Group(group) => {
            write_delimiter(writer, group.delimiter);
            writer.u(invocation::valid_span(group.span));
            match group.stream.as_deref() {
                Some(stream) => write_stream(writer, stream),
                None => writer.u(0),
            }
        }
        TokenTree::Ident(ident) => {
            write_ident(writer, ident);
            writer.u(invocation::valid_span(ident.span));
        }
        TokenTree::Punct(punct) => {
            write_punct(writer, punct);
            writer.u(invocation::valid_span(punct.span));
        }
        TokenTree::Literal(literal) => {
            write_literal(writer, literal);
            writer.u(invocation::valid_span(literal.span));
        }
    }
}

fn write_delimiter(writer: &mut Writer, delimiter: Delimiter) {
    writer.u8(0);
    writer.u8(match delimiter {
        Delimiter::Parenthesis => 0,
        Delimiter::Brace => 1,
        Delimiter::Bracket => 2,
        Delimiter::None => 3,
    });
}

fn write_ident(writer: &mut Writer, ident: &Ident) {
    writer.u8(1);
    writer.bool(ident.raw);
    writer.string(ident.symbol.as_str());
}

fn write_punct(writer: &mut Writer, punct: &Punct) {
    writer.u8(2);
    writer.u8(punct.ch);
    writer.bool(punct.joint);
}

fn write_literal(writer: &mut Writer, literal: &Literal) {
    writer.u8(3);
    writer.string(literal.text.as_str());
}
