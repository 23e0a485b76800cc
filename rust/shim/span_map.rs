//! The span map of an entry (docs/format.md §5), decoded as it is walked: one step for each token, no list
//! of spans in memory.

/// A span that combines two others: `edge(location).resolved_at(context)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Derived {
    pub location: u32,
    pub context: u32,
    /// 0 whole, 1 its start, 2 its end; 3 and 4 the bytes of a span of two, 5 to 7 of one of three.
    pub edge: u8,
}

/// What the map says about the next token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// The token has the span with this id.
    Span(u32),
    /// The tree is the input tree with this id.
    Clone(u32),
    /// The next `trees` trees are an input stream that the macro handed back without opening it.
    Unopened { reference: u32, trees: u32 },
    /// The next `trees` trees are a stream of a text that the macro had parsed, handed back likewise.
    Parsed { parsed: Parsed<'a>, trees: u32 },
}

/// A stream of a text that a macro had parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parsed<'a> {
    /// Index into the entry's `parsed`.
    pub text: u32,
    /// 0 for the whole text, else the number of the group that it is the content of.
    pub stream: u32,
    /// Base64 digits, see spelling.rs.
    pub facts: &'a str,
}

/// What stands for a parsed stream where others have the reference of an input stream; no such has this number.
const PARSED: u32 = 2;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MapError {
    pub reason: &'static str,
}

/// Walks a span map.
pub struct SpanMap<'a> {
    numbers: Numbers<'a>,
    derived: Vec<Derived>,
    /// First id after the input's.
    input_end: u32,
    run: Run,
    left: u32,
    /// Id of the next token of an input run.
    id: u32,
    expected: u32,
}

#[derive(Clone, Copy)]
enum Run {
    One,
    Input,
}

impl<'a> SpanMap<'a> {
    /// Reads the derived table. `input_end` is the first id after the input's.
    pub fn new(text: &'a str, input_end: u32) -> Result<Self, MapError> {
        let mut numbers = Numbers::new(text);
        let count = numbers.unsigned()?;
        // Each takes at least three digits: a count that cannot be true must not reserve memory.
        if u64::from(count) * 3 > text.len() as u64 {
            return fail("more derived spans than the map holds");
        }
        let mut derived = Vec::with_capacity(count as usize);
        for _ in 0..count {
            let (location, context, edge) = (numbers.unsigned()?, numbers.unsigned()?, numbers.unsigned()?);
            if !is_given(location, input_end) || !is_given(context, input_end) || edge > 7 {
                return fail("a derived span refers to no span");
            }
            derived.push(Derived { location, context, edge: edge as u8 });
        }
        if input_end.checked_add(count).is_none() {
            return fail("too many spans");
        }
        Ok(SpanMap { numbers, derived, input_end, run: Run::One, left: 0, id: 0, expected: 4 })
    }

    pub fn derived(&self) -> &[Derived] {
        &self.derived
    }

