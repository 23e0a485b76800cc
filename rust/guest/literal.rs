use std::ffi::CStr;
use std::fmt;
use std::marker::PhantomData;

use crate::escape::{push_byte, push_char, Quote};
use crate::literal_syntax::{self, Kind};
use crate::span::{Span, CALL_SITE};
use crate::symbol::Symbol;

/// A literal string (`"hello"`), byte string (`b"hello"`), C string (`c"hello"`), character (`'a'`), byte
/// character (`b'a'`), an integer or floating point number with or without a suffix (`1`, `1u8`, `2.3f32`).
#[derive(Clone)]
pub struct Literal {
    /// As written, with prefix, quotes and suffix; also with a minus sign until it enters a stream.
    pub(crate) text: Symbol,
    pub(crate) span: u32,
    /// Made as a float though the text reads as an integer: `1f32`.
    pub(crate) float: bool,
    /// No white space follows (only within a lexed stream).
    pub(crate) tight: bool,
    pub(crate) not_send: PhantomData<*const ()>,
}

macro_rules! integers {
    ($($suffixed:ident $unsuffixed:ident $type:ident,)*) => {$(
        /// A new integer literal with the type as suffix.
        pub fn $suffixed(n: $type) -> Literal {
            Literal::from_text(&format!(concat!("{}", stringify!($type)), n), CALL_SITE)
        }

        /// A new integer literal without a suffix.
        pub fn $unsuffixed(n: $type) -> Literal {
            Literal::from_text(&n.to_string(), CALL_SITE)
        }
    )*};
}

macro_rules! floats {
    ($($suffixed:ident $unsuffixed:ident $type:ident,)*) => {$(
        /// A new float literal with the type as suffix. Panics if the value is not finite.
        pub fn $suffixed(n: $type) -> Literal {
            if !n.is_finite() {
                panic!("Invalid float literal {n}");
            }
            Literal { float: true, ..Literal::from_text(&format!(concat!("{}", stringify!($type)), n), CALL_SITE) }
        }

        /// A new float literal without a suffix. Panics if the value is not finite.
        pub fn $unsuffixed(n: $type) -> Literal {
            if !n.is_finite() {
                panic!("Invalid float literal {n}");
            }
            let mut text = n.to_string();
            if !text.contains('.') {
                text.push_str(".0");
            }
            Literal::from_text(&text, CALL_SITE)
        }
    )*};
}

impl Literal {
    #[inline]
    pub(crate) fn from_text(text: &str, span: u32) -> Literal {
        Literal { text: Symbol::new(text), span, float: false, tight: false, not_send: PhantomData }
    }

    integers! {
        u8_suffixed u8_unsuffixed u8,
        u16_suffixed u16_unsuffixed u16,
        u32_suffixed u32_unsuffixed u32,
        u64_suffixed u64_unsuffixed u64,
        u128_suffixed u128_unsuffixed u128,
        usize_suffixed usize_unsuffixed usize,
        i8_suffixed i8_unsuffixed i8,
        i16_suffixed i16_unsuffixed i16,
        i32_suffixed i32_unsuffixed i32,
        i64_suffixed i64_unsuffixed i64,
        i128_suffixed i128_unsuffixed i128,
        isize_suffixed isize_unsuffixed isize,
    }

    floats! {
        f32_suffixed f32_unsuffixed f32,
        f64_suffixed f64_unsuffixed f64,
    }

    /// String literal.
    pub fn string(string: &str) -> Literal {
        let mut text = String::with_capacity(string.len() + 2);
        text.push('"');
        string.chars().for_each(|c| push_char(&mut text, c, Quote('"')));
        text.push('"');
        Literal::from_text(&text, CALL_SITE)
    }

    /// Character literal.
    pub fn character(ch: char) -> Literal {
        let mut text = String::from("'");
        push_char(&mut text, ch, Quote('\''));
        text.push('\'');
        Literal::from_text(&text, CALL_SITE)
    }

    /// Byte character literal.
    pub fn byte_character(byte: u8) -> Literal {
        let mut text = String::from("b'");
        push_byte(&mut text, byte, Quote('\''));
        text.push('\'');
        Literal::from_text(&text, CALL_SITE)
    }

    /// Byte string literal.
    pub fn byte_string(bytes: &[u8]) -> Literal {
        let mut text = String::with_capacity(bytes.len() + 3);
        text.push_str("b\"");
        bytes.iter().for_each(|&byte| push_byte(&mut text, byte, Quote('"')));
        text.push('"');
        Literal::from_text(&text, CALL_SITE)
    }

    /// C string literal.
    pub fn c_string(string: &CStr) -> Literal {
        let mut text = String::from("c\"");
        for chunk in string.to_bytes().utf8_chunks() {
            chunk.valid().chars().for_each(|c| push_char(&mut text, c, Quote('"')));
            chunk.invalid().iter().for_each(|&byte| push_byte(&mut text, byte, Quote('"')));
        }
        text.push('"');
        Literal::from_text(&text, CALL_SITE)
    }

    pub fn span(&self) -> Span {
        Span::from_id(self.span)
    }

    pub fn set_span(&mut self, span: Span) {
        self.span = span.id;
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.text.as_str();
        if f.width().is_none() && f.precision().is_none() {
            return f.write_str(text);
        }
        // rustc pads each part on its own, also the empty ones.
        for part in literal_syntax::split(text).printed_parts() {
            fmt::Display::fmt(part, f)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = literal_syntax::split(self.text.as_str());
        let kind = if self.float { Kind::Float } else { parts.kind };
        f.debug_struct("Literal")
            // On one line also with `{:#?}`, as is the suffix.
            .field("kind", &format_args!("{kind:?}"))
            .field("symbol", &parts.symbol)
            .field("suffix", &format_args!("{:?}", parts.suffix))
            .field("span", &self.span())
            .finish()
    }
}
