use std::fmt;
use std::marker::PhantomData;
use std::path::PathBuf;

use crate::invocation;
use crate::positions;

pub(crate) const CALL_SITE: u32 = 0;
pub(crate) const MIXED_SITE: u32 = 1;

/// A region of source code with hygiene information: a span id of docs/contracts.md §1.2.
#[derive(Copy, Clone)]
pub struct Span {
    pub(crate) id: u32,
    not_send: PhantomData<*const ()>,
}

/// What a derived span consists of: `edge(location).resolved_at(context)`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Parts {
    pub(crate) location: u32,
    pub(crate) context: u32,
    pub(crate) edge: u8,
}

pub(crate) const WHOLE: u8 = 0;
pub(crate) const START: u8 = 1;
pub(crate) const END: u8 = 2;

/// The edge that is one byte of a span, if that is `length` (2 or 3) bytes long: else it is the whole.
pub(crate) fn byte_of(length: usize, index: usize) -> u8 {
    (if length == 2 { 3 } else { 5 }) + index as u8
}

/// `length` and `index` of such an edge.
pub(crate) fn byte_at(edge: u8) -> Option<(usize, usize)> {
    match edge {
        3 | 4 => Some((2, edge as usize - 3)),
        5..=7 => Some((3, edge as usize - 5)),
        _ => None,
    }
}

impl Span {
    #[inline]
    pub(crate) const fn from_id(id: u32) -> Span {
        Span { id, not_send: PhantomData }
    }

    pub fn call_site() -> Span {
        Span::from_id(CALL_SITE)
    }

    pub fn mixed_site() -> Span {
        Span::from_id(MIXED_SITE)
    }

    /// An empty span pointing to directly before this span.
    pub fn start(&self) -> Span {
        self.edge(START)
    }

    /// An empty span pointing to directly after this span.
    pub fn end(&self) -> Span {
        self.edge(END)
    }

    fn edge(&self, edge: u8) -> Span {
        let parts = invocation::parts(self.id);
        // Both edges of an empty span are that span. Those of a single byte are taken for the whole's.
        let edge = if parts.edge == START || parts.edge == END { parts.edge } else { edge };
        Span::from_id(invocation::span_of(Parts { edge, ..parts }))
    }

    /// The one-indexed line of the source file where the span starts.
    pub fn line(&self) -> usize {
        positions::line(self.id)
    }

    /// The one-indexed column of the source file where the span starts.
    pub fn column(&self) -> usize {
        positions::column(self.id)
    }

    /// The path to the source file in which this span occurs, for display purposes.
    pub fn file(&self) -> String {
        positions::file(self.id)
    }

    /// The path to the source file in which this span occurs on the local file system.
    pub fn local_file(&self) -> Option<PathBuf> {
        positions::local_file(self.id).map(PathBuf::from)
    }

    /// A span with the same location as `self` but that resolves symbols as though it were at `other`.
    pub fn resolved_at(&self, other: Span) -> Span {
        let (own, other) = (invocation::parts(self.id), invocation::parts(other.id));
        Span::from_id(invocation::span_of(Parts { context: other.context, ..own }))
    }

    /// A span with the same name resolution behaviour as `self` but with the location of `other`.
    pub fn located_at(&self, other: Span) -> Span {
        other.resolved_at(*self)
    }

    /// The source text behind a span, including spaces and comments.
    pub fn source_text(&self) -> Option<String> {
        positions::source_text(self.id)
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&positions::debug(self.id))
    }
}
