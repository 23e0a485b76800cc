//! Line breaking by Oppen's algorithm ("Prettyprinting", 1980), with the margins of rustc's printer: text,
//! breaks and nested boxes come in; a break becomes a line end where what follows would not fit.

use std::collections::VecDeque;

const MARGIN: isize = 78;
/// A line has at least this much room, however far it is indented.
const LEAST_ROOM: isize = 60;
/// Wider than any line: a break of this width never fits.
const ENDLESS: isize = 0xffff;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Breaks {
    /// If one break of the box becomes a line end, all do.
    Consistent,
    /// A break becomes a line end when what follows up to the next one does not fit.
    Inconsistent,
}

#[derive(Clone, Copy)]
enum Entry<'a> {
    Text(&'a str),
    Break { blanks: isize, offset: isize },
    Begin { indent: isize, breaks: Breaks },
    End,
}

struct Sized<'a> {
    entry: Entry<'a>,
    /// Width from here to the next break of the same box, or of the whole box. Negative while it is not
    /// known: then it is minus the total width before the entry.
    size: isize,
}

#[derive(Clone, Copy)]
enum Frame {
    Fits,
    Broken { outer_indent: isize, breaks: Breaks },
}

pub(crate) struct Printer<'a> {
    out: String,
    /// Blanks that are written when text follows, so that no line ends in blanks.
    pending_blanks: isize,
    /// Columns left on the line.
    room: isize,
    indent: isize,
    frames: Vec<Frame>,
    /// Entries whose size may not be known yet. `first` is the number of the first one.
    buffer: VecDeque<Sized<'a>>,
    first: usize,
    /// Numbers of the entries without a size.
    unsized_entries: VecDeque<usize>,
    /// Total widths of what was printed, and of what came in.
    printed: isize,
    received: isize,
    /// The last entry was a line end with no offset.
    at_line_start: bool,
}

impl<'a> Printer<'a> {
    pub(crate) fn new() -> Self {
        Printer {
            out: String::new(),
            pending_blanks: 0,
            room: MARGIN,
            indent: 0,
            frames: Vec::new(),
            buffer: VecDeque::new(),
            first: 0,
            unsized_entries: VecDeque::new(),
            printed: 0,
            received: 0,
            at_line_start: true,
        }
    }

    pub(crate) fn text(&mut self, text: &'a str) {
        self.at_line_start = false;
        if self.unsized_entries.is_empty() {
            self.print_text(text);
            return;
        }
        let width = text.len() as isize;
        self.buffer.push_back(Sized { entry: Entry::Text(text), size: width });
        self.received += width;
        while self.received - self.printed > self.room {
            if self.unsized_entries.front() == Some(&self.first) {
                self.unsized_entries.pop_front();
                self.buffer[0].size = ENDLESS;
            }
            self.print_sized();
            if self.buffer.is_empty() {
                break;
            }
        }
    }

    /// A blank, or a line end.
    pub(crate) fn space(&mut self) {
        self.push_break(1, 0);
    }

    pub(crate) fn line_end(&mut self) {
        self.push_break(ENDLESS, 0);
        self.at_line_start = true;
    }

    /// A blank, or a line end that is `offset` columns off the indentation. Directly after a line end it
    /// only moves that one.
    pub(crate) fn space_with_offset(&mut self, offset: isize) {
        if !self.at_line_start {
            self.push_break(1, offset);
        } else if let Some(Sized { entry: Entry::Break { offset: last, blanks: ENDLESS }, .. }) = self.buffer.back_mut()
        {
            *last = offset;
            self.at_line_start = false;
        }
    }

    pub(crate) fn begin(&mut self, indent: isize, breaks: Breaks) {
        self.at_line_start = false;
        if self.unsized_entries.is_empty() {
            self.start_buffer();
        }
        self.push_unsized(Entry::Begin { indent, breaks }, -self.received);
    }

