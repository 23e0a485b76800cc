//! The emit side: asks the host over its socket to expand what the cache does not have (docs/contracts.md §5).

use crate::failure::Failure;
use crate::invocation::Invocation;
use crate::positions;
use crate::settings::Settings;
use crate::wire::{Malformed, Reader, Writer};
use proc_macro::{Span, TokenTree};
use std::path::PathBuf;

pub enum Answer {
    /// The entry has been written.
    Entry(PathBuf),
    /// The entry will be written there; so far it has this text, which is not laid out.
    Text(PathBuf, String),
    /// The macro panicked with this message.
    Panic(String),
}

/// Tells the host of an invocation that the cache answered. Nothing is sent before something is asked: where all is
/// in the cache, the host has nothing to do. `looks`: whether the macro looks at positions.
pub fn note(invocation: &Invocation<'_>, settings: &Settings, looks: bool) -> Result<(), Failure> {
    let input = &invocation.input;
    let mut out = Writer::with_capacity(3 * input.wire.len() + 64);
    out.u8(6);
    out.string(invocation.macro_crate.item);
    out.string(invocation.name);
    out.u8(invocation.kind as u8);
    out.raw(&invocation.key.bytes);
    out.raw(&input.wire);
    out.string(&input.attr.to_string());
    out.string(&input.item.to_string());
    out.bool(looks);
    if looks {
        positions::encode(input, &mut out);
    }
    connection::note(settings, out.bytes)
}

/// Asks once, and again with positions if the macro looks at them.
pub fn ask(invocation: &Invocation<'_>, settings: &Settings) -> Result<Answer, Failure> {
    for with_positions in [false, true] {
        let request = request(invocation, with_positions);
        let answer = connection::exchange(settings, &request.bytes)?;
        match read_answer(&answer).map_err(|error| lost(&format!("its answer cannot be read: {error}")))? {
            Told::Answer(answer) => return Ok(answer),
            Told::Failure(failure) => return Err(failure),
            Told::PositionsWanted => {}
        }
    }
    Err(Failure::new("SC0900", "silcrow's host asked for positions that it already had"))
}

enum Told {
    Answer(Answer),
    Failure(Failure),
    PositionsWanted,
}

fn read_answer(bytes: &[u8]) -> Result<Told, Malformed> {
    let mut reader = Reader::new(bytes);
    let told = match reader.u8()? {
        0 => Told::Answer(Answer::Entry(PathBuf::from(reader.string()?))),
        1 => Told::Answer(Answer::Panic(reader.string()?.to_string())),
        2 => {
            let (code, message) = (reader.string()?, reader.string()?);
            let mut failure = Failure::new(code, message);
            for _ in 0..reader.count()? {
                failure = failure.note(reader.string()?);
            }
            Told::Failure(failure.help(reader.string()?))
        }
        3 => Told::PositionsWanted,
        4 => Told::Answer(Answer::Text(PathBuf::from(reader.string()?), reader.string()?.to_string())),
        _ => return Err(reader.fail("an unknown answer")),
    };
    reader.finish()?;
    Ok(told)
}

fn request(invocation: &Invocation<'_>, with_positions: bool) -> Writer {
    let input = &invocation.input;
    let mut out = Writer::with_capacity(input.wire.len() + 16 * input.spans.len() + 256);
    out.u8(2);
    out.string(invocation.macro_crate.item);
    out.string(invocation.name);
    out.u8(invocation.kind as u8);
    out.raw(&invocation.key.bytes);
    out.string(&invocation.state);
    let call_site = &input.spans[0];
    out.string(&call_site.file());
    out.string(&positions::local_file(call_site));
    let end = call_site.end();
    for value in [call_site.line(), call_site.column(), end.line(), end.column()] {
        out.count(value);
    }
    out.string(&call_site.source_text().unwrap_or_default());
    out.raw(&input.wire);
    out.string(&input.attr.to_string());
    out.string(&input.item.to_string());
    out.count(input.spans.len() - 2);
    for span in input.spans[..2].iter().chain(&input.spans[4..]) {
        for value in place(&format!("{span:?}")) {
            out.u(value);
        }
    }
    first_and_last(invocation, &mut out);
    out.bool(with_positions);
    if with_positions {
        positions::encode(input, &mut out);
    }
    out
}

/// Where the input stream begins and ends.
fn first_and_last(invocation: &Invocation<'_>, out: &mut Writer) {
    let mut trees = invocation.input.item.clone().into_iter();
    let Some(first) = trees.next() else { return out.bool(false) };
    let last = trees.last();
    let first: Span = first.span();
    let end = last.as_ref().map_or(first, TokenTree::span).end();
    out.bool(true);
    for value in [first.line(), first.column(), end.line(), end.column()] {
        out.count(value);
    }
    out.string(&first.file());
}

/// Context, first byte and end of a span from its Debug text: `#7 bytes(162..168)`.
fn place(debug: &str) -> [u32; 3] {
    let read = || -> Option<[u32; 3]> {
        let (context, rest) = debug.strip_prefix('#')?.split_once(" bytes(")?;
        let (low, high) = rest.strip_suffix(')')?.split_once("..")?;
        Some([context.parse().ok()?, low.parse().ok()?, high.parse().ok()?])
    };
    // With the unstable -Zspan-debug the text is another; then all is one context.
    read().unwrap_or([0; 3])
}

fn lost(reason: &str) -> Failure {
    Failure::new("SC0307", format!("the connection to silcrow's host is lost: {reason}"))
        .help("run `silcrow emit` again; if this repeats, look at what it printed first")
}

