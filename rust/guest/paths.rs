//! Paths. The host knows the working directory and follows links; these functions take the places of those of
//! the C library that would do so by themselves, or that older ones do not have.

use std::ffi::{c_char, c_int, CStr};
use std::ptr::{addr_of_mut, null_mut};

use crate::host;

extern "C" {
    fn malloc(size: usize) -> *mut c_char;
    fn realloc(old: *mut c_char, size: usize) -> *mut c_char;
    static mut errno: c_int;
}

const EINVAL: c_int = 28;
const ENOMEM: c_int = 48;
const ERANGE: c_int = 68;

/// The descriptor of `/`.
const ROOT: c_int = 3;

/// What `chdir` sets; null until then.
#[no_mangle]
pub static mut __wasilibc_cwd: *mut c_char = null_mut();

fn working_directory() -> Vec<u8> {
    // SAFETY: a macro runs on one thread; `chdir` leaves a C string there.
    let own = unsafe { *addr_of_mut!(__wasilibc_cwd) };
    if own.is_null() {
        return host::cwd_get();
    }
    let own = unsafe { CStr::from_ptr(own) }.to_bytes();
    // `chdir` puts slashes before it.
    let name = own.iter().position(|&byte| byte != b'/').unwrap_or(own.len());
    [b"/", &own[name..]].concat()
}

fn absolute(path: &[u8]) -> Vec<u8> {
    if path.starts_with(b"/") {
        return path.to_vec();
    }
    [working_directory().as_slice(), b"/", path].concat()
}

/// Called by the C library for each path, where it is there: gives the directory that the path is relative to.
///
/// # Safety
/// `path` is a C string, `relative` and `capacity` describe a buffer from `malloc`, or none.
#[no_mangle]
pub unsafe extern "C" fn __wasilibc_find_relpath_alloc(
    path: *const c_char,
    prefix: *mut *const c_char,
    relative: *mut *mut c_char,
    capacity: *mut usize,
    may_grow: c_int,
) -> c_int {
    unsafe {
        let whole = absolute(CStr::from_ptr(path).to_bytes());
        if *capacity <= whole.len() {
            let grown = if may_grow == 0 { null_mut() } else { realloc(*relative, whole.len() + 1) };
            if grown.is_null() {
                return fail(if may_grow == 0 { ERANGE } else { ENOMEM });
            }
            *relative = grown;
            *capacity = whole.len() + 1;
        }
        write(*relative, &whole);
        *prefix = c"/".as_ptr();
    }
    ROOT
}

/// # Safety
/// `buffer` is null or has `size` bytes.
#[no_mangle]
pub unsafe extern "C" fn getcwd(buffer: *mut c_char, size: usize) -> *mut c_char {
    unsafe { give(&working_directory(), buffer, size) }
}

/// # Safety
/// `path` is a C string, `buffer` is null or has room for the longest path.
#[no_mangle]
pub unsafe extern "C" fn realpath(path: *const c_char, buffer: *mut c_char) -> *mut c_char {
    if path.is_null() {
        fail(EINVAL);
        return null_mut();
    }
    match host::real_path(&absolute(unsafe { CStr::from_ptr(path) }.to_bytes())) {
        Ok(found) => unsafe { give(&found, buffer, usize::MAX) },
        Err(error) => {
            fail(error);
            null_mut()
        }
    }
}

/// Into the caller's buffer, or one that is made for it.
unsafe fn give(text: &[u8], buffer: *mut c_char, size: usize) -> *mut c_char {
    let target = if buffer.is_null() { unsafe { malloc(text.len() + 1) } } else { buffer };
    if target.is_null() || (!buffer.is_null() && size <= text.len()) {
        fail(if target.is_null() { ENOMEM } else { ERANGE });
        return null_mut();
    }
    unsafe { write(target, text) };
    target
}

unsafe fn write(target: *mut c_char, text: &[u8]) {
    unsafe {
        target.cast::<u8>().copy_from_nonoverlapping(text.as_ptr(), text.len());
        *target.add(text.len()) = 0;
    }
}

fn fail(error: c_int) -> c_int {
    // SAFETY: the C library's own place for it.
    unsafe { errno = error };
    -1
}

/// Keeps the linker from leaving these out: the C library asks for one of them only if it is there.
pub(crate) fn keep() {
    std::hint::black_box(__wasilibc_find_relpath_alloc as *const ());
}
