//! How the constructors of `Literal` write characters and bytes: as rustc's proc_macro does.

/// Which quote ends the literal, and so is escaped in it.
#[derive(Clone, Copy)]
pub(crate) struct Quote(pub(crate) char);

/// Escapes text by character: `\u{…}` for what cannot be printed.
pub(crate) fn push_char(literal: &mut String, c: char, quote: Quote) {
    if matches!(c, '\'' | '"') && c != quote.0 {
        literal.push(c);
    } else {
        literal.extend(c.escape_debug());
    }
}

/// Escapes by byte: `\x…` for all that is not printable ASCII.
pub(crate) fn push_byte(literal: &mut String, byte: u8, quote: Quote) {
    if byte == 0 {
        literal.push_str("\\0");
    } else if matches!(byte, b'\'' | b'"') && byte as char != quote.0 {
        literal.push(byte as char);
    } else {
        literal.extend(byte.escape_ascii().map(char::from));
    }
}
