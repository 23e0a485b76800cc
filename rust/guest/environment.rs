//! Environment variables. The block of all of them is empty in the sandbox; the C library's functions for
//! single ones, which the standard library calls, are replaced, so that the host sees each name asked for.

use std::ffi::{c_char, c_int, CStr, CString};
use std::ptr::{addr_of_mut, null_mut};

use crate::host;

/// Variables that the macro itself has set (`Some`) or removed, and the value that was asked for last.
struct Environment {
    own: Vec<(CString, Option<CString>)>,
    answer: Option<CString>,
}

static mut ENVIRONMENT: Environment = Environment { own: Vec::new(), answer: None };

/// # Safety
/// The result must be dropped before the next call. A macro runs on one thread.
unsafe fn environment() -> &'static mut Environment {
    unsafe { &mut *addr_of_mut!(ENVIRONMENT) }
}

/// # Safety
/// `name` is a C string. The result is valid until the next call, as C allows.
#[no_mangle]
pub unsafe extern "C" fn getenv(name: *const c_char) -> *mut c_char {
    let (environment, name) = unsafe { (environment(), CStr::from_ptr(name)) };
    if let Some((_, own)) = environment.own.iter().find(|(known, _)| known.as_c_str() == name) {
        return own.as_ref().map_or(null_mut(), |value| value.as_ptr().cast_mut());
    }
    environment.answer = host::env_get(name.to_bytes()).and_then(|value| CString::new(value).ok());
    environment.answer.as_ref().map_or(null_mut(), |value| value.as_ptr().cast_mut())
}

/// # Safety
/// `name` and `value` are C strings.
#[no_mangle]
pub unsafe extern "C" fn setenv(name: *const c_char, value: *const c_char, overwrite: c_int) -> c_int {
    unsafe {
        if overwrite == 0 && !getenv(name).is_null() {
            return 0;
        }
        replace(CStr::from_ptr(name), Some(CStr::from_ptr(value).to_owned()));
    }
    0
}

/// # Safety
/// `name` is a C string.
#[no_mangle]
pub unsafe extern "C" fn unsetenv(name: *const c_char) -> c_int {
    unsafe { replace(CStr::from_ptr(name), None) }
    0
}

unsafe fn replace(name: &CStr, value: Option<CString>) {
    let own = unsafe { &mut environment().own };
    own.retain(|(known, _)| known.as_c_str() != name);
    own.push((name.to_owned(), value));
}
