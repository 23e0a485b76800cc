//! What the text of the input tells about its tokens beyond what proc_macro shows: where no white space
//! follows, and which attributes were doc comments. rustc keeps both in streams that are not iterated, and
//! prints them. They are read from the text by lexing it and walking it together with the tokens, but only
//! when a part of the input is printed inside something else.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::rc::Rc;

use crate::edition::EDITION_2021;
use crate::invocation::{self, WordHasher};
use crate::lexer::lex;
use crate::message::FIRST_INPUT;
use crate::stream::{DocComment, Element, Stream};
use crate::token_tree::{Delimiter, Group, TokenTree};

thread_local! {
    static SPACING: RefCell<Option<Box<Spacing>>> = const { RefCell::new(None) };
    /// The attribute and the input stream.
    static STREAMS: RefCell<[Option<Rc<Stream>>; 2]> = const { RefCell::new([None, None]) };
}

#[derive(Default)]
struct Spacing {
    /// By span id minus `FIRST_INPUT`.
    flags: Vec<u8>,
    doc_comments: HashMap<u32, DocComment, BuildHasherDefault<WordHasher>>,
}

const TIGHT: u8 = 1;
const OPEN_TIGHT: u8 = 2;

/// Sets the input of an invocation, or forgets it.
pub(crate) fn set_streams(streams: [Option<Rc<Stream>>; 2]) {
    SPACING.with(|spacing| *spacing.borrow_mut() = None);
    STREAMS.with(|current| *current.borrow_mut() = streams);
}

/// Must be called before the questions below are asked about trees of an input stream.
pub(crate) fn prepare() {
    if SPACING.with(|spacing| spacing.borrow().is_some()) {
        return;
    }
    let mut spacing =
        Spacing { flags: vec![0; (invocation::input_end() - FIRST_INPUT) as usize], ..Spacing::default() };
    STREAMS.with(|streams| {
        for (reference, stream) in streams.borrow().iter().enumerate() {
            let text = invocation::display_of(reference as u32).unwrap_or("");
            if let (Some(stream), Ok(lexed)) = (stream, lex(text, EDITION_2021, None)) {
                // Where the text is not that of the tokens (a macro variable glued to its neighbour), what
                // was read up to there stays.
                spacing.walk(&stream.elements, &mut lexed.iter());
            }
        }
    });
    SPACING.with(|current| *current.borrow_mut() = Some(Box::new(spacing)));
}

pub(crate) fn is_tight(tree: &TokenTree) -> bool {
    flag(first_id(tree), TIGHT)
}

pub(crate) fn is_open_tight(group: &Group) -> bool {
    flag(group.span, OPEN_TIGHT)
}

/// The doc comment that starts at this tree, which is the `#` of the attribute.
pub(crate) fn doc_comment(tree: &TokenTree) -> Option<DocComment> {
    match tree {
        TokenTree::Punct(punct) if punct.ch == b'#' => SPACING.with(|spacing| {
            spacing.borrow().as_ref().and_then(|spacing| spacing.doc_comments.get(&punct.span).cloned())
        }),
        _ => None,
    }
}

fn flag(id: u32, flag: u8) -> bool {
    let index = id.wrapping_sub(FIRST_INPUT) as usize;
    SPACING.with(|spacing| {
        let spacing = spacing.borrow();
        spacing.as_ref().and_then(|spacing| spacing.flags.get(index)).is_some_and(|flags| flags & flag != 0)
    })
}

fn first_id(tree: &TokenTree) -> u32 {
    match tree {
        TokenTree::Group(tree) => tree.span,
        TokenTree::Ident(tree) => tree.span,
        TokenTree::Punct(tree) => tree.span,
        TokenTree::Literal(tree) => tree.span,
    }
}

impl Spacing {
    /// Walks the trees of the input and the elements of the text; `None` when they differ.
    fn walk(&mut self, trees: &[Element], lexed: &mut std::slice::Iter<'_, Element>) -> Option<()> {
        let mut trees = trees.iter();
        while let Some(Element::Tree(tree)) = trees.next() {
            // Invisible delimiters are not in the text.
            if let TokenTree::Group(group @ Group { delimiter: Delimiter::None, .. }) = tree {
                self.walk(elements(group), lexed)?;
                continue;
            }
            match (tree, lexed.next()?) {
                (TokenTree::Punct(punct), Element::Doc(comment)) if punct.ch == b'#' => {
                    for _ in 0..1 + comment.inner as usize {
                        trees.next()?;
                    }
                    self.doc_comments.insert(punct.span, comment.clone());
                }
                (TokenTree::Group(group), Element::Tree(TokenTree::Group(text)))
                    if group.delimiter == text.delimiter =>
                {
                    let mut inner = elements(text).iter();
                    self.set(group.span, text.tight, text.open_tight);
                    self.walk(elements(group), &mut inner)?;
                    if inner.next().is_some() {
                        return None;
                    }
                }
                (TokenTree::Ident(ident), Element::Tree(TokenTree::Ident(text)))
                    if ident.symbol == text.symbol && ident.raw == text.raw =>
                {
                    self.set(ident.span, text.tight, false);
                }
                // `$crate`
                (TokenTree::Ident(ident), Element::Tree(TokenTree::Punct(text)))
                    if text.ch == b'$' && ident.symbol.as_str() == "$crate" =>
                {
                    let Some(Element::Tree(TokenTree::Ident(text))) = lexed.next() else { return None };
                    self.set(ident.span, text.tight, false);
                }
                (TokenTree::Punct(punct), Element::Tree(TokenTree::Punct(text))) if punct.ch == text.ch => {
                    self.set(punct.span, text.tight, false);
                }
                (TokenTree::Literal(literal), Element::Tree(TokenTree::Literal(text))) if literal.text == text.text => {
                    self.set(literal.span, text.tight, false);
                }
                _ => return None,
            }
        }
        Some(())
    }

    fn set(&mut self, id: u32, tight: bool, open_tight: bool) {
        let flags = if tight { TIGHT } else { 0 } | if open_tight { OPEN_TIGHT } else { 0 };
        if let Some(slot) = self.flags.get_mut((id - FIRST_INPUT) as usize) {
            *slot = flags;
        }
    }
}

fn elements(group: &Group) -> &[Element] {
    group.stream.as_deref().map_or(&[], |stream| &stream.elements)
}
