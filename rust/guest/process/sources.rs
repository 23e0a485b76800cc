//! What changes by itself: the wall clock and random bytes. The C library's functions for them are replaced, as far as
//! the macro crate calls these, so that an expansion does not depend on when it is made.

use std::ffi::{c_char, c_int, c_long, c_uint, c_void};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

static RANDOM: AtomicU32 = AtomicU32::new(0);

/// Begins the random bytes of an invocation.
pub(super) fn restart(seed: u32) {
    RANDOM.store(seed, Relaxed);
}

/// The same bytes as WebAssembly macros get (src/sandbox/wasi.ts).
fn next_byte() -> u8 {
    let state = RANDOM.fetch_add(0x6d2b_79f5, Relaxed).wrapping_add(0x6d2b_79f5);
    let mixed = (state ^ (state >> 15)).wrapping_mul(state | 1);
    let mixed = mixed ^ mixed.wrapping_add((mixed ^ (mixed >> 7)).wrapping_mul(mixed | 61));
    ((mixed ^ (mixed >> 14)) >> 24) as u8
}

/// # Safety
/// `buffer` has `length` bytes.
#[no_mangle]
pub unsafe extern "C" fn getrandom(buffer: *mut u8, length: usize, _flags: c_uint) -> isize {
    (0..length).for_each(|at| unsafe { *buffer.add(at) = next_byte() });
    length as isize
}

/// # Safety
/// `buffer` has `length` bytes.
#[no_mangle]
pub unsafe extern "C" fn getentropy(buffer: *mut u8, length: usize) -> c_int {
    unsafe { getrandom(buffer, length, 0) };
    0
}

/// Seconds since 1970 of the time that it always is: 2001-09-09 01:46:40 UTC.
const NOW: c_long = 1_000_000_000;

#[repr(C)]
pub struct Time {
    seconds: c_long,
    /// Micro- or nanoseconds.
    fraction: c_long,
}

extern "C" {
    fn dlsym(handle: *mut c_void, name: *const c_char) -> *mut c_void;
}

/// The function of that name behind ours; null where the C library has none.
pub(super) fn behind(name: &std::ffi::CStr) -> *mut c_void {
    const NEXT: *mut c_void = -1isize as *mut c_void;
    // SAFETY: the name is a C string.
    unsafe { dlsym(NEXT, name.as_ptr()) }
}

/// Clocks that measure how long something takes go on, or waiting threads would not wait.
///
/// # Safety
/// `time` can be written to.
#[no_mangle]
pub unsafe extern "C" fn clock_gettime(clock: c_int, time: *mut Time) -> c_int {
    const REALTIME: [c_int; 2] = [0, 5];
    if REALTIME.contains(&clock) {
        unsafe { *time = Time { seconds: NOW, fraction: 0 } };
        return 0;
    }
    let found = behind(c"clock_gettime");
    if found.is_null() {
        return -1;
    }
    // SAFETY: this is its type.
    let function: extern "C" fn(c_int, *mut Time) -> c_int = unsafe { std::mem::transmute(found) };
    function(clock, time)
}

/// # Safety
/// `time` can be written to.
#[no_mangle]
pub unsafe extern "C" fn gettimeofday(time: *mut Time, _zone: *mut c_void) -> c_int {
    unsafe { *time = Time { seconds: NOW, fraction: 0 } };
    0
}

/// # Safety
/// `seconds` is null or can be written to.
#[no_mangle]
pub unsafe extern "C" fn time(seconds: *mut c_long) -> c_long {
    if !seconds.is_null() {
        unsafe { *seconds = NOW };
    }
    NOW
}
