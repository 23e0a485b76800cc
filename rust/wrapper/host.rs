use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;

use crate::diagnostic::Problem;

#[path = "../wire/wire.rs"]
mod wire;

/// Tells the host that a module is built (contracts.md §5, message 4). Answers with the path of
/// the shim's root file.
pub fn module_built(unit_id: &str, module: &Path) -> Result<String, Problem> {
    let mut request = wire::Writer::new();
    request.u8(4);
    request.string(unit_id);
    request.string(&module.to_string_lossy());
    match ask(request)? {
        Answer::Shim(root) => Ok(root),
        Answer::Written => Err(lost("it answered another question".into())),
    }
}

/// Waits until the host has written the entries that the compiler was answered from (message 5).
pub fn entries_written(paths: &[String]) -> Result<(), Problem> {
    let mut request = wire::Writer::new();
    request.u8(5);
    request.count(paths.len());
    paths.iter().for_each(|path| request.string(path));
    ask(request).map(|_| ())
}

fn lost(reason: String) -> Problem {
    Problem {
        code: "SC0307".into(),
        message: "the connection to the emitting process was lost".into(),
        notes: vec![reason],
        help: "run `silcrow emit` again; if it happens again, look for an earlier error in its output".into(),
        place: None,
    }
}

#[derive(Debug, PartialEq)]
enum Answer {
    /// Path of the root file.
    Shim(String),
    Written,
}

fn ask(request: wire::Writer) -> Result<Answer, Problem> {
    let Some(socket) = std::env::var_os("SILCROW_SOCKET") else { return Err(lost("SILCROW_SOCKET is not set".into())) };
    let answer = exchange(Path::new(&socket), &request.into_bytes()).map_err(|error| lost(error.to_string()))?;
    read_answer(&answer).map_err(|malformed| lost(malformed.to_string()))?
}

fn exchange(socket: &Path, payload: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut stream = UnixStream::connect(socket)?;
    let length = u32::try_from(payload.len()).map_err(std::io::Error::other)?;
    stream.write_all(&[&length.to_le_bytes(), payload].concat())?;
    let mut length = [0; 4];
    stream.read_exact(&mut length)?;
    let mut answer = Vec::new();
    let expected = u64::from(u32::from_le_bytes(length));
    stream.take(expected).read_to_end(&mut answer)?;
    Ok(answer)
}

fn read_answer(answer: &[u8]) -> Result<Result<Answer, Problem>, wire::Malformed> {
    let mut reader = wire::Reader::new(answer);
    Ok(match reader.u8()? {
        0 => Ok(Answer::Shim(reader.string()?.to_owned())),
        5 => Ok(Answer::Written),
        2 => {
            let (code, message) = (reader.string()?.to_owned(), reader.string()?.to_owned());
            let mut notes = Vec::new();
            for _ in 0..reader.count()? {
                notes.push(reader.string()?.to_owned());
            }
            Err(Problem { code, message, notes, help: reader.string()?.to_owned(), place: None })
        }
        _ => return Err(reader.fail("unknown answer")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers() {
        let mut writer = wire::Writer::new();
        writer.u8(0);
        writer.string("/s/lib.rs");
        assert_eq!(read_answer(&writer.into_bytes()), Ok(Ok(Answer::Shim("/s/lib.rs".into()))));
        assert_eq!(read_answer(&[5]), Ok(Ok(Answer::Written)));
        let mut writer = wire::Writer::new();
        writer.u8(2);
        writer.string("SC0308");
        writer.string("m");
        writer.u(1);
        writer.string("n");
        writer.string("h");
        let problem = read_answer(&writer.into_bytes()).unwrap().unwrap_err();
        assert_eq!((problem.code.as_str(), problem.notes.len(), problem.help.as_str()), ("SC0308", 1, "h"));
        assert!(read_answer(&[9]).is_err());
        assert!(read_answer(&[]).is_err());
    }
}
