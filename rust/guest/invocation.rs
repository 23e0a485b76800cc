//! State of the invocation that is being expanded. It lies in plain statics, so that a host that resets the
//! memory resets it too.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::message::{InputSpans, FIRST_INPUT};
use crate::span::{Parts, CALL_SITE, WHOLE};

thread_local! {
    static STATE: RefCell<Option<Box<State>>> = const { RefCell::new(None) };
}

struct State {
    spans: InputSpans,
    displays: [&'static str; 2],
    positions: Option<&'static [u8]>,
    derived: Vec<Parts>,
    derived_ids: HashMap<Parts, u32, BuildHasherDefault<WordHasher>>,
    parsed: Vec<(u32, u64)>,
    parsed_numbers: HashMap<(u32, u64), u32, BuildHasherDefault<WordHasher>>,
}

impl State {
    fn new() -> State {
        State {
            spans: InputSpans { end: FIRST_INPUT, close: Vec::new() },
            displays: ["", ""],
            positions: None,
            derived: Vec::new(),
            derived_ids: HashMap::default(),
            parsed: Vec::new(),
            parsed_numbers: HashMap::default(),
        }
    }
}

/// Calls `f` with the state, which must not be used while it does. Outside of an invocation there is a
/// passing one: what is made then has call-site spans.
fn with<R>(f: impl FnOnce(&mut State) -> R) -> R {
    STATE.with(|state| match &mut *state.borrow_mut() {
        Some(state) => f(state),
        None => f(&mut State::new()),
    })
}

pub(crate) fn begin(spans: InputSpans, displays: [&'static str; 2], positions: Option<&'static [u8]>) {
    let state = State { spans, displays, positions, ..State::new() };
    STATE.with(|current| *current.borrow_mut() = Some(Box::new(state)));
}

/// Ends the invocation; returns its derived spans and what it had parsed.
pub(crate) fn end() -> (Vec<Parts>, Vec<(u32, u64)>) {
    match STATE.with(|state| state.borrow_mut().take()) {
        Some(state) => (state.derived, state.parsed),
        None => (Vec::new(), Vec::new()),
    }
}

pub(crate) fn derived_and_parsed() -> (Vec<Parts>, Vec<(u32, u64)>) {
    with(|state| (state.derived.clone(), state.parsed.clone()))
}

pub(crate) fn is_running() -> bool {
    STATE.with(|state| state.borrow().is_some())
}

/// What a span consists of.
pub(crate) fn parts(id: u32) -> Parts {
    with(|state| {
        let derived = id.checked_sub(state.spans.end).and_then(|index| state.derived.get(index as usize));
        derived.copied().unwrap_or(Parts { location: id, context: id, edge: WHOLE })
    })
}

/// The id of the span that consists of the parts.
pub(crate) fn span_of(parts: Parts) -> u32 {
    if parts.location == parts.context && parts.edge == WHOLE {
        return parts.location;
    }
    with(|state| {
        let State { derived, derived_ids, spans, .. } = state;
        *derived_ids.entry(parts).or_insert_with(|| {
            derived.push(parts);
            spans.end + derived.len() as u32 - 1
        })
    })
}

/// The id itself, or the call site for the id of a span that outlived its invocation.
pub(crate) fn valid_span(id: u32) -> u32 {
    // The ids of call site and mixed site are by far the most frequent ones.
    if id < FIRST_INPUT || with(|state| id < state.spans.end + state.derived.len() as u32) {
        id
    } else {
        CALL_SITE
    }
}

/// Span id of the close delimiter of an input group.
pub(crate) fn close_span(group: u32) -> u32 {
    with(|state| {
        let index = group.wrapping_sub(FIRST_INPUT) as usize;
        state.spans.close.get(index).copied().unwrap_or(CALL_SITE)
    })
}

/// First span id after the input.
pub(crate) fn input_end() -> u32 {
    with(|state| state.spans.end)
}

/// Text of the attribute stream (0) or the input stream (1), which came with it.
pub(crate) fn display_of(reference: u32) -> Option<&'static str> {
    with(|state| state.displays.get(reference as usize).copied())
}

pub(crate) fn positions() -> Option<&'static [u8]> {
    with(|state| state.positions)
}

/// Notes that a text was given to `from_str`: rustc registers each distinct one as a source file, whose length is
/// that without a byte order mark and without the carriage returns of line ends. Returns the text's number, `None`
/// outside of an invocation.
pub(crate) fn record_parsed(text: &str) -> Option<u32> {
    if !is_running() {
        return None;
    }
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ byte as u64).wrapping_mul(0x0000_0100_0000_01b3));
    let number = with(|state| {
        let entry = ((text.len() - carried(text)) as u32, hash);
        let State { parsed, parsed_numbers, .. } = state;
        Some(*parsed_numbers.entry(entry).or_insert_with(|| {
            parsed.push(entry);
            parsed.len() as u32 - 1
        }))
    });
    if text.contains("/silcrow-") {
        for (root, name) in ROOTS.iter().enumerate() {
            let ends = |rest: &str| !rest.starts_with(|next: char| next.is_ascii_alphanumeric() || next == '_' || next == '-');
            let count = text.match_indices(name).filter(|(at, _)| ends(&text[at + name.len()..])).count();
            if count > 0 {
                crate::host::parsed_names(text.len() - carried(text), hash, root, count);
            }
        }
    }
    number
}

/// Names that stand for folders of the machine (docs/contracts.md §8).
const ROOTS: [&str; 4] = ["/silcrow-workspace", "/silcrow-package", "/silcrow-build/out", "/silcrow-target/tmp"];

/// What rustc does not count of a text.
fn carried(text: &str) -> usize {
    let mark = if text.starts_with('\u{feff}') { 3 } else { 0 };
    mark + text.matches("\r\n").count()
}

/// For keys of a few words. Unlike the default hasher it needs no random numbers.
#[derive(Default)]
pub(crate) struct WordHasher(u64);

impl Hasher for WordHasher {
    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.write_u64(byte as u64));
    }

    fn write_u8(&mut self, value: u8) {
        self.write_u64(value as u64);
    }

    fn write_u32(&mut self, value: u32) {
        self.write_u64(value as u64);
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = (self.0.rotate_left(5) ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}
