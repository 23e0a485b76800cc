//! Calls to the host: the imports of module `silcrow_1`, or questions over a socket.

#[cfg(target_family = "wasm")]
pub(crate) use sandboxed::{cwd_get, env_get, observe, panicked, parsed_names, real_path};

#[cfg(target_family = "wasm")]
mod sandboxed {
    mod imports {
        #[link(wasm_import_module = "silcrow_1")]
        extern "C" {
            pub(super) fn env_get(name: *const u8, name_len: usize, out: *mut u8, out_capacity: usize) -> i32;
            pub(super) fn cwd_get(out: *mut u8, out_capacity: usize) -> i32;
            pub(super) fn real_path(path: *const u8, path_len: usize, out: *mut u8, out_capacity: usize) -> i32;
            pub(super) fn parsed_names(length: usize, hash: u64, root: usize, count: usize);
            pub(super) fn observe(what: i32);
            pub(super) fn panicked(message: *const u8, len: usize);
        }
    }

    /// Tells the host that the macro looks at something beside its tokens. May not return.
    pub(crate) fn observe(what: i32) {
        // SAFETY: takes no pointers.
        unsafe { imports::observe(what) }
    }

    /// Tells how often a text that the macro has parsed names a root: on another machine it has another length.
    pub(crate) fn parsed_names(length: usize, hash: u64, root: usize, count: usize) {
        // SAFETY: takes no pointers.
        unsafe { imports::parsed_names(length, hash, root, count) }
    }

    pub(crate) fn panicked(message: &str) {
        // SAFETY: the host reads the message during the call.
        unsafe { imports::panicked(message.as_ptr(), message.len()) }
    }

    /// The value of an environment variable as the host lets the macro see it.
    pub(crate) fn env_get(name: &[u8]) -> Option<Vec<u8>> {
        // SAFETY: the host writes at most `capacity` bytes.
        text(|out, capacity| unsafe { imports::env_get(name.as_ptr(), name.len(), out, capacity) }).ok()
    }

    /// The working directory, absolute.
    pub(crate) fn cwd_get() -> Vec<u8> {
        // SAFETY: as above.
        text(|out, capacity| unsafe { imports::cwd_get(out, capacity) }).unwrap_or_default()
    }

    /// A path without links, or the number of the error.
    pub(crate) fn real_path(path: &[u8]) -> Result<Vec<u8>, i32> {
        // SAFETY: as above.
        text(|out, capacity| unsafe { imports::real_path(path.as_ptr(), path.len(), out, capacity) })
    }

    /// A text from the host, which is asked again when there was too little room; a negative length is an error.
    fn text(ask: impl Fn(*mut u8, usize) -> i32) -> Result<Vec<u8>, i32> {
        let mut value = Vec::<u8>::new();
        loop {
            let capacity = value.capacity();
            let answer = ask(value.as_mut_ptr(), capacity);
            let len = usize::try_from(answer).map_err(|_| -answer)?;
            if len <= capacity {
                // SAFETY: so many bytes were written.
                unsafe { value.set_len(len) }
                return Ok(value);
            }
            value.reserve(len);
        }
    }
}

#[cfg(silcrow_process)]
pub(crate) use crate::process::host::{env_get, observe, panicked, parsed_names};

#[cfg(not(any(target_family = "wasm", silcrow_process)))]
pub(crate) use in_process::{observe, panicked, parsed_names};

#[cfg(not(any(target_family = "wasm", silcrow_process)))]
pub(crate) mod in_process {
    use std::cell::Cell;

    thread_local! {
        static OBSERVED: Cell<i32> = const { Cell::new(0) };
    }

    pub(crate) fn observe(what: i32) {
        OBSERVED.with(|observed| observed.set(observed.get() | what));
    }

    pub(crate) fn panicked(_message: &str) {}

    pub(crate) fn parsed_names(_length: usize, _hash: u64, _root: usize, _count: usize) {}

    /// What was observed since the last call.
    #[cfg(test)]
    pub(crate) fn take_observed() -> i32 {
        OBSERVED.with(|observed| observed.replace(0))
    }
}
