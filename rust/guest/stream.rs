use std::fmt;
use std::rc::Rc;

use crate::invocation;
use crate::literal::Literal;
use crate::print_stream;
use crate::span::{byte_of, Parts, WHOLE};
use crate::symbol::Symbol;
use crate::token_tree::{Delimiter, Group, Ident, Punct, TokenTree};

/// An abstract stream of tokens, or, more specifically, a sequence of token trees.
#[derive(Clone, Default)]
pub struct TokenStream {
    /// An empty stream may also be a `Stream` without elements.
    pub(crate) stream: Option<Rc<Stream>>,
}

/// Elements of a stream, shared by all handles to it.
pub(crate) struct Stream {
    pub(crate) elements: Vec<Element>,
    pub(crate) origin: Origin,
}

/// What a stream still is as long as nobody has opened or extended it. rustc then knows more about its tokens
/// than it shows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    Built,
    /// The input stream with this reference (docs/contracts.md §1.1 Unopened).
    Input(u32),
    /// A text that `from_str` was given, by its number in `parsed`: the whole (0), or what is in its `stream`th
    /// group, in pre-order from 1. A doc comment counts as a group: the one of its attribute.
    Parsed { text: u32, stream: u32 },
}

#[derive(Clone)]
pub(crate) enum Element {
    Tree(TokenTree),
    /// A stream that was not built, put into another stream as it was.
    Unopened(Rc<Stream>),
    Doc(DocComment),
}

/// A doc comment in a stream that was lexed and not iterated. To a macro it is an attribute.
#[derive(Clone)]
pub(crate) struct DocComment {
    /// Without `///`, `/**`, `*/` and the like.
    pub(crate) text: Symbol,
    pub(crate) block: bool,
    pub(crate) inner: bool,
    /// No white space follows.
    pub(crate) tight: bool,
    pub(crate) span: u32,
}

impl TokenStream {
    /// An empty `TokenStream` containing no token trees.
    pub fn new() -> TokenStream {
        TokenStream { stream: None }
    }

    pub fn is_empty(&self) -> bool {
        has_no_elements(&self.stream)
    }

    pub(crate) fn from_elements(elements: Vec<Element>) -> TokenStream {
        TokenStream { stream: Some(Rc::new(Stream { elements, origin: Origin::Built })) }
    }
}

fn has_no_elements(stream: &Option<Rc<Stream>>) -> bool {
    stream.as_ref().map_or(true, |stream| stream.elements.is_empty())
}

impl fmt::Display for TokenStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.stream {
            Some(stream) => f.write_str(&print_stream::print(stream)),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for TokenStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenStream ")?;
        f.debug_list().entries(self.clone()).finish()
    }
}

impl From<TokenTree> for TokenStream {
    fn from(tree: TokenTree) -> TokenStream {
        let mut elements = Vec::with_capacity(1);
        push_tree(&mut elements, tree);
        TokenStream::from_elements(elements)
    }
}

impl FromIterator<TokenTree> for TokenStream {
    fn from_iter<I: IntoIterator<Item = TokenTree>>(trees: I) -> Self {
        let trees = trees.into_iter();
        let mut elements = Vec::with_capacity(trees.size_hint().0);
        trees.for_each(|tree| push_tree(&mut elements, tree));
        if elements.is_empty() {
            return TokenStream::new();
        }
        TokenStream::from_elements(elements)
    }
}

impl FromIterator<TokenStream> for TokenStream {
    fn from_iter<I: IntoIterator<Item = TokenStream>>(streams: I) -> Self {
        let mut result = TokenStream::new();
        result.extend(streams);
        result
    }
}

impl Extend<TokenTree> for TokenStream {
    fn extend<I: IntoIterator<Item = TokenTree>>(&mut self, trees: I) {
        let mut trees = trees.into_iter();
        let Some(first) = trees.next() else { return };
        let expected = trees.size_hint().0 + 1;
        let elements = self.own_elements();
        elements.reserve(expected);
        push_tree(elements, first);
        trees.for_each(|tree| push_tree(elements, tree));
    }
}

impl Extend<TokenStream> for TokenStream {
    fn extend<I: IntoIterator<Item = TokenStream>>(&mut self, streams: I) {
        for other in streams {
            self.append(other);
        }
    }
}

macro_rules! extend_with {
    ($($tree:ident)*) => {$(
        impl Extend<$tree> for TokenStream {
            fn extend<I: IntoIterator<Item = $tree>>(&mut self, trees: I) {
                self.extend(trees.into_iter().map(TokenTree::$tree));
            }
        }
    )*};
}

extend_with!(Group Literal Punct Ident);

impl TokenStream {
    fn append(&mut self, other: TokenStream) {
        let Some(other) = other.stream else { return };
        if other.elements.is_empty() {
            return;
        }
        if has_no_elements(&self.stream) {
            self.stream = Some(other);
            return;
        }
        let elements = self.own_elements();
        if other.origin != Origin::Built {
            elements.push(Element::Unopened(other));
            return;
        }
        match Rc::try_unwrap(other) {
            Ok(mut other) => elements.append(&mut other.elements),
            Err(other) => elements.extend_from_slice(&other.elements),
        }
    }