#[cfg(unix)]
mod connection {
    use super::{lost, Failure, Settings, Writer};
    use std::io::{Read, Write};
    use std::os::unix::net::UnixStream;
    use std::sync::Mutex;

    /// Answers are paths, messages and texts of entries.
    const LARGEST_ANSWER: u32 = (256 << 20) + 65536;

    static CONNECTION: Mutex<Option<UnixStream>> = Mutex::new(None);
    /// What was noted before there was a connection.
    static EARLIER: Mutex<Vec<Vec<u8>>> = Mutex::new(Vec::new());

    /// Sends what has no answer; keeps it until there is a connection.
    pub fn note(_settings: &Settings, request: Vec<u8>) -> Result<(), Failure> {
        match CONNECTION.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).as_mut() {
            Some(stream) => send(stream, &request).map_err(|error| lost(&error.to_string())),
            None => {
                EARLIER.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push(request);
                Ok(())
            }
        }
    }

    /// Sends a request over this process's connection, which the first one opens.
    pub fn exchange(settings: &Settings, request: &[u8]) -> Result<Vec<u8>, Failure> {
        let mut connection = CONNECTION.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if connection.is_none() {
            let mut stream = open(settings)?;
            for earlier in EARLIER.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).drain(..) {
                send(&mut stream, &earlier).map_err(|error| lost(&error.to_string()))?;
            }
            *connection = Some(stream);
        }
        let Some(stream) = connection.as_mut() else { return Err(lost("it was not opened")) };
        let answer = send(stream, request).and_then(|()| receive(stream));
        answer.map_err(|error| {
            // The stream may be in the midst of a frame.
            *connection = None;
            lost(&error.to_string())
        })
    }

    fn open(settings: &Settings) -> Result<UnixStream, Failure> {
        let Some(path) = &settings.socket else { return Err(lost("SILCROW_SOCKET is not set")) };
        let mut stream = UnixStream::connect(path).map_err(|error| lost(&format!("{}: {error}", path.display())))?;
        let text = |value: std::ffi::OsString| value.to_string_lossy().into_owned();
        let mut hello = Writer::new();
        hello.u8(1);
        hello.u8(2);
        hello.string(&settings.crate_directory);
        hello.string(&std::env::current_dir().map(|path| text(path.into())).unwrap_or_default());
        hello.string(&std::env::var_os("CARGO_MANIFEST_DIR").map(text).unwrap_or_default());
        let variables: Vec<_> = std::env::vars_os().collect();
        hello.count(variables.len());
        for (name, value) in variables {
            hello.string(&text(name));
            hello.string(&text(value));
        }
        send(&mut stream, &hello.bytes).map_err(|error| lost(&error.to_string()))?;
        Ok(stream)
    }

    fn send(stream: &mut UnixStream, payload: &[u8]) -> std::io::Result<()> {
        let length = u32::try_from(payload.len()).map_err(|_| std::io::Error::other("the request is too large"))?;
        let mut frame = Vec::with_capacity(payload.len() + 4);
        frame.extend_from_slice(&length.to_le_bytes());
        frame.extend_from_slice(payload);
        stream.write_all(&frame)
    }

    fn receive(stream: &mut UnixStream) -> std::io::Result<Vec<u8>> {
        let mut length = [0; 4];
        stream.read_exact(&mut length)?;
        let length = u32::from_le_bytes(length);
        if length > LARGEST_ANSWER {
            return Err(std::io::Error::other("the answer is too large"));
        }
        let mut payload = vec![0; length as usize];
        stream.read_exact(&mut payload)?;
        Ok(payload)
    }
}

#[cfg(not(unix))]
mod connection {
    use super::{lost, Failure, Settings};

    pub fn exchange(_settings: &Settings, _request: &[u8]) -> Result<Vec<u8>, Failure> {
        Err(lost("this platform has no Unix sockets"))
    }

    pub fn note(_settings: &Settings, _request: Vec<u8>) -> Result<(), Failure> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn span_debug_texts() {
        assert_eq!(place("#7 bytes(162..168)"), [7, 162, 168]);
        assert_eq!(place("#0 bytes(0..0)"), [0, 0, 0]);
        for other in ["", "src/main.rs:1:1: 1:2 (#0)", "#x bytes(1..2)", "#1 bytes(1..2", "#1 bytes(1)"] {
            assert_eq!(place(other), [0, 0, 0]);
        }
    }

    #[test]
    fn answers() {
        let mut error = Writer::new();
        error.u8(2);
        error.string("SC0301");
        error.string("deadline");
        error.u(1);
        error.string("note");
        error.string("help");
        let Ok(Told::Failure(failure)) = read_answer(&error.bytes) else { panic!() };
        assert_eq!(failure, Failure::new("SC0301", "deadline").note("note").help("help"));
        assert!(matches!(read_answer(&[0, 1, b'/']), Ok(Told::Answer(Answer::Entry(path))) if path == PathBuf::from("/")));
        assert!(matches!(read_answer(&[1, 1, b'x']), Ok(Told::Answer(Answer::Panic(text))) if text == "x"));
        assert!(matches!(
            read_answer(&[4, 1, b'/', 1, b'{']),
            Ok(Told::Answer(Answer::Text(path, text))) if path == PathBuf::from("/") && text == "{"
        ));
        assert!(matches!(read_answer(&[3]), Ok(Told::PositionsWanted)));
        for bad in [&[][..], &[0], &[3, 0], &[4], &[4, 1, b'/'], &[5], &[2, 0, 0, 200], &[0, 1, 0xff]] {
            assert!(read_answer(bad).is_err(), "{bad:?}");
        }
    }
}
