//! Calls to the host: the imports of module `silcrow_1`.

#[cfg(target_family = "wasm")]
pub(crate) use sandboxed::{env_get, observe, panicked};

#[cfg(target_family = "wasm")]
mod sandboxed {
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

    /// The value of an environment variable as the host lets the macro see it.
    pub(crate) fn env_get(name: &[u8]) -> Option<Vec<u8>> {
        let mut value = Vec::new();
        loop {
            let capacity = value.capacity();
            // SAFETY: the host writes at most `capacity` bytes, and nothing when that is too little.
            let len = unsafe { imports::env_get(name.as_ptr(), name.len(), value.as_mut_ptr(), capacity) };
            let len = usize::try_from(len).ok()?;
            if len <= capacity {
                // SAFETY: so many bytes were written.
                unsafe { value.set_len(len) }
                return Some(value);
            }
            value.reserve(len);
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
