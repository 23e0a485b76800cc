//! What rustc keeps of tokens that it lexed and nobody looked at (docs/format.md §5): where no white space follows,
//! and which attributes were doc comments.

use crate::literal::Literal;
use crate::stream::{DocComment, Element};
use crate::token_tree::{Delimiter, Group, TokenTree};

/// Yes or no, one after the other; six make a base64 digit, the first in its lowest bit.
#[derive(Default)]
pub(crate) struct Facts(Vec<bool>);

impl Facts {
    pub(crate) fn push(&mut self, fact: bool) {
        self.0.push(fact);
    }

    /// Says of the doc attribute that was the last tree that it is a comment.
    pub(crate) fn make_doc_comment(&mut self, comment: &DocComment) {
        self.0.truncate(self.0.len() - 3);
        self.0.extend([comment.tight, true, comment.block]);
    }

    /// The digits without the zeros at the end.
    pub(crate) fn finish(&self) -> String {
        const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let used = self.0.iter().rposition(|&fact| fact).map_or(0, |last| last + 1);
        let digit = |facts: &[bool]| {
            let value = facts.iter().rev().fold(0, |value, &fact| value << 1 | fact as usize);
            char::from(DIGITS[value])
        };
        self.0[..used].chunks(6).map(digit).collect()
    }
}

/// Whether the group is `[doc = "…"]`, which a doc comment looks like.
pub(crate) fn is_doc_attribute(group: &Group) -> bool {
    let Some(stream) = group.stream.as_deref() else { return false };
    match &stream.elements[..] {
        [Element::Tree(TokenTree::Ident(name)), Element::Tree(TokenTree::Punct(equals)), Element::Tree(TokenTree::Literal(text))] => {
            group.delimiter == Delimiter::Bracket
                && name.symbol.as_str() == "doc"
                && !name.raw
                && equals.ch == b'='
                && !equals.joint
                && is_plain_string(text)
        }
        _ => false,
    }
}

fn is_plain_string(literal: &Literal) -> bool {
    let text = literal.text.as_str();
    text.len() > 1 && text.starts_with('"') && text.ends_with('"')
}

#[cfg(test)]
mod tests {
    use super::Facts;

    #[test]
    fn six_facts_are_a_digit() {
        let digits = |facts: &str| Facts(facts.bytes().map(|byte| byte == b'1').collect()).finish();
        assert_eq!(digits(""), "");
        assert_eq!(digits("0000000"), "");
        assert_eq!(digits("1"), "B");
        assert_eq!(digits("0000011"), "gB");
        assert_eq!(digits("111111000000"), "/");
    }
}