    /// The step for the next token; after `Clone` and `Unopened`, for the token behind those trees.
    #[inline]
    pub fn step(&mut self) -> Result<Step<'a>, MapError> {
        if self.left == 0 {
            if let Some(step) = self.next_run()? {
                return Ok(step);
            }
        }
        self.left -= 1;
        let id = self.id;
        if let Run::Input = self.run {
            self.id += 1;
        }
        Ok(Step::Span(id))
    }

    /// Whether anything that was parsed is handed back from here on. What is damaged is found by walking.
    pub fn has_parsed(mut self) -> bool {
        while let Ok(step) = self.next_run() {
            if let Some(Step::Parsed { .. }) = step {
                return true;
            }
        }
        false
    }

    /// An error if the map speaks of more tokens than there were.
    pub fn finish(&self) -> Result<(), MapError> {
        if self.left > 0 || !self.numbers.is_empty() {
            return fail("the span map is longer than the expansion");
        }
        Ok(())
    }

    /// Begins the next run; a run of kind 3 is one step and is returned.
    fn next_run(&mut self) -> Result<Option<Step<'a>>, MapError> {
        if self.numbers.is_empty() {
            return fail("the span map is shorter than the expansion");
        }
        let head = self.numbers.unsigned()?;
        let length = (head >> 2) + 1;
        match head & 3 {
            0 => (self.run, self.id) = (Run::One, 0),
            1 => {
                let first = i64::from(self.expected) + self.numbers.signed()?;
                let last = first + i64::from(length) - 1;
                if first < 4 || last >= i64::from(self.input_end) {
                    return fail("an input span that the input does not have");
                }
                (self.run, self.id, self.expected) = (Run::Input, first as u32, last as u32 + 1);
            }
            2 => {
                let id = self.numbers.unsigned()?;
                let end = self.input_end + self.derived.len() as u32;
                if id >= end || id == 2 || id == 3 {
                    return fail("a span that neither the input nor the table has");
                }
                (self.run, self.id) = (Run::One, id);
            }
            _ => {
                let what = self.numbers.unsigned()?;
                let reference = what >> 1;
                if what == PARSED << 1 | 1 {
                    let (text, stream) = (self.numbers.unsigned()?, self.numbers.unsigned()?);
                    let parsed = Parsed { text, stream, facts: self.numbers.digits()? };
                    return Ok(Some(Step::Parsed { parsed, trees: length }));
                }
                if reference >= self.input_end {
                    return fail("a tree of the input that the input does not have");
                }
                return match (what & 1, length) {
                    (1, trees) => Ok(Some(Step::Unopened { reference, trees })),
                    (_, 1) => Ok(Some(Step::Clone(reference))),
                    _ => fail("a cloned tree that stands for several"),
                };
            }
        }
        self.left = length;
        Ok(None)
    }
}

/// Whether derived spans may refer to the id: call site, mixed site and the input's.
fn is_given(id: u32, input_end: u32) -> bool {
    id < input_end && id != 2 && id != 3
}

fn fail<T>(reason: &'static str) -> Result<T, MapError> {
    Err(MapError { reason })
}

/// Base64 VLQ numbers.
#[derive(Clone)]
pub struct Numbers<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Numbers<'a> {
    pub fn new(text: &'a str) -> Self {
        Numbers { text, bytes: text.as_bytes(), at: 0 }
    }

    pub fn is_empty(&self) -> bool {
        self.at == self.bytes.len()
    }

    #[inline]
    pub fn unsigned(&mut self) -> Result<u32, MapError> {
        let wide = self.wide()?;
        u32::try_from(wide).or_else(|_| fail("a number is too large"))
    }

    /// The sign is the lowest bit.
    fn signed(&mut self) -> Result<i64, MapError> {
        let wide = self.wide()?;
        let magnitude = (wide >> 1) as i64;
        Ok(if wide & 1 == 1 { -magnitude } else { magnitude })
    }

    /// Digits that are no number, with their count before them.
    fn digits(&mut self) -> Result<&'a str, MapError> {
        let count = self.unsigned()? as usize;
        let found = self.bytes.get(self.at..).and_then(|rest| rest.get(..count));
        if !found.is_some_and(|found| found.iter().all(|&byte| digit(byte) != 0xff)) {
            return fail("digits that are cut short");
        }
        let from = self.at;
        self.at += count;
        Ok(&self.text[from..self.at])
    }

    /// At most seven digits: 35 bits.
    #[inline]
    fn wide(&mut self) -> Result<u64, MapError> {
        let mut value = 0u64;
        for shift in (0..35).step_by(5) {
            let Some(&byte) = self.bytes.get(self.at) else { return fail("the span map ends inside a number") };
            self.at += 1;
            let digit = digit(byte);
            if digit == 0xff {
                return fail("a character that is no base64 digit");
            }
            value |= u64::from(digit & 31) << shift;
            if digit & 32 == 0 {
                return Ok(value);
            }
        }
        fail("a number is too large")
    }
}

/// Value of a base64 digit, 0xff for other bytes.
#[inline]
pub fn digit(byte: u8) -> u8 {
    DIGITS[usize::from(byte)]
}

