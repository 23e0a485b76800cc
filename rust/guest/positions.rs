//! Answers about where spans are. Each is told to the host first: an expansion that depends on positions
//! must not be shared between places, and the host may not have sent them yet.

use std::cell::RefCell;

use crate::host;
use crate::invocation;
use crate::message::FIRST_INPUT;
use crate::span::{byte_at, Parts, CALL_SITE, END, START};
use crate::wire::{Malformed, Reader};

const POSITION: i32 = 1;
const DEBUG: i32 = 2;
const SOURCE_TEXT: i32 = 4;

pub(crate) fn line(id: u32) -> usize {
    host::observe(POSITION);
    let parts = invocation::parts(id);
    with_place(parts.location, |place| if parts.edge == END { place.end_line } else { place.line }) as usize
}

pub(crate) fn column(id: u32) -> usize {
    host::observe(POSITION);
    let parts = invocation::parts(id);
    with_place(parts.location, |place| match single_byte(parts, place) {
        Some(index) => place.column as usize + index,
        None => (if parts.edge == END { place.end_column } else { place.column }) as usize,
    })
}

pub(crate) fn file(id: u32) -> String {
    host::observe(POSITION);
    with_place(invocation::parts(id).location, |place| place.file.to_string())
}

pub(crate) fn local_file(id: u32) -> Option<String> {
    host::observe(POSITION);
    let file = with_place(invocation::parts(id).location, |place| place.local_file);
    (!file.is_empty()).then(|| file.to_string())
}

pub(crate) fn source_text(id: u32) -> Option<String> {
    host::observe(SOURCE_TEXT);
    let parts = invocation::parts(id);
    with_place(parts.location, |place| {
        let text = place.source_text?;
        Some(match (single_byte(parts, place), parts.edge) {
            (Some(index), _) => text.get(index..index + 1).unwrap_or_default().to_string(),
            (None, START | END) => String::new(),
            _ => text.to_string(),
        })
    })
}

/// `#<context> bytes(<lo>..<hi>)`, put together from two of them for a derived span.
pub(crate) fn debug(id: u32) -> String {
    host::observe(DEBUG);
    let parts = invocation::parts(id);
    let (location, single) = with_place(parts.location, |place| (place.debug, single_byte(parts, place)));
    if parts.location == parts.context && parts.edge == 0 {
        return location.to_string();
    }
    let context = with_place(parts.context, |place| place.debug).split(' ').next().unwrap_or("");
    let Some((lo, hi)) = byte_range(location) else { return location.to_string() };
    let (lo, hi) = match (single, parts.edge) {
        (Some(index), _) => (lo + index, lo + index + 1),
        (None, START) => (lo, lo),
        (None, END) => (hi, hi),
        _ => (lo, hi),
    };
    format!("{context} bytes({lo}..{hi})")
}

fn byte_range(debug: &str) -> Option<(usize, usize)> {
    let (lo, hi) = debug.split_once("bytes(")?.1.strip_suffix(')')?.split_once("..")?;
    Some((lo.parse().ok()?, hi.parse().ok()?))
}

/// Which byte of its location a span is, if it is a single one.
fn single_byte(parts: Parts, place: &Place) -> Option<usize> {
    let (length, index) = byte_at(parts.edge)?;
    let (lo, hi) = byte_range(place.debug)?;
    (hi.checked_sub(lo)? == length).then_some(index)
}

#[derive(Clone, Copy)]
struct Place {
    debug: &'static str,
    file: &'static str,
    local_file: &'static str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    source_text: Option<&'static str>,
}

/// For the case that a host asks for no repetition when it has no positions.
const NOWHERE: Place = Place {
    debug: "#0 bytes(0..0)",
    file: "",
    local_file: "",
    line: 1,
    column: 1,
    end_line: 1,
    end_column: 1,
    source_text: None,
};

thread_local! {
    /// The places of the input's spans, with the address of the message part that they were read from.
    static PLACES: RefCell<(usize, Vec<Place>)> = const { RefCell::new((0, Vec::new())) };
}

fn with_place<R>(id: u32, f: impl FnOnce(&Place) -> R) -> R {
    let Some(bytes) = invocation::positions() else { return f(&NOWHERE) };
    let count = invocation::input_end() - FIRST_INPUT + 1;
    PLACES.with(|places| {
        let (address, places) = &mut *places.borrow_mut();
        if *address != bytes.as_ptr() as usize {
            *places = read(bytes, count).unwrap_or_else(|malformed| panic!("positions: {malformed}"));
            *address = bytes.as_ptr() as usize;
        }
        // The call site comes first, then the input; the mixed site answers as the call site.
        let index = if id < FIRST_INPUT { CALL_SITE } else { id - FIRST_INPUT + 1 };
        f(places.get(index as usize).unwrap_or(&NOWHERE))
    })
}

/// Forgets places that were read: another invocation's may come to lie at the same address.
pub(crate) fn forget() {
    PLACES.with(|places| *places.borrow_mut() = (0, Vec::new()));
}

fn read(bytes: &'static [u8], count: u32) -> Result<Vec<Place>, Malformed> {
    let mut reader = Reader::new(bytes);
    let mut files = Vec::new();
    for _ in 0..reader.count()? {
        files.push((reader.string()?, reader.string()?));
    }
    let mut places = Vec::with_capacity(count as usize);
    for _ in 0..count {
        let debug = reader.string()?;
        let file = reader.u()? as usize;
        let &(file, local_file) = files.get(file).ok_or_else(|| reader.fail("unknown file"))?;
        let (line, column, end_line, end_column) = (reader.u()?, reader.u()?, reader.u()?, reader.u()?);
        let source_text = match reader.u()? {
            0 => None,
            length => {
                let bytes = reader.raw(length as usize - 1)?;
                Some(std::str::from_utf8(bytes).map_err(|_| reader.fail("source text is not UTF-8"))?)
            }
        };
        places.push(Place { debug, file, local_file, line, column, end_line, end_column, source_text });
    }
    reader.finish()?;
    Ok(places)
}
