//! What the user is told when an invocation cannot be answered.

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// `SC####`.
    pub code: String,
    pub message: String,
    pub notes: Vec<String>,
    /// What to do next; may be empty.
    pub help: String,
}

impl Failure {
    pub fn new(code: &str, message: impl Into<String>) -> Self {
        Failure { code: code.to_string(), message: message.into(), notes: Vec::new(), help: String::new() }
    }

    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }
}
