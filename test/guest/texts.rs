// Texts for `from_str` and `Ident::new`.

/// For `TokenStream::from_str` and `Literal::from_str`.
#[rustfmt::skip]
pub const TEXTS: &[&str] = &[
    // Numbers
    "0", "1", "007", "1_000", "1__", "0b1", "0b", "0b2", "0b_", "0b1_", "0b12", "0b1e3", "0b1.0", "0b1.", "0o7", "0o8",
    "0o", "0o7.1", "0x1f", "0x", "0xg", "0x_", "0x1.8", "0x1.", "0x1.f", "0x1p3", "0xE+1", "1.", "1.0", "1.e5", "1.5e5", "1e", "1e+",
    "1e-", "1e5", "1E5", "1e+5", "1e-5", "1e_", "1e_5", "1e+_5", "1.0e", "1.5E-3", "1._0", "1.f", "1..2", "1...2",
    "1.0.1", "1.0.0.1", "x.0.1", "x.0.0", "x.1e3", "1u8", "1_u8", "1foo", "1f32", "1.0f32", "1.0foo", "1e5f64", "1é",
    "0b1u8", "0xffu8", "0xfft", "0o7i64", "1e5_f64", "9e99999", "99999999999999999999999999999999999999999999999",
    "1.2.3", "1.foo()", "1.0.foo()", "0.0", "00.00", "1_.0", "0_", "1u", "1_", "0E", "0e0", "0b0_1", "0Xff", "1 .0",
    // Negative and surrounded
    "-1", "- 1", "-1.5", "--1", "-1u8", "-\"a\"", "-'a'", "-b'a'", "-a", "-", "+1", " 1", "1 ", "1/**/", "/**/1", "-/**/1", "1 2",
    "1,", "(1)", "-0x1f", "-0b2", "-1e", "->", "-=1", "\u{feff}1", "1\n", "\n1", "1//", "true", "false", "1+1", "- -1", "-1-1",
    // Strings
    r#""""#, r#""a""#, r#""a"#, r#"""#, r#""\n\r\t\\\0\'\"""#, r#""\x41""#, r#""\x7f""#, r#""\x80""#, r#""\x4""#, r#""\xgg""#,
    r#""\u{41}""#, r#""\u{}""#, r#""\u{_1}""#, r#""\u{1_0}""#, r#""\u{110000}""#, r#""\u{d800}""#, r#""\u{1234567}""#,
    r#""\u{000041}""#, r#""\u{0000041}""#, r#""\u{41""#, r#""\u41""#, r#""\u{zz}""#, r#""\q""#, r#""\""#, r#""\\""#, r#""\\\""#, "\"\\\n  a\"",
    "\"\\\n\n  a\"", "\"\\\n\u{a0}a\"", "\"a\nb\"", "\"a\rb\"", "\"a\r\nb\"", "\"\0\"", "\"\\\r\n a\"", "\"é🦀\"", r#""a"suffix"#, r#""a"_"#, r#""a"_x"#, r#""a"1"#,
    r#""a""b""#, r#""a" "b""#, "\"\u{202e}\"", "\"\t\"",
    // Raw strings
    r##"r"""##, r###"r"a\""###, r###"r#"a"#"###, r###"r#"a"b"#"###, r###"r#"a""###, r###"r##"a"#"###, r###"r#a"###, r###"r#"###, "r", "r\"",
    r###"r##"a"##"###, r###"r#"a"##"###, r###"r#"a"#x"###, r###"r#1"###, r###"r##a"###, "r\"a\rb\"", "r\"a\r\nb\"", "r\"\0\"", r###"r#"a"#_"###,
    // Characters
    "'a'", "''", "'", "'ab'", "'a", "'a 'b", "'\\n'", "'\\''", "'''", "'\\'", "'\\\\'", "'\n'", "'\t'", "'\r'", "'é'", "'🦀'", "'e\u{301}'",
    "'\\x41'", "'\\xff'", "'\\u{41}'", "'\\u{d800}'", "'\\u'", "'\\q'", "'\"'", "'a'b", "'a'_", "'ab'c", "'1'", "'1", "'12'", "' '", "'+'", "'+",
    "'/'", "'//'", "'\\u{1F600}'x", "'{'", "'a\nb'", "'(' ')'",
    // Bytes
    "b'a'", "b''", "b'ab'", "b'\\n'", "b'\\xff'", "b'\\u{41}'", "b'é'", "b'\\''", "b'", "b'a", "b'a'u8", "b'\t'", "b\"a\"", "b\"", "b\"\\xff\"", "b\"é\"", "b\"\\u{41}\"",
    "b\"a\"x", "br\"a\"", "br\"\\\"", "br#\"a\"#", "br#\"a\"", "br\"é\"", "br#a", "br", "br##", "rb\"a\"", "b\"a\nb\"", "b\"\\\n  a\"", "b\"\0\"", "b\"a\rb\"",
    // C strings
    "c\"a\"", "c\"\"", "c\"\\0\"", "c\"\\x00\"", "c\"\\xff\"", "c\"\\u{0}\"", "c\"\\u{e9}\"", "c\"é\"", "c\"\0\"", "c\"", "c'a'", "cr\"a\"", "cr#\"a\"#", "cr\"\0\"", "cr#\"a\"",
    "c\"a\"x", "rc\"a\"", "cb\"a\"", "bc\"a\"",
    // Prefixes
    "f\"a\"", "k#a", "foo#bar", "foo\"a\"", "foo'a'", "foo'a", "foo #bar", "foo \"a\"", "'a#", "'a #", "#\"a\"", "##", "#\"", "#a", "# \"a\"", "é\"a\"", "_\"a\"", "_#", "1#", "1\"a\"",
    // Identifiers and lifetimes
    "a", "_", "__", "_a1", "é", "日本語", "ª", "a\u{301}", "r#a", "r#fn", "r#self", "r#_", "r#crate", "r#super", "r#Self", "r#é", "r#r#a", "'_", "'static", "'r#a", "'r#fn", "'r#self",
    "'r#_", "'r#a'", "'é", "'fn", "&'a T", "&'a", "'a: 'b", "'a:loop", "a'", "$crate", "$a", "$ a", "$", "union", "a\u{200d}b", "🦀", "a🦀", "½", "a·b", "µ", "ℙ", "Ⓐ",
    // Comments
    "//", "/**/", "/* a */ b", "a/* */b", "a /* /* */ */ b", "/* /* */", "/*", "/**", "/***/", "/** a */", "/*! a */", "/** a */b", "/// a", "/// a\nb", "//! a\nb", "//// a", "///", "//!", "/*!*/", "/** /* */ */",
    "/// a \"quoted\" \\ \t é 🦀\nb", "/** a\n * b\n */ fn f() {}", "// a\nb", "// a\rb", "/// a\r\nb", "/// a\rb", "x /// a\ny", "x/// a\ny", "{ /// a\n }", "{ //! a\n x }", "a // b", "/**/ /// x", "/// a\n/// b\nc",
    "/** a *//** b */c", "(/// a\nb)", "/* a", "a */ b", "/*/", "/// 'a' \u{301}\nx",
    // Delimiters
    "()", "(", ")", "(]", "([)]", "{ [ ( ) ] }", "{{{}}}", "(()", "())", "( )", "[ ]", "{ }", "{}", "{a}", "{ a }", "{a }", "{ a}", "(a)", "( a )", "[a]", "{;}", "{a;}", "({a})", "{(a)}", "} {", "{ ] }", "{ ( }", "a(b)c", "a (b) c", "a{b}c", "a [b]c", "#[a]b", "# [a] b",
    // Punctuation
    "+", "+ +", "++", "+=", "+ =", "<<", "<<=", ">>=", ">> =", "> > =", "..", "...", "....", ".....", "..=", "...=", "::", ":::", "::<>", "->", "<-", "=>", "==", "===", "=>>", "!=", "!==", "! =", "&&", "&&&", "&&=", "||", "|||", "|=", "~=", "@@", "#!", "#![a]", "#!a", "#!/bin/sh\nx", "#! [a]", "#!\n[a]", "#!/**/[a] b", "#! // x\ny",
    "##a", "a+b", "a +b", "a+ b", "a + b", "a.b", "a .b", "a. b", "a . b", "a,b", "a , b", "a;b", "a ; b", "a!b", "a !b", "if !x", "println!(\"a\")", "println! (\"a\")", "let (a, b) = (1, 2);", "fn(u8)", "fn (u8)", "pub(crate)", "pub (crate)", "Self()", "Self ()", "if(x)", "x?.y", "x ? . y", "&'a mut x", "*x", "- x", "-x", "a::b", "a :: b", "a: :b",
    "$x:expr", "$($x:tt)*", "$ ( $x : tt ) , *", "a=b", "a==b", "a= =b", "a=>b", "a<-b", "a< -b", "a<b>>c", "a<b> >c", "a..b", "a ..b", "a.. b", "..=b", "'a'+'b'", "'a+'b", "\"a\"+\"b\"", "1+1", "1 +1", "1+ 1", "x.0.1.2", "x . 0 . 1", "x.0 .1", "/", "/ /", "/=", "a/b", "a / b", "%", "^=", "`", "\\", "a\\b", "\0", "a\0b", "\u{a0}", "a\u{a0}b", "a\u{b}b", "a\u{85}b", "a\u{2028}b", "a\u{200e}b", "a\u{3000}b", "a\u{feff}b", "\u{feff}a", "«", "“a”", "；", "", " ", "\n", "\r\n", "\ra",
    // Larger
    "pub struct Point<'a, T: Clone + 'a> where T: Default { pub x: &'a T, y: [u8; 4], #[serde(default)] z: Option<Box<dyn Fn(u8) -> T>> }",
    "impl<T> Trait for Type<T>{fn method(&self,argument:&mut Vec<T>)->Result<(),Error>{self.field.iter().map(|x|x+1).collect::<Vec<_>>();Ok(())}}",
    "match x { Some(ref y) if y > &1 && !z => { return Err(\"a long message that does not fit on the line\".into()); } _ => unreachable!(\"never {}\", 1), }",
    "macro_rules! m { ($($name:ident : $ty:ty),* $(,)?) => { $( let $name : $ty = Default::default(); )* }; }",
    "/// Documentation\n#[derive(Debug, Clone)]\n/// More\nenum E { /// A\n A = 1, /** B */ B(u8), C { #[doc = \"c\"] c: u8 } }",
    "let closure = move |a: u32, b: u32| -> u32 { let c = a.wrapping_mul(b).rotate_left(3); if c > 10 { c } else { loop { break a ^ b; } } };",
    "const TABLE: [[u8; 16]; 4] = [[0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f], [1; 16], [2; 16], [3; 16]];",
    "fn f() { g(\"a very long string literal that is wider than the whole line which has seventy-eight columns only\", b, c, d); h() }",
    "{ /// a\n x }", "{ x /// a\n }", "{/** a */x}", "a { b { c { d { e { f { g { h { i { j { k { l { m { n { o { p { q { r { s } } } } } } } } } } } } } } } } } }",
    "aaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb ccccccccccccccccccccccccccc ddddddddddddddddddddd(eeeeeeeeeeeeeeeeee ffffffffffffffffffffff ggggggggggggggggg hhhhhhhhhh)",
];

/// For `Ident::new` and `Ident::new_raw`.
pub const IDENTIFIERS: &[&str] = &[
    "", "a", "A", "_", "__", "_1", "a1", "1a", "1", "a b", " a", "a ", "a-b", "fn", "self", "Self", "super", "crate", "$crate", "$a",
    "r#a", "r#fn", "é", "日本語", "ª", "µ", "ℙ", "²", "½", "Ⓐ", "🦀", "a🦀", "a·b", "·a", "a\u{200d}b", "a\u{200c}", "'a", "a'", "\"", "\\",
    "a\0", "true", "async", "gen", "union", "a.b", "a::b", "+", "\u{2118}", "\u{212e}", "\u{309b}", "\u{37a}", "\u{e33}", "\u{e31}a", "a\u{e31}", "\u{1885}", "a\u{1885}", "\u{ff9e}", "\u{10400}", "\u{16fe4}", "\u{203f}", "a\u{203f}b", "\u{ff3f}",
    "\u{660}", "a\u{660}", "\u{2160}", "\u{3007}", "\u{20e3}", "\u{e0100}", "a\u{e0100}",
];
