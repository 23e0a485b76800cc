//! Identifiers and puncts that one expansion has already. Nearly all come again and again, and proc_macro checks each
//! new one, and looks up each new name in its table.

use proc_macro::{Ident, Punct, Spacing, Span};

pub struct Stock<'a> {
    /// The last name of each slot.
    names: [Option<(&'a str, Ident)>; SLOTS],
    /// By character, the Alone one before the Joint one.
    puncts: [Option<Punct>; 256],
}

const SLOTS: usize = 128;

impl<'a> Stock<'a> {
    pub fn new() -> Self {
        Stock { names: [const { None }; SLOTS], puncts: [const { None }; 256] }
    }

    /// What `Ident::new` gives, panics included.
    #[inline]
    pub fn ident(&mut self, text: &'a str, span: Span) -> Ident {
        let slot = &mut self.names[slot_of(text.as_bytes())];
        match slot {
            Some((known, ident)) if *known == text => {
                let mut ident = ident.clone();
                ident.set_span(span);
                ident
            }
            _ => {
                let ident = Ident::new(text, span);
                *slot = Some((text, ident.clone()));
                ident
            }
        }
    }

    /// A punct with that span; `character` is one of Rust's.
    #[inline]
    pub fn punct(&mut self, character: u8, joint: bool, span: Span) -> Punct {
        let slot = &mut self.puncts[usize::from(character << 1 | u8::from(joint))];
        let mut punct = slot
            .get_or_insert_with(|| Punct::new(char::from(character), if joint { Spacing::Joint } else { Spacing::Alone }))
            .clone();
        punct.set_span(span);
        punct
    }
}

/// Names of one program differ in their ends and lengths.
#[inline]
fn slot_of(text: &[u8]) -> usize {
    let at = |index: usize| usize::from(text.get(index).copied().unwrap_or(0));
    let last = text.len().wrapping_sub(1);
    (at(last) * 31 + at(last / 2) * 7 + at(0) + text.len() * 13) % SLOTS
}
