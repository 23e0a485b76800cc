// What a macro can ask of proc_macro, put to the real one and to the guest alike. Each case prints one line:
// its name, a tab, and what came out.

use proc_macro::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use std::fmt::Debug;
use std::panic::{catch_unwind, AssertUnwindSafe};

/// A text for `TokenStream::from_str`: refused, or what it prints as when taken as it is, and rebuilt.
pub fn stream_text(text: &str) -> String {
    outcome(|| text.parse::<TokenStream>().map(|stream| views(&stream)))
}

/// A text for `Literal::from_str`.
pub fn literal_text(text: &str) -> String {
    outcome(|| {
        text.parse::<Literal>()
            .map(|literal| format!("{:?} {literal:?} {:?}", literal.to_string(), format!("{literal:>9}|")))
    })
}

/// A text for `Ident::new` and `Ident::new_raw`.
pub fn ident_text(text: &str) -> String {
    let new = caught(|| Ident::new(text, Span::call_site()).to_string());
    let raw = caught(|| format!("{0} {0:?} {0:>9}|", Ident::new_raw(text, Span::mixed_site())));
    format!("{new} / {raw}")
}

/// The views of a stream that was given as input.
pub fn given(stream: &TokenStream) -> String {
    views(stream)
}

/// Streams built from trees.
pub fn built() -> Vec<String> {
    let mut lines = Vec::new();
    let mut add = |name: String, stream: TokenStream| lines.push(format!("{name}\t{}", views(&stream)));
    const CHARS: &str = "=<>!~+-*/%^&|@.,;:#$?'";
    for first in CHARS.chars() {
        for second in CHARS.chars() {
            let trees: Vec<TokenTree> = vec![
                ident("a"),
                punct(first, Spacing::Joint),
                punct(second, Spacing::Alone),
                ident("b"),
                punct(first, Spacing::Alone),
                punct(second, Spacing::Joint),
                Literal::u8_unsuffixed(1).into(),
                group(Delimiter::Bracket, vec![punct(first, Spacing::Alone)]),
                punct(second, Spacing::Alone),
                group(Delimiter::Parenthesis, vec![]),
            ];
            add(format!("{first}{second}"), trees.into_iter().collect());
        }
    }
    for text in ["<<=", ">>=", "..=", "...", "....", "&&=", "->>", "::=", "<-=", "===", "=>=", "'''", "|||", "$#!"] {
        let trees = text.chars().map(|c| punct(c, Spacing::Joint));
        add(text.to_string(), trees.chain([ident("x")]).collect());
    }
    for word in
        ["fn", "Self", "pub", "let", "if", "x", "async", "gen", "try", "union", "crate", "self", "_", "dyn", "raw"]
    {
        for delimiter in [Delimiter::Parenthesis, Delimiter::Bracket, Delimiter::Brace, Delimiter::None] {
            let trees = vec![ident(word), group(delimiter, vec![ident(word), punct('!', Spacing::Alone), ident("y")])];
            add(format!("{word} {delimiter:?}"), trees.into_iter().collect());
        }
    }
    let raw = TokenTree::from(Ident::new_raw("fn", Span::call_site()));
    add(
        "raw".into(),
        vec![raw.clone(), group(Delimiter::Parenthesis, vec![]), raw.clone(), punct('!', Spacing::Alone)]
            .into_iter()
            .collect(),
    );
    add("raw lifetime".into(), vec![punct('\'', Spacing::Joint), raw.clone(), raw].into_iter().collect());
    for count in [1, 10, 20, 30] {
        let words: Vec<TokenTree> = (0..count).map(|n| ident(&format!("word{n}"))).collect();
        for delimiter in [Delimiter::Parenthesis, Delimiter::Bracket, Delimiter::Brace, Delimiter::None] {
            let inner = group(delimiter, words.clone());
            let middle = group(Delimiter::Brace, vec![ident("before"), inner.clone(), inner.clone(), ident("after")]);
            let outer = group(delimiter, vec![middle.clone(), middle, inner]);
            add(format!("{count} {delimiter:?}"), vec![ident("start"), outer, ident("end")].into_iter().collect());
        }
    }
    let negatives: Vec<TokenTree> = vec![
        Literal::i8_suffixed(-5).into(),
        Literal::f64_unsuffixed(-1.0).into(),
        Literal::f32_suffixed(-0.0).into(),
        Literal::i128_unsuffixed(i128::MIN).into(),
        "-7".parse::<Literal>().unwrap().into(),
    ];
    add("negative".into(), negatives.clone().into_iter().collect());
    for tree in negatives {
        add(format!("negative {tree}"), tree.into());
    }
    let mut long: TokenStream = "fn f() { a.b(c) }".parse().unwrap();
    long.extend("/// doc\nstruct S;".parse::<TokenStream>());
    long.extend([TokenTree::from(Literal::string("x"))]);
    let inner = TokenStream::from(TokenTree::from(Group::new(Delimiter::Brace, long.clone())));
    add("streams".into(), vec![long.clone(), inner, TokenStream::new(), long].into_iter().collect());
    lines.push(format!(
        "empty\t{:?} {:?} {}",
        TokenStream::new(),
        TokenStream::default().to_string(),
        TokenStream::new().is_empty()
    ));
    lines
}

