//! Calls to the host (imports of module `silcrow_1`), and `getenv`, which asks it.

#[cfg(target_family = "wasm")]
pub(crate) use sandboxed::{observe, panicked};

#[cfg(target_family = "wasm")]
mod sandboxed {
    use std::ffi::{c_char, CStr};

    mod imports {
        #[link(wasm_import_module = "silcrow_1")]
        extern "C" {
            pub(super) fn env_get(name: *const u8, name_len: usize, out: *mut u8, out_capacity: usize) -> i32;
            pub(super) fn observe(what: i32);
            pub(super) fn panicked(message: *const u8, len: usize);
        }
    }

    /// Tells the host that the macro looks at something beside its tokens. May not return.
    pub(crate) fn observe(what: i32) {
        // SAFETY: takes no pointers.
        unsafe { imports::observe(what) }
    }

    pub(crate) fn panicked(message: &str) {
        // SAFETY: the host reads the message during the call.
        unsafe { imports::panicked(message.as_ptr(), message.len()) }
    }

    /// Takes the place of the C library's `getenv`, which the standard library calls for each variable: the
    /// block of all variables is empty in the sandbox, and the host sees each name that is asked for.
    ///
    /// # Safety
    /// `name` is a C string. The result is valid until the next call, as C allows.
    #[no_mangle]
    pub unsafe extern "C" fn getenv(name: *const c_char) -> *mut c_char {
        static mut VALUE: Vec<u8> = Vec::new();
        // SAFETY: a macro runs on one thread, and nothing below calls back into it.
        let value = unsafe { &mut *std::ptr::addr_of_mut!(VALUE) };
        let name = unsafe { CStr::from_ptr(name) }.to_bytes();
        loop {
            let capacity = value.capacity();
            // SAFETY: the host writes at most `capacity` bytes.
            let len = unsafe { imports::env_get(name.as_ptr(), name.len(), value.as_mut_ptr(), capacity) };
            let Ok(len) = usize::try_from(len) else { return std::ptr::null_mut() };
            if len < capacity {
                // SAFETY: the host wrote `len` bytes, and there is room for the end mark.
                unsafe {
                    value.as_mut_ptr().add(len).write(0);
                }
                return value.as_mut_ptr().cast();
            }
            value.reserve(len + 1);
        }
    }
}

#[cfg(not(target_family = "wasm"))]
pub(crate) use in_process::{observe, panicked};

#[cfg(not(target_family = "wasm"))]
pub(crate) mod in_process {
    use std::cell::Cell;

    thread_local! {
        static OBSERVED: Cell<i32> = const { Cell::new(0) };
    }

    pub(crate) fn observe(what: i32) {
        OBSERVED.with(|observed| observed.set(observed.get() | what));
    }

    pub(crate) fn panicked(_message: &str) {}

    /// What was observed since the last call.
    #[cfg(test)]
    pub(crate) fn take_observed() -> i32 {
        OBSERVED.with(|observed| observed.replace(0))
    }
}