/// Values of all bytes.
static DIGITS: [u8; 256] = {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut table = [0xff; 256];
    let mut value = 0;
    while value < 64 {
        table[alphabet[value] as usize] = value as u8;
        value += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    /// The digits of one unsigned number.
    fn vlq(mut value: u64) -> String {
        let mut text = String::new();
        loop {
            let digit = value & 31 | if value > 31 { 32 } else { 0 };
            text.push(char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[digit as usize]));
            value >>= 5;
            if value == 0 {
                return text;
            }
        }
    }

    fn map(numbers: &[u64]) -> String {
        numbers.iter().map(|&number| vlq(number)).collect()
    }

    fn steps(text: &str, input_end: u32) -> Result<Vec<Step<'_>>, MapError> {
        let mut map = SpanMap::new(text, input_end)?;
        let mut steps = Vec::new();
        while map.finish().is_err() {
            steps.push(map.step()?);
        }
        Ok(steps)
    }

    #[test]
    fn runs_of_every_kind() {
        // One derived span; 2 × call site; 3 × input from 5; 1 × mixed; 1 × derived; input again at 8, then 6;
        // clone of 9; the unopened input for 3 trees.
        let text = map(&[
            1, 5, 0, 1, // derived
            (2 - 1) << 2, //
            ((3 - 1) << 2) | 1, 1 << 1, //
            2, 1, //
            2, 20, //
            1, 0, //
            1, 3 << 1 | 1, //
            3, 9 << 1, //
            ((3 - 1) << 2) | 3, 1 << 1 | 1,
        ]);
        use Step::*;
        assert_eq!(
            steps(&text, 20).unwrap(),
            [
                Span(0), Span(0), Span(5), Span(6), Span(7), Span(1), Span(20), Span(8), Span(6), Clone(9),
                Unopened { reference: 1, trees: 3 }
            ]
        );
        let parsed = format!("{}QfFx", map(&[0, ((4 - 1) << 2) | 3, 5, 0, 3, 2]));
        let walked = SpanMap::new(&parsed, 4).unwrap().step().unwrap();
        assert_eq!(walked, Step::Parsed { parsed: super::Parsed { text: 0, stream: 3, facts: "Qf" }, trees: 4 });
        assert!(SpanMap::new(&parsed, 4).unwrap().has_parsed());
        assert!(!SpanMap::new(&text, 20).unwrap().has_parsed());
        assert_eq!(
            SpanMap::new(&text, 20).unwrap().derived(),
            [Derived { location: 5, context: 0, edge: 1 }]
        );
    }

    #[test]
    fn a_map_must_cover_exactly_the_tokens() {
        let text = map(&[0, (2 - 1) << 2]);
        let mut walked = SpanMap::new(&text, 4).unwrap();
        walked.step().unwrap();
        assert!(walked.finish().is_err());
        walked.step().unwrap();
        assert!(walked.finish().is_ok());
        assert!(walked.step().is_err());
    }

    #[test]
    fn ids_outside_the_input_are_errors() {
        for numbers in [
            &[0, 1, 0][..],               // input run, nothing in the input
            &[0, 1, 1][..],               // id 4 - 0 with the sign set
            &[0, 1, 3][..],               // id 3
            &[0, 2, 2][..],               // reserved id
            &[0, 2, 4][..],               // no derived span
            &[0, 3, 4 << 1][..],          // clone of nothing
            &[0, 4 | 3, 0][..],           // a clone for two trees
            &[0, 3, 5, 0, 0, 1][..],      // digits that are not there
            &[1, 2, 0, 0][..],            // derived from a reserved id
            &[1, 0, 4, 0][..],            // derived from nothing
            &[1, 0, 1, 8][..],            // edge
            &[1_000_000, 0, 0, 0][..],    // a table that cannot be there
            &[1 << 33][..],               // too large
            &[0, 1, 1 << 34][..],         // far out of range
        ] {
            assert!(steps(&map(numbers), 4).is_err(), "{numbers:?}");
        }
    }

    #[test]
    fn text_that_is_no_map_is_an_error() {
        for text in ["", "g", "A-", "Aé", "A=", "AAg", "gggggggggggg", "A ", "A\n"] {
            assert!(steps(text, 10).is_err(), "{text:?}");
        }
    }
}