    /// The elements to add to, of a stream that nothing else refers to and that was built.
    fn own_elements(&mut self) -> &mut Vec<Element> {
        let stream = self.stream.get_or_insert_with(|| Rc::new(Stream { elements: Vec::new(), origin: Origin::Built }));
        if stream.origin != Origin::Built {
            let unopened = Element::Unopened(stream.clone());
            *stream = Rc::new(Stream { elements: vec![unopened], origin: Origin::Built });
        } else if Rc::get_mut(stream).is_none() {
            let mut elements = Vec::with_capacity(stream.elements.len() + 8);
            elements.extend_from_slice(&stream.elements);
            *stream = Rc::new(Stream { elements, origin: Origin::Built });
        }
        &mut Rc::get_mut(stream).expect("nothing else refers to the stream").elements
    }
}

/// A negative number becomes two tokens when it enters a stream: tokens have no sign.
#[inline]
fn push_tree(elements: &mut Vec<Element>, tree: TokenTree) {
    if let TokenTree::Literal(literal) = &tree {
        if let Some(positive) = literal.text.as_str().strip_prefix('-') {
            let mut minus = Punct::from_parts(b'-', false, literal.span);
            minus.tight = true;
            let mut literal = literal.clone();
            literal.text = Symbol::new(positive);
            elements.push(Element::Tree(minus.into()));
            elements.push(Element::Tree(literal.into()));
            return;
        }
    }
    elements.push(Element::Tree(tree));
}

/// An iterator over `TokenStream`'s `TokenTree`s. It is shallow: groups are returned as trees.
#[derive(Clone)]
pub struct IntoIter {
    stream: Option<Rc<Stream>>,
    /// Every element from here on is a `Tree`.
    next: usize,
    /// The operator whose characters come next, all of one span: where it begins and ends. An empty one otherwise.
    operator: (usize, usize),
}

/// rustc keeps operators in one piece and takes them apart for a macro, its span too where that is as long as the
/// operator: a span of two bytes that a macro gave to both halves of `::` comes back as two of one byte. `operator` is
/// the one before, or the one at hand.
fn take_apart(operator: &mut (usize, usize), elements: &[Element], at: usize, punct: &mut Punct) {
    if at >= operator.1 {
        if !punct.joint {
            return;
        }
        let end = at + print_stream::operator_length(elements, at);
        let same = |element: &Element| matches!(element, Element::Tree(TokenTree::Punct(other)) if other.span == punct.span);
        let is_split = elements[at..end].iter().all(same) && invocation::parts(punct.span).edge == WHOLE;
        *operator = if is_split { (at, end) } else { (end, end) };
    }
    let (start, end) = *operator;
    if at >= start && end - start > 1 {
        let parts = invocation::parts(punct.span);
        punct.span = invocation::span_of(Parts { edge: byte_of(end - start, at - start), ..parts });
    }
}

impl Iterator for IntoIter {
    type Item = TokenTree;

    #[inline]
    fn next(&mut self) -> Option<TokenTree> {
        let elements = &self.stream.as_ref()?.elements;
        let at = self.next;
        match elements.get(at)? {
            Element::Tree(tree) => {
                self.next += 1;
                let mut tree = tree.clone().loosened();
                if let TokenTree::Punct(punct) = &mut tree {
                    take_apart(&mut self.operator, elements, at, punct);
                }
                Some(tree)
            }
            Element::Unopened(_) | Element::Doc(_) => unreachable!("opened before iteration"),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let len = self.stream.as_ref().map_or(0, |stream| stream.elements.len()) - self.next;
        (len, Some(len))
    }

    fn count(self) -> usize {
        self.size_hint().0
    }
}

impl IntoIterator for TokenStream {
    type Item = TokenTree;
    type IntoIter = IntoIter;

    fn into_iter(self) -> IntoIter {
        IntoIter { stream: self.stream.map(opened), next: 0, operator: (0, 0) }
    }
}

/// The stream with nothing but trees as elements.
fn opened(stream: Rc<Stream>) -> Rc<Stream> {
    if stream.elements.iter().all(|element| matches!(element, Element::Tree(_))) {
        return stream;
    }
    let mut elements = Vec::with_capacity(stream.elements.len());
    open_into(&mut elements, &stream);
    Rc::new(Stream { elements, origin: Origin::Built })
}

fn open_into(elements: &mut Vec<Element>, stream: &Stream) {
    for element in &stream.elements {
        match element {
            Element::Tree(_) => elements.push(element.clone()),
            Element::Unopened(stream) => open_into(elements, stream),
            Element::Doc(comment) => elements.extend(comment.attribute().map(Element::Tree)),
        }
    }
}

impl DocComment {
    /// `#[doc = "…"]` or `#![doc = "…"]`.
    pub(crate) fn attribute(&self) -> impl Iterator<Item = TokenTree> {
        let span = self.span;
        let mut text = String::from("\"");
        text.extend(self.text.as_str().chars().flat_map(char::escape_debug));
        text.push('"');
        let content: [TokenTree; 3] = [
            Ident::from_parts(Symbol::new("doc"), false, span).into(),
            Punct::from_parts(b'=', false, span).into(),
            Literal::from_text(&text, span).into(),
        ];
        let group = Group {
            stream: TokenStream::from_iter(content).stream,
            span,
            delimiter: Delimiter::Bracket,
            input: false,
            open_tight: false,
            tight: false,
        };
        let bang = self.inner.then(|| Punct::from_parts(b'!', false, span).into());
        [TokenTree::from(Punct::from_parts(b'#', false, span))].into_iter().chain(bang).chain([TokenTree::from(group)])
    }
}