/// The constructors of `Literal` and `Punct`.
pub fn constructed() -> Vec<String> {
    let mut lines = Vec::new();
    let mut add = |name: String, make: &dyn Fn() -> Literal| {
        let shown = caught(|| {
            let literal = make();
            format!("{literal} {literal:?} {literal:5}| {:?}", TokenStream::from(TokenTree::from(literal.clone())))
        });
        lines.push(format!("{name}\t{shown}"));
    };
    macro_rules! integers {
        ($($type:ident $suffixed:ident $unsuffixed:ident)*) => {$(
            for n in [0, 1, 42, $type::MAX, $type::MIN] {
                add(format!("{n} {}", stringify!($suffixed)), &|| Literal::$suffixed(n));
                add(format!("{n} {}", stringify!($unsuffixed)), &|| Literal::$unsuffixed(n));
            }
        )*};
    }
    integers! {
        u8 u8_suffixed u8_unsuffixed u16 u16_suffixed u16_unsuffixed u32 u32_suffixed u32_unsuffixed
        u64 u64_suffixed u64_unsuffixed u128 u128_suffixed u128_unsuffixed usize usize_suffixed usize_unsuffixed
        i8 i8_suffixed i8_unsuffixed i16 i16_suffixed i16_unsuffixed i32 i32_suffixed i32_unsuffixed
        i64 i64_suffixed i64_unsuffixed i128 i128_suffixed i128_unsuffixed isize isize_suffixed isize_unsuffixed
    }
    for n in [0.0, -0.0, 1.0, 1.5, -2.25, 1e10, 1e40, 1e-10, 0.1, f64::MAX, f64::MIN_POSITIVE, f64::NAN, f64::INFINITY]
    {
        add(format!("{n} f64_suffixed"), &|| Literal::f64_suffixed(n));
        add(format!("{n} f64_unsuffixed"), &|| Literal::f64_unsuffixed(n));
        add(format!("{n} f32_suffixed"), &|| Literal::f32_suffixed(n as f32));
        add(format!("{n} f32_unsuffixed"), &|| Literal::f32_unsuffixed(n as f32));
    }
    let mut chars: Vec<char> = (0..0x180).filter_map(char::from_u32).collect();
    chars.extend("\u{300}\u{200b}\u{202e}\u{feff}\u{fffd}\u{1f600}\u{10ffff}\u{e000}日ぁ\u{ad}".chars());
    for c in chars {
        add(format!("character {}", c as u32), &|| Literal::character(c));
        add(format!("string {}", c as u32), &|| Literal::string(&format!("a{c}b")));
        if c != '\0' {
            let text = std::ffi::CString::new(format!("a{c}b")).unwrap();
            add(format!("c_string {}", c as u32), &|| Literal::c_string(&text));
        }
    }
    for byte in 0..=255 {
        add(format!("byte_character {byte}"), &|| Literal::byte_character(byte));
        add(format!("byte_string {byte}"), &|| Literal::byte_string(&[b'a', byte, b'b']));
    }
    add("c_string bytes".into(), &|| Literal::c_string(c"a\xff\xe9\xf0\x9f\xa6z"));
    add("string mixed".into(), &|| Literal::string("'\"\\\n\r\t\0 e\u{301} \u{301}"));
    for c in (0..0x100).filter_map(char::from_u32).chain(['λ']) {
        let shown = caught(|| {
            let punct = Punct::new(c, Spacing::Joint);
            format!("{punct} {punct:?} {punct:>3}| {} {}", punct == c, c == punct)
        });
        lines.push(format!("punct {}\t{shown}", c as u32));
    }
    lines
}

fn views(stream: &TokenStream) -> String {
    let as_is = stream.to_string();
    let collected: TokenStream = stream.clone().into_iter().collect();
    let rebuilt = rebuild(stream.clone());
    let mut twice = stream.clone();
    twice.extend(vec![stream.clone(), collected.clone()]);
    let mut groups = Vec::new();
    inner_streams(stream.clone(), &mut groups);
    let count = stream.clone().into_iter().count();
    format!(
        "{as_is:?} / {:?} / {:?} / {:?} / {groups:?} / {count} {:?} / {stream:?} / {}",
        collected.to_string(),
        rebuilt.to_string(),
        twice.to_string(),
        stream.clone().into_iter().size_hint(),
        format!("{stream:#?}").replace('\n', "\\n"),
    )
}

/// The same trees, with new groups all the way down.
fn rebuild(stream: TokenStream) -> TokenStream {
    stream
        .into_iter()
        .map(|tree| match tree {
            TokenTree::Group(group) => Group::new(group.delimiter(), rebuild(group.stream())).into(),
            tree => tree,
        })
        .collect()
}

/// The text of each group and of its content, and of groups whose span was set.
fn inner_streams(stream: TokenStream, texts: &mut Vec<String>) {
    for tree in stream {
        if let TokenTree::Group(mut group) = tree {
            texts.push(group.stream().to_string());
            texts.push(group.to_string());
            group.set_span(Span::call_site());
            texts.push(TokenTree::from(group.clone()).to_string());
            inner_streams(group.stream(), texts);
        }
    }
}

fn ident(name: &str) -> TokenTree {
    Ident::new(name, Span::call_site()).into()
}

fn punct(c: char, spacing: Spacing) -> TokenTree {
    Punct::new(c, spacing).into()
}

fn group(delimiter: Delimiter, trees: Vec<TokenTree>) -> TokenTree {
    Group::new(delimiter, trees.into_iter().collect()).into()
}

fn outcome<E: Debug>(f: impl FnOnce() -> Result<String, E>) -> String {
    match catch_unwind(AssertUnwindSafe(f)) {
        Ok(Ok(text)) => format!("accepted {text}"),
        Ok(Err(_)) | Err(_) => "refused".to_string(),
    }
}

fn caught(f: impl FnOnce() -> String) -> String {
    match catch_unwind(AssertUnwindSafe(f)) {
        Ok(text) => text,
        Err(payload) => match (payload.downcast_ref::<&str>(), payload.downcast_ref::<String>()) {
            (Some(text), _) => format!("panicked {text}"),
            (_, Some(text)) => format!("panicked {text}"),
            _ => "panicked".to_string(),
        },
    }
}
