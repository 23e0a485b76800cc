//! Which of the puncts that stand directly before another one are Alone (docs/format.md §4): the text is laid
//! out as a person would write it, and the exceptions to what it looks like stand in the metadata.

use crate::span_map::{MapError, Numbers};

/// Walks the `alone` of an entry: lengths of runs, the first of Joint puncts, the next of Alone ones, in turn.
#[derive(Clone)]
pub struct Spacing<'a> {
    numbers: Numbers<'a>,
    joint: bool,
    left: u32,
}

impl<'a> Spacing<'a> {
    /// An empty text: all are Joint.
    pub fn new(text: &'a str) -> Self {
        Spacing { numbers: Numbers::new(text), joint: false, left: 0 }
    }

    /// Whether the next punct that stands directly before another one is Joint.
    #[inline]
    pub fn next_is_joint(&mut self) -> Result<bool, MapError> {
        while self.left == 0 {
            if self.numbers.is_empty() {
                return Ok(true);
            }
            self.joint = !self.joint;
            self.left = self.numbers.unsigned()?;
        }
        self.left -= 1;
        Ok(self.joint)
    }

    /// An error if the runs speak of more puncts than there were.
    pub fn finish(&self) -> Result<(), MapError> {
        if self.left == 0 && self.numbers.is_empty() {
            return Ok(());
        }
        Err(MapError { reason: "`alone` speaks of more puncts than the expansion has" })
    }
}

#[cfg(test)]
mod tests {
    use super::Spacing;

    fn read(text: &str, count: usize) -> Option<String> {
        let mut spacing = Spacing::new(text);
        let read: Option<String> =
            (0..count).map(|_| spacing.next_is_joint().ok().map(|joint| if joint { 'J' } else { 'A' })).collect();
        read.filter(|_| spacing.finish().is_ok())
    }

    #[test]
    fn runs_alternate_and_what_is_left_is_joint() {
        assert_eq!(read("", 3).as_deref(), Some("JJJ"));
        assert_eq!(read("AC", 3).as_deref(), Some("AAJ"));
        assert_eq!(read("CBBC", 6).as_deref(), Some("JJAJAA"));
        assert_eq!(read("AAC", 3).as_deref(), Some("JJJ"));
    }

    #[test]
    fn runs_that_do_not_fit_are_refused() {
        assert_eq!(read("AC", 1), None);
        assert_eq!(read("B", 0), None);
        assert_eq!(read("A!", 1), None);
        assert_eq!(read("g", 1), None);
    }
}