    pub(crate) fn end(&mut self) {
        self.at_line_start = false;
        if self.unsized_entries.is_empty() {
            self.print_end();
        } else {
            self.push_unsized(Entry::End, -1);
        }
    }

    pub(crate) fn finish(mut self) -> String {
        if !self.unsized_entries.is_empty() {
            self.settle();
            self.print_sized();
        }
        self.out
    }

    fn push_break(&mut self, blanks: isize, offset: isize) {
        self.at_line_start = false;
        if self.unsized_entries.is_empty() {
            self.start_buffer();
        } else {
            self.settle();
        }
        self.push_unsized(Entry::Break { blanks, offset }, -self.received);
        self.received += blanks;
    }

    fn start_buffer(&mut self) {
        self.printed = 1;
        self.received = 1;
        self.first += self.buffer.len();
        self.buffer.clear();
    }

    fn push_unsized(&mut self, entry: Entry<'a>, size: isize) {
        self.unsized_entries.push_back(self.first + self.buffer.len());
        self.buffer.push_back(Sized { entry, size });
    }

    /// Gives a size to the last break of the current box, and to the boxes that ended after it.
    fn settle(&mut self) {
        let mut depth = 0;
        while let Some(&number) = self.unsized_entries.back() {
            let received = self.received;
            let sized = &mut self.buffer[number - self.first];
            match sized.entry {
                Entry::Begin { .. } => {
                    if depth == 0 {
                        break;
                    }
                    sized.size += received;
                    depth -= 1;
                }
                Entry::End => {
                    sized.size = 1;
                    depth += 1;
                }
                Entry::Break { .. } | Entry::Text(_) => {
                    sized.size += received;
                    self.unsized_entries.pop_back();
                    if depth == 0 {
                        break;
                    }
                    continue;
                }
            }
            self.unsized_entries.pop_back();
        }
    }

    /// Prints the entries up to the first one whose size is not known.
    fn print_sized(&mut self) {
        while self.buffer.front().is_some_and(|sized| sized.size >= 0) {
            let Some(Sized { entry, size }) = self.buffer.pop_front() else { break };
            self.first += 1;
            match entry {
                Entry::Text(text) => {
                    self.printed += text.len() as isize;
                    self.print_text(text);
                }
                Entry::Break { blanks, offset } => {
                    self.printed += blanks;
                    self.print_break(blanks, offset, size);
                }
                Entry::Begin { indent, breaks } => self.print_begin(indent, breaks, size),
                Entry::End => self.print_end(),
            }
        }
    }

    fn print_begin(&mut self, indent: isize, breaks: Breaks, size: isize) {
        if size > self.room {
            self.frames.push(Frame::Broken { outer_indent: self.indent, breaks });
            self.indent += indent;
        } else {
            self.frames.push(Frame::Fits);
        }
    }

    fn print_end(&mut self) {
        if let Some(Frame::Broken { outer_indent, .. }) = self.frames.pop() {
            self.indent = outer_indent;
        }
    }

    fn print_break(&mut self, blanks: isize, offset: isize, size: isize) {
        let fits = match self.frames.last() {
            Some(Frame::Fits) => true,
            Some(Frame::Broken { breaks: Breaks::Consistent, .. }) => false,
            Some(Frame::Broken { breaks: Breaks::Inconsistent, .. }) | None => size <= self.room,
        };
        if fits {
            self.pending_blanks += blanks;
            self.room -= blanks;
        } else {
            self.out.push('\n');
            self.pending_blanks = self.indent + offset;
            self.room = (MARGIN - self.pending_blanks).max(LEAST_ROOM);
        }
    }

    fn print_text(&mut self, text: &str) {
        self.out.extend(std::iter::repeat(' ').take(self.pending_blanks.max(0) as usize));
        self.pending_blanks = 0;
        self.out.push_str(text);
        self.room -= text.len() as isize;
    }
}
