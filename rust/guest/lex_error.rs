use std::marker::PhantomData;
use std::{error, fmt};

/// Why a text is not a sequence of tokens.
#[non_exhaustive]
pub struct LexError {
    message: String,
    not_send: PhantomData<*const ()>,
}

impl LexError {
    pub(crate) fn new(message: impl Into<String>) -> LexError {
        LexError { message: message.into(), not_send: PhantomData }
    }
}

impl fmt::Display for LexError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Debug for LexError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LexError").field(&self.message).finish()
    }
}

impl error::Error for LexError {}
