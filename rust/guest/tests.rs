//! Whole invocations, from input message to output message.

use crate::bridge::client::ProcMacro;
use crate::bridge::in_process::expand;
use crate::host::in_process::take_observed;
use crate::wire::{Reader, Writer};
use crate::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

type Macro = fn(TokenStream, TokenStream) -> TokenStream;

struct Message {
    attribute: Vec<u8>,
    input: Vec<u8>,
    displays: [&'static str; 2],
    positions: Option<Vec<u8>>,
}

impl Message {
    fn new(input: &[In], display: &'static str) -> Message {
        Message { attribute: stream(&[]), input: stream(input), displays: ["", display], positions: None }
    }

    fn run(self, function: Macro) -> Output {
        let mut writer = Writer::new();
        writer.u8(0);
        writer.u(7);
        writer.bool(self.positions.is_some());
        writer.raw(&self.attribute);
        writer.raw(&self.input);
        self.displays.iter().for_each(|display| writer.string(display));
        writer.raw(&self.positions.unwrap_or_default());
        Output::read(&expand(writer.into_bytes(), function))
    }
}

/// A tree of an input message.
enum In {
    Group(u8, Vec<In>),
    Ident(&'static str),
    Punct(char, bool),
    Literal(&'static str),
}
use In::Group as G;
use In::Ident as I;
use In::Literal as L;
use In::Punct as P;

fn stream(trees: &[In]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.count(trees.len());
    for tree in trees {
        match tree {
            In::Group(delimiter, content) => {
                writer.u8(0);
                writer.u8(*delimiter);
                writer.raw(&stream(content));
            }
            In::Ident(text) => {
                writer.u8(1);
                writer.bool(text.starts_with("r#"));
                writer.string(text.trim_start_matches("r#"));
            }
            In::Punct(c, joint) => {
                writer.u8(2);
                writer.u8(*c as u8);
                writer.bool(*joint);
            }
            In::Literal(text) => {
                writer.u8(3);
                writer.string(text);
            }
        }
    }
    writer.into_bytes()
}

/// An output message; trees are written as text: `name@span`, `+joint@span`, `(…)@span`, `clone 4`, `unopened 1`.
#[derive(Debug, PartialEq)]
enum Output {
    Done { derived: Vec<(u32, u32, u8)>, trees: String, parsed: Vec<u32> },
    Panic { message: String, file: String },
}

impl Output {
    fn read(bytes: &[u8]) -> Output {
        let mut reader = Reader::new(bytes);
        let output = if reader.bool().unwrap() {
            let (message, file) = (reader.string().unwrap().into(), reader.string().unwrap().into());
            reader.u().unwrap();
            reader.u().unwrap();
            Output::Panic { message, file }
        } else {
            let count = reader.u().unwrap();
            let derived =
                (0..count).map(|_| (reader.u().unwrap(), reader.u().unwrap(), reader.u8().unwrap())).collect();
            let trees = read_trees(&mut reader, true);
            let count = reader.u().unwrap();
            let parsed = (0..count).map(|_| (reader.u().unwrap(), reader.raw(8).unwrap()).0).collect();
            Output::Done { derived, trees, parsed }
        };
        reader.finish().unwrap();
        output
    }

    fn trees(self) -> String {
        match self {
            Output::Done { trees, .. } => trees,
            Output::Panic { message, .. } => panic!("the macro panicked: {message}"),
        }
    }
}

fn read_trees(reader: &mut Reader<'_>, spans: bool) -> String {
    let span = |reader: &mut Reader<'_>| if spans { format!("@{}", reader.u().unwrap()) } else { String::new() };
    let count = reader.u().unwrap();
    let mut texts = Vec::new();
    for _ in 0..count {
        let text = match reader.u8().unwrap() {
            0 => {
                let (open, close) = [("(", ")"), ("{", "}"), ("[", "]"), ("«", "»")][reader.u8().unwrap() as usize];
                let span = span(reader);
                format!("{open}{}{close}{span}", read_trees(reader, spans))
            }
            1 => {
                let raw = if reader.bool().unwrap() { "r#" } else { "" };
                format!("{raw}{}{}", reader.string().unwrap(), span(reader))
            }
            2 => {
                let c = reader.u8().unwrap() as char;
                let joint = if reader.bool().unwrap() { "joint" } else { "" };
                format!("{c}{joint}{}", span(reader))
            }
            3 => format!("{}{}", reader.string().unwrap(), span(reader)),
            4 => format!("clone {}", reader.u().unwrap()),
            5 => format!("unopened {}", reader.u().unwrap()),
            6 => {
                let (text, stream) = (reader.u().unwrap(), reader.u().unwrap());
                let trees = read_trees(reader, false);
                format!("parsed {text}.{stream} <{trees}> {:?}", reader.string().unwrap())
            }
            other => panic!("unknown tree {other}"),
        };
        texts.push(text);
    }
    texts.join(" ")
}

/// `a (b + [c]) 1`: a 4, ( 5, open 6, b 7, + 8, [ 9, open 10, c 11, close 12, close 13, 1 14.
fn sample() -> Message {
    let input = [I("a"), G(0, vec![I("b"), P('+', false), G(2, vec![I("c")])]), L("1")];
    Message::new(&input, "a (b+[c]) 1")
}

#[test]
fn an_input_stream_that_is_not_iterated_is_handed_back_unopened() {
    assert_eq!(sample().run(|_, input| input).trees(), "unopened 1");
    assert_eq!(sample().run(|_, input| input.clone()).trees(), "unopened 1");
    let wrapped = sample().run(|_, input| {
        let mut output = TokenStream::from(TokenTree::from(Punct::new('+', Spacing::Alone)));
        output.extend([input.clone(), input]);
        output
    });
    assert_eq!(wrapped.trees(), "+@0 unopened 1 unopened 1");
    let extended = sample().run(|_, mut input| {
        input.extend([TokenTree::from(Literal::u8_suffixed(1))]);
        input
    });
    assert_eq!(extended.trees(), "unopened 1 1u8@0");
    let empty = Message::new(&[], "").run(|attribute, input| [attribute, input].into_iter().collect());
    assert_eq!(empty.trees(), "");
}

#[test]
fn attribute_and_input_are_numbered_one_after_the_other() {
    let message = Message { attribute: stream(&[I("x"), G(0, vec![])]), ..sample() };
    let output = message.run(|attribute, input| attribute.into_iter().chain(input).collect());
    assert_eq!(output.trees(), "x@4 clone 5 a@8 clone 9 1@18");
    let message = Message { attribute: stream(&[I("x")]), ..sample() };
    assert_eq!(message.run(|attribute, _| attribute).trees(), "unopened 0");
}

#[test]
fn groups_keep_their_identity_until_their_span_is_set() {
    let untouched = sample().run(|_, input| input.into_iter().collect());
    assert_eq!(untouched.trees(), "a@4 clone 5 1@14");
    let respanned = sample().run(|_, input| {
        let mut trees: Vec<TokenTree> = input.into_iter().collect();
        let span = trees[0].span();
        trees[1].set_span(span);
        trees.into_iter().collect()
    });
    assert_eq!(respanned.trees(), "a@4 (unopened 5)@4 1@14");
    let opened = sample().run(|_, input| match input.into_iter().nth(1) {
        Some(TokenTree::Group(group)) => {
            let content = group.stream().into_iter().collect();
            TokenTree::from(Group::new(Delimiter::Brace, content)).into()
        }
        _ => unreachable!(),
    });
    assert_eq!(opened.trees(), "{b@7 +@8 clone 9}@0");
}

#[test]
fn delimiter_spans_are_those_of_the_input() {
    let output = sample().run(|_, input| match input.into_iter().nth(1) {
        Some(TokenTree::Group(group)) => [group.span(), group.span_open(), group.span_close()]
            .map(|span| TokenTree::from(Ident::new("x", span)))
            .into_iter()
            .collect(),
        _ => unreachable!(),
    });
    assert_eq!(output.trees(), "x@5 x@6 x@13");
}

#[test]
fn derived_spans_are_interned_and_normalised() {
    let output = sample().run(|_, input| {
        let (call, mixed) = (Span::call_site(), Span::mixed_site());
        let first = input.into_iter().next().unwrap().span();
        let derived = first.resolved_at(call);
        [
            derived,
            first.located_at(call),
            call.located_at(first),
            derived.resolved_at(first),
            first.resolved_at(first),
            derived.start(),
            derived.start().end(),
            first.end(),
            first.end().resolved_at(mixed),
            derived.resolved_at(mixed),
            call.start(),
        ]
        .map(|span| TokenTree::from(Ident::new("x", span)))
        .into_iter()
        .collect()
    });
    let Output::Done { derived, trees, .. } = output else { panic!("not done") };
    assert_eq!(derived, [(4, 0, 0), (0, 4, 0), (4, 0, 1), (4, 4, 2), (4, 1, 2), (4, 1, 0), (0, 0, 1)], "{trees}");
    assert_eq!(trees, "x@15 x@16 x@15 x@4 x@4 x@17 x@17 x@18 x@19 x@20 x@21");
}

#[test]
fn negative_literals_are_split_with_their_span() {
    let output = sample().run(|_, input| {
        let mut literal = Literal::i32_suffixed(-5);
        literal.set_span(input.into_iter().next().unwrap().span());
        TokenTree::from(literal).into()
    });
    assert_eq!(output.trees(), "-@4 5i32@4");
}

#[test]
fn parsed_texts_are_told_once_each() {
    let output = sample().run(|_, _| {
        let mut output: TokenStream = "/// é\nx".parse().unwrap();
        output.extend("//! b\n".parse::<TokenStream>());
        "1".parse::<Literal>().unwrap();
        assert!("\"".parse::<Literal>().is_err());
        "1".parse::<TokenStream>().unwrap();
        "a\r\nb\r\n".parse::<TokenStream>().unwrap();
        output
    });
    let Output::Done { trees, parsed, .. } = output else { panic!("not done") };
    assert_eq!(trees, "parsed 0.0 <# [doc = \" é\"] x> \"AB\" parsed 1.0 <# ! [doc = \" b\"]> \"AC\"");
    assert_eq!(parsed, [8, 6, 1, 1, 4]);
}

#[test]
fn what_was_parsed_is_known_until_it_is_opened() {
    let trees = |make: Macro| sample().run(make).trees();
    // A fact for each of `a`, the second `:`, `b`, `(`, `c`, `)`.
    let whole = "parsed 0.0 <a :joint : b (c)> \"f\"";
    assert_eq!(trees(|_, _| "a::b(c)".parse().unwrap()), whole);
    assert_eq!(trees(|_, _| "a::b(c)".parse::<TokenStream>().unwrap().clone()), whole);
    assert_eq!(trees(|_, _| [TokenStream::new(), "a::b(c)".parse().unwrap()].into_iter().collect()), whole);
    let extended = trees(|_, _| {
        let mut stream: TokenStream = "a::b(c)".parse().unwrap();
        stream.extend([stream.clone()]);
        stream.extend([TokenTree::Group(Group::new(Delimiter::Brace, "a::b(c)".parse().unwrap()))]);
        stream
    });
    assert_eq!(extended, format!("{whole} {whole} {{{whole}}}@0"));
    // Iterating opens a stream, but not the groups that it has.
    let opened = trees(|_, _| "a ::b (c /* */)".parse::<TokenStream>().unwrap().into_iter().collect());
    assert_eq!(opened, "a@0 :joint@15 :@16 b@0 (parsed 0.1 <c> \"\")@0");
    let inside = trees(|_, _| {
        let Some(TokenTree::Group(group)) = "/** x */{[] {1+1}}".parse::<TokenStream>().unwrap().into_iter().last() else { panic!() };
        let Some(TokenTree::Group(group)) = group.stream().into_iter().last() else { panic!() };
        group.stream()
    });
    // The comment is the first group.
    assert_eq!(inside, "parsed 0.4 <1 + 1> \"H\"");
}

#[test]
fn operators_come_back_in_bytes_of_their_span() {
    let taken_apart = |make: Macro| match sample().run(make) {
        Output::Done { derived, trees, .. } => (trees, derived),
        Output::Panic { message, .. } => panic!("{message}"),
    };
    assert_eq!(taken_apart(|_, input| again(input, "::", &[0, 0])), (":joint@15 :@16".into(), vec![(4, 4, 3), (4, 4, 4)]));
    let three = ("<joint@15 <joint@16 =@17".into(), vec![(4, 4, 5), (4, 4, 6), (4, 4, 7)]);
    assert_eq!(taken_apart(|_, input| again(input, "<<=", &[0, 0, 0])), three);
    // The longest operator from the front.
    assert_eq!(taken_apart(|_, input| again(input, "&&&", &[0, 0, 0])), ("&joint@15 &joint@16 &@4".into(), vec![(4, 4, 3), (4, 4, 4)]));
    // Different spans, and no operator.
    assert_eq!(taken_apart(|_, input| again(input, "=>", &[0, 2])), ("=joint@4 >@14".into(), vec![]));
    assert_eq!(taken_apart(|_, input| again(input, "+-", &[0, 0])), ("+joint@4 -@4".into(), vec![]));
}

/// Characters with the spans of these trees of the input, put into a stream and taken out of it.
fn again(input: TokenStream, text: &str, spans: &[usize]) -> TokenStream {
    let trees: Vec<TokenTree> = input.into_iter().collect();
    let puncts = text.char_indices().map(|(at, c)| {
        let mut punct = Punct::new(c, if at + 1 < text.len() { Spacing::Joint } else { Spacing::Alone });
        punct.set_span(trees[spans[at]].span());
        TokenTree::from(punct)
    });
    puncts.collect::<TokenStream>().into_iter().collect()
}

#[test]
fn fnv_1a_of_known_texts() {
    let output = |text: &'static str| {
        let mut writer = Writer::new();
        writer.raw(&[0, 7, 0, 0, 0, 0, 0]);
        let parse: Macro = match text {
            "" => |_, _| "".parse().unwrap(),
            _ => |_, _| "foobar".parse::<TokenStream>().map(|_| TokenStream::new()).unwrap(),
        };
        expand(writer.into_bytes(), parse)
    };
    assert_eq!(output("")[3..], [[1, 0].as_slice(), &0xcbf29ce484222325_u64.to_le_bytes()].concat());
    assert_eq!(output("foobar")[3..], [[1, 6].as_slice(), &0x85944171f73967e8_u64.to_le_bytes()].concat());
}

#[test]
fn panics_are_told_with_message_and_place() {
    crate::entry::install_panic_hook();
    let output = sample().run(|_, input| panic!("no {input}"));
    let _ = std::panic::take_hook();
    assert_eq!(output, Output::Panic { message: "no a (b+[c]) 1".into(), file: file!().into() });
    let resumed = sample().run(|_, _| std::panic::resume_unwind(Box::new("resumed")));
    assert_eq!(resumed, Output::Panic { message: "resumed".into(), file: String::new() });
    assert!(!crate::is_available());
}

#[test]
fn malformed_messages_are_refused() {
    let whole = stream(&[I("a")]);
    for len in 0..whole.len() {
        let mut bytes = vec![0, 0, 0, 0];
        bytes.extend_from_slice(&whole[..len]);
        let output = Output::read(&expand(bytes, |_, input| input));
        assert!(matches!(output, Output::Panic { message, .. } if message.starts_with("malformed input message")));
    }
}

#[test]
fn the_text_of_parts_keeps_the_spacing_of_the_source() {
    let output = sample().run(|_, input| {
        let trees: Vec<TokenTree> = input.clone().into_iter().collect();
        let TokenTree::Group(group) = &trees[1] else { unreachable!() };
        let outside = TokenStream::from_iter([
            TokenTree::from(Literal::string(&group.stream().to_string())),
            group.clone().into(),
        ]);
        let texts = [
            input.to_string(),
            group.to_string(),
            outside.to_string(),
            TokenStream::from_iter(group.stream().into_iter()).to_string(),
        ];
        texts.map(|text| TokenTree::from(Literal::string(&text))).into_iter().collect()
    });
    assert_eq!(output.trees(), r#""a (b+[c]) 1"@0 "(b+[c])"@0 "\"b+[c]\" (b+[c])"@0 "b + [c]"@0"#);
}

#[test]
fn invisible_groups_and_doc_comments_are_found_in_the_text() {
    // `m! { ( /// Doc⏎ $e . x, $crate :: y ) }` with `$e` = `1+2`.
    let doc = || G(2, vec![I("doc"), P('=', false), L("\" Doc\"")]);
    let content = vec![
        P('#', false),
        doc(),
        G(3, vec![L("1"), P('+', false), L("2")]),
        P('.', false),
        I("x"),
        P(',', false),
        I("$crate"),
        P(':', true),
        P(':', false),
        I("y"),
    ];
    let message = Message::new(&[G(0, content)], "(/// Doc\n1+2 .x, $crate::y)");
    let output = message.run(|_, input| {
        let Some(TokenTree::Group(group)) = input.into_iter().next() else { unreachable!() };
        TokenTree::from(Literal::string(&group.stream().to_string())).into()
    });
    assert_eq!(output.trees(), r#""/// Doc\n1+2.x, $crate::y"@0"#);
}

#[test]
fn a_text_that_is_not_that_of_the_tokens_is_no_harm() {
    let message = Message::new(&[G(0, vec![I("a"), P('+', false), I("b")])], "((((");
    let output = message.run(|_, input| {
        let Some(TokenTree::Group(group)) = input.into_iter().next() else { unreachable!() };
        TokenTree::from(Literal::string(&group.to_string())).into()
    });
    assert_eq!(output.trees(), "\"(a + b)\"@0");
}

#[test]
fn positions_answer_and_are_observed() {
    let mut positions = Writer::new();
    positions.u(2);
    for text in ["src/lib.rs", "/w/src/lib.rs", "<macro>", ""] {
        positions.string(text);
    }
    // Call site, then `a` (4).
    for (debug, file, place, text) in
        [("#0 bytes(5..20)", 0, [1, 6, 2, 3], Some("m!{a}")), ("#3 bytes(8..9)", 1, [1, 9, 1, 10], None)]
    {
        positions.string(debug);
        positions.u(file);
        place.iter().for_each(|&number| positions.u(number));
        positions.u(text.map_or(0, |text: &str| text.len() as u32 + 1));
        positions.raw(text.unwrap_or("").as_bytes());
    }
    let message = Message { positions: Some(positions.into_bytes()), ..Message::new(&[I("a")], "a") };
    take_observed();
    let output = message.run(|_, input| {
        assert_eq!(take_observed(), 0);
        let (call, mixed) = (Span::call_site(), Span::mixed_site());
        let first = input.into_iter().next().unwrap().span();
        assert_eq!((call.line(), call.column(), call.end().line(), call.end().column()), (1, 6, 2, 3));
        assert_eq!((mixed.line(), first.column(), first.end().start().column()), (1, 9, 10));
        assert_eq!((call.file(), first.file()), ("src/lib.rs".to_string(), "<macro>".to_string()));
        assert_eq!((call.local_file(), first.local_file()), (Some("/w/src/lib.rs".into()), None));
        assert_eq!(take_observed(), 1);
        assert_eq!((call.source_text(), first.source_text()), (Some("m!{a}".to_string()), None));
        assert_eq!(call.start().source_text(), Some(String::new()));
        assert_eq!(take_observed(), 4);
        assert_eq!(format!("{:?}", first), "#3 bytes(8..9)");
        assert_eq!(format!("{:?}", first.resolved_at(call)), "#0 bytes(8..9)");
        assert_eq!(format!("{:?}", first.located_at(call).end()), "#3 bytes(20..20)");
        assert_eq!(format!("{:?}", Ident::new("x", mixed)), "Ident { ident: \"x\", span: #0 bytes(5..20) }");
        assert_eq!(take_observed(), 2);
        TokenStream::new()
    });
    assert_eq!(output.trees(), "");
}

#[test]
fn declarations_lead_to_the_macros() {
    fn derive(input: TokenStream) -> TokenStream {
        input
    }
    fn attribute(attribute: TokenStream, _: TokenStream) -> TokenStream {
        attribute
    }
    static DECLARATIONS: &[ProcMacro] = &[
        ProcMacro::custom_derive("Trait", &["helper", "other"], derive),
        ProcMacro::attr("attr", attribute),
        ProcMacro::bang("bang", |_| "bang".parse().unwrap()),
    ];
    let parts: Vec<_> = DECLARATIONS.iter().map(ProcMacro::parts).collect();
    assert_eq!((parts[0].0, parts[0].1, parts[0].2), (2, "Trait", &["helper", "other"][..]));
    assert_eq!((parts[1].0, parts[1].1, parts[1].2.len()), (1, "attr", 0));
    assert_eq!((parts[2].0, parts[2].1), (0, "bang"));
    assert_eq!(sample().run(parts[0].3).trees(), "unopened 1");
    assert_eq!(sample().run(parts[1].3).trees(), "");
    assert_eq!(sample().run(parts[2].3).trees(), "parsed 0.0 <bang> \"\"");
}

#[test]
fn spans_that_outlive_their_invocation_become_the_call_site() {
    thread_local! {
        static KEPT: std::cell::RefCell<Option<TokenTree>> = const { std::cell::RefCell::new(None) };
    }
    sample().run(|_, input| {
        KEPT.with(|kept| *kept.borrow_mut() = input.into_iter().nth(2));
        TokenStream::new()
    });
    let output = Message::new(&[], "").run(|_, _| KEPT.with(|kept| kept.borrow().clone()).unwrap().into());
    assert_eq!(output.trees(), "1@0");
}

#[test]
fn large_and_deep_streams_take_linear_time() {
    let output = Message::new(&[], "").run(|_, _| {
        let mut output = TokenStream::new();
        for _ in 0..100_000 {
            output.extend([TokenTree::from(Ident::new("x", Span::call_site()))]);
        }
        let mut nested = output.clone();
        for _ in 0..200 {
            nested = TokenTree::from(Group::new(Delimiter::Parenthesis, nested)).into();
        }
        assert_eq!(output.to_string().len(), 199_999);
        nested
    });
    assert_eq!(output.trees().len(), 100_000 * 4 - 1 + 200 * 4);
}
