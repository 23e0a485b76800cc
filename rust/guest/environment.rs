//! Environment variables. The block of all of them is empty in the sandbox; the C library's functions for
//! single ones, which the standard library calls, are replaced, so that the host sees each name asked for.

use std::ffi::{c_char, c_int, CStr, CString};
use std::ptr::null_mut;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::host;

/// Variables that the macro itself has set (`Some`) or removed.
type Own = Vec<(CString, Option<CString>)>;

fn own() -> MutexGuard<'static, Own> {
    static OWN: Mutex<Own> = Mutex::new(Vec::new());
    OWN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// # Safety
/// `name` is a C string. The result stays valid: another thread may still be reading what was asked for before.
#[no_mangle]
pub unsafe extern "C" fn getenv(name: *const c_char) -> *mut c_char {
    let name = unsafe { CStr::from_ptr(name) };
    let set = own().iter().find(|(known, _)| known.as_c_str() == name).map(|(_, value)| value.clone());
    let value = set.unwrap_or_else(|| host::env_get(name.to_bytes()).and_then(|value| CString::new(value).ok()));
    value.map_or(null_mut(), CString::into_raw)
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
    replace(unsafe { CStr::from_ptr(name) }, None);
    0
}

fn replace(name: &CStr, value: Option<CString>) {
    let mut own = own();
    own.retain(|(known, _)| known.as_c_str() != name);
    own.push((name.to_owned(), value));
}
