//! displaydoc: the content comes from doc comments.

use displaydoc::Display;

/// a thing with {name} and {0:?}
#[derive(Debug)]
pub struct NotDisplayed;

#[derive(Display, Debug)]
pub enum Problem {
    /// the file {0} does not exist
    Missing(String),
    /// expected {expected:?}, found {found:>4}
    Unexpected { expected: Vec<u8>, found: u8 },
    /**
     * a block comment
     */
    Block,
    #[doc = "an attribute {0}"]
    Attribute(f32),
    /// "quoted" and \n kept, {{}}
    Quoted,
}

/// a struct {value:#x}
#[derive(Display)]
pub struct Struct<T: std::fmt::LowerHex> {
    pub value: T,
}

/// many
///
/// lines, of which one counts
#[derive(Display)]
#[ignore_extra_doc_attributes]
pub struct Many;

#[derive(Display)]
#[prefix_enum_doc_attributes]
/// prefix
pub enum Prefixed {
    /// variant {0}
    Variant(char),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts() {
        assert_eq!(Problem::Missing("f".into()).to_string(), "the file f does not exist");
        assert_eq!(Problem::Unexpected { expected: vec![1], found: 2 }.to_string(), "expected [1], found    2");
        assert_eq!(Problem::Block.to_string(), "a block comment");
        assert_eq!(Problem::Attribute(0.5).to_string(), "an attribute 0.5");
        assert_eq!(Problem::Quoted.to_string(), "\"quoted\" and \\n kept, {}");
        assert_eq!(Struct { value: 255 }.to_string(), "a struct 0xff");
        assert_eq!(Many.to_string(), "many");
        assert_eq!(Prefixed::Variant('v').to_string(), "prefix: variant v");
    }
}
