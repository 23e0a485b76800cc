//! The socket to the host. One exchange at a time goes over it, because a macro may have threads.

use std::ffi::c_int;
use std::fs::File;
use std::io::{Read, Write};
use std::mem::ManuallyDrop;
use std::os::fd::FromRawFd;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::wire::{Reader, Writer};

pub(super) const READY: u8 = 1;
pub(super) const MESSAGE: u8 = 2;
const VARIABLE: u8 = 3;
const WORKING_DIRECTORY: u8 = 4;
const LOOK: u8 = 5;
const LIST: u8 = 6;
const OBSERVE: u8 = 7;
const PARSED_NAMES: u8 = 8;
const PANICKED: u8 = 9;
const CHANGE: u8 = 10;
const PROGRAM: u8 = 11;

static EXCHANGE: Mutex<()> = Mutex::new(());

extern "C" {
    fn _exit(status: c_int) -> !;
}

/// Without a host there is nobody to answer, and nothing to tidy up.
pub(super) fn leave() -> ! {
    // SAFETY: takes no pointers.
    unsafe { _exit(70) }
}

fn socket() -> (ManuallyDrop<File>, MutexGuard<'static, ()>) {
    let guard = EXCHANGE.lock().unwrap_or_else(PoisonError::into_inner);
    // SAFETY: the descriptor is open from the start, and is not closed here.
    (ManuallyDrop::new(unsafe { File::from_raw_fd(3) }), guard)
}

fn send(socket: &mut File, kind: u8, body: &[u8]) {
    let mut writer = Writer::with_capacity(body.len() + 5);
    writer.u32(body.len() as u32 + 1);
    writer.u8(kind);
    writer.raw(body);
    if socket.write_all(&writer.into_bytes()).is_err() {
        leave();
    }
}

fn receive(socket: &mut File) -> Option<Vec<u8>> {
    let mut length = [0; 4];
    socket.read_exact(&mut length).ok()?;
    let mut frame = vec![0; u32::from_le_bytes(length) as usize];
    socket.read_exact(&mut frame).ok()?;
    Some(frame)
}

pub(super) fn tell(kind: u8, body: &[u8]) {
    let (mut socket, _guard) = socket();
    send(&mut socket, kind, body);
}

/// Waits for the next invocation, without a lock: nothing else is read meanwhile, but something may be asked.
pub(super) fn next_invocation() -> Option<&'static [u8]> {
    let (mut socket, guard) = socket();
    drop(guard);
    receive(&mut socket).map(|frame| &*frame.leak())
}

fn ask(kind: u8, body: &[u8]) -> Vec<u8> {
    let (mut socket, _guard) = socket();
    send(&mut socket, kind, body);
    receive(&mut socket).unwrap_or_else(|| leave())
}

/// Tells the host that the macro looks at something beside its tokens. May not return.
pub(crate) fn observe(what: i32) {
    ask(OBSERVE, &[what as u8]);
}

/// Tells how often a text that the macro has parsed names a root: on another machine it has another length.
pub(crate) fn parsed_names(length: usize, hash: u64, root: usize, count: usize) {
    let mut writer = Writer::new();
    writer.u32(length as u32);
    writer.raw(&hash.to_le_bytes());
    writer.u8(root as u8);
    writer.u32(count as u32);
    tell(PARSED_NAMES, &writer.into_bytes());
}

pub(crate) fn panicked(message: &str) {
    tell(PANICKED, message.as_bytes());
}

/// The value of an environment variable as the host lets the macro see it.
pub(crate) fn env_get(name: &[u8]) -> Option<Vec<u8>> {
    let answer = ask(VARIABLE, name);
    (answer.first() == Some(&1)).then(|| answer[1..].to_vec())
}

/// The working directory, absolute.
pub(super) fn cwd_get() -> Vec<u8> {
    ask(WORKING_DIRECTORY, &[])
}

/// Has the host put what is at a path into the sandbox. Returns the path without links, or the number of the error.
pub(super) fn look(path: &[u8], follow: bool) -> Result<Vec<u8>, c_int> {
    let mut body = vec![follow as u8];
    body.extend_from_slice(path);
    answer(&ask(LOOK, &body))
}

/// Has the host put the names that a folder has into the sandbox.
pub(super) fn list(path: &[u8]) -> Result<(), c_int> {
    answer(&ask(LIST, path)).map(|_| ())
}

/// Tells the host what the macro would change. Answers the number of an error.
pub(super) fn change(path: &[u8]) -> Result<(), c_int> {
    answer(&ask(CHANGE, path)).map(|_| ())
}

/// Tells the host which program the macro wants run: its name and arguments, with zero bytes between them.
pub(super) fn program(asked: &[u8]) {
    ask(PROGRAM, asked);
}

fn answer(frame: &[u8]) -> Result<Vec<u8>, c_int> {
    let mut reader = Reader::new(frame);
    match reader.u32() {
        Ok(0) => Ok(frame[4..].to_vec()),
        Ok(error) => Err(error as c_int),
        Err(_) => leave(),
    }
}
