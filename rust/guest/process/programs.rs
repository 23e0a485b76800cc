//! Programs. There are none, and no process to run them; the host is told which one the macro wanted.

use std::ffi::{c_char, c_int, c_void, CStr};

use super::host;

const EACCES: c_int = 13;

/// # Safety
/// `program` is a C string, and `arguments` an array of such, ended by a null; the first is the program's name.
unsafe fn refuse(program: *const c_char, arguments: *const *const c_char) -> c_int {
    let mut asked = unsafe { CStr::from_ptr(program) }.to_bytes().to_vec();
    let mut at = 1;
    // SAFETY: the caller's promise; an array may end at once.
    unsafe {
        while !arguments.is_null() && !(*arguments).is_null() && !(*arguments.add(at)).is_null() {
            asked.push(0);
            asked.extend_from_slice(CStr::from_ptr(*arguments.add(at)).to_bytes());
            at += 1;
        }
    }
    host::program(&asked);
    EACCES
}

/// # Safety
/// That of the C library's function.
#[no_mangle]
pub unsafe extern "C" fn posix_spawn(
    _process: *mut c_int,
    program: *const c_char,
    _actions: *const c_void,
    _attributes: *const c_void,
    arguments: *const *const c_char,
    _environment: *const *const c_char,
) -> c_int {
    unsafe { refuse(program, arguments) }
}

/// # Safety
/// That of the C library's function.
#[no_mangle]
pub unsafe extern "C" fn posix_spawnp(
    _process: *mut c_int,
    program: *const c_char,
    _actions: *const c_void,
    _attributes: *const c_void,
    arguments: *const *const c_char,
    _environment: *const *const c_char,
) -> c_int {
    unsafe { refuse(program, arguments) }
}
