//! Runs invocations: what the host calls.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{catch_unwind, AssertUnwindSafe};

use crate::bridge::client::Function;
use crate::display_spacing;
use crate::host;
use crate::invocation;
use crate::message::{read_input, write_done, write_panic};
use crate::positions;
use crate::stream::TokenStream;

/// Runs the invocation that a message describes; returns the output message.
pub(crate) fn expand(message: &'static [u8], function_of: impl FnOnce(u32) -> Function) -> Vec<u8> {
    let input = match read_input(message) {
        Ok(input) => input,
        Err(malformed) => return write_panic(&format!("malformed input message: {malformed}"), "", 0, 0),
    };
    let function = function_of(input.function);
    positions::forget();
    display_spacing::set_streams([Some(input.attribute.clone()), Some(input.input.clone())]);
    invocation::begin(input.spans, input.displays, input.positions);
    let attribute = TokenStream { stream: Some(input.attribute) };
    let stream = TokenStream { stream: Some(input.input) };
    debug_assert!(input.kind <= 2);
    let result = catch_unwind(AssertUnwindSafe(|| function(attribute, stream)));
    let output = match result {
        Ok(output) => {
            let (derived, parsed) = invocation::derived_and_parsed();
            write_done(output.stream.as_deref(), &derived, &parsed)
        }
        Err(payload) => {
            let message = message_of(&*payload);
            let place = LAST_PANIC.with(|last| last.borrow_mut().take()).filter(|place| place.message == message);
            match place {
                Some(Place { file, line, column, .. }) => write_panic(&message, &file, line, column),
                // It was resumed and not raised here.
                None => write_panic(&message, "", 0, 0),
            }
        }
    };
    invocation::end();
    display_spacing::set_streams([None, None]);
    output
}

struct Place {
    message: String,
    file: String,
    line: u32,
    column: u32,
}

thread_local! {
    static LAST_PANIC: RefCell<Option<Place>> = const { RefCell::new(None) };
}

fn message_of(payload: &(dyn Any + Send)) -> String {
    match payload.downcast_ref::<&'static str>() {
        Some(message) => message.to_string(),
        None => payload.downcast_ref::<String>().cloned().unwrap_or_default(),
    }
}

/// Tells the host about each panic as it is raised: without unwinding that is all it gets to know.
pub(crate) fn install_panic_hook() {
    std::panic::set_hook(Box::new(|info| {
        let message = message_of(info.payload());
        host::panicked(&message);
        let place = match info.location() {
            Some(location) => {
                let (file, line, column) = (location.file().to_string(), location.line(), location.column());
                Place { message, file, line, column }
            }
            None => Place { message, file: String::new(), line: 0, column: 0 },
        };
        LAST_PANIC.with(|last| *last.borrow_mut() = Some(place));
    }));
}

#[cfg(target_family = "wasm")]
mod exports {
    use super::*;
    use std::ptr::addr_of_mut;
    use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

    extern "C" {
        fn __wasm_call_ctors();
    }

    /// Version of the ABI, by its name: a module that does not export it is refused.
    #[no_mangle]
    pub extern "C" fn silcrow_abi_1() -> i32 {
        1
    }

    /// To be called once, before the host takes the snapshot that it resets the memory to.
    #[no_mangle]
    pub extern "C" fn silcrow_init() {
        // SAFETY: that this is called by name keeps the linker from calling it at every export.
        unsafe { __wasm_call_ctors() }
        install_panic_hook();
        crate::paths::keep();
        // Pages cannot be given back, so the first piece of memory belongs into the snapshot.
        drop(std::hint::black_box(Vec::<u8>::with_capacity(1)));
    }

    /// Called after `silcrow_init` where the instance is not reset between invocations.
    #[no_mangle]
    pub extern "C" fn silcrow_keep() {
        crate::allocator::free_from_now_on();
        KEEPS.store(true, Relaxed);
    }

    /// Makes the keys of a hash map. The standard library counts them, and the host finds the counter by that.
    #[no_mangle]
    pub extern "C" fn silcrow_hash_keys() {
        std::hint::black_box(std::hash::RandomState::new());
    }

    static KEEPS: AtomicBool = AtomicBool::new(false);

    /// Messages of the invocation before, where the instance is not reset.
    static mut EARLIER: [Vec<u8>; 2] = [Vec::new(), Vec::new()];

    /// A buffer for the input message, which stays as it is until the next call.
    #[no_mangle]
    pub extern "C" fn silcrow_alloc(len: usize) -> *mut u8 {
        let buffer = Vec::with_capacity(len.max(1)).leak().as_mut_ptr();
        if KEEPS.load(Relaxed) {
            // SAFETY: so much was allocated there, and the host has read what was in the ones before.
            unsafe { *addr_of_mut!(EARLIER) = [Vec::from_raw_parts(buffer, 0, len.max(1)), Vec::new()] }
        }
        buffer
    }

    /// Runs an invocation. The result is the address of address and length of the output message.
    ///
    /// # Safety
    /// The buffer came from `silcrow_alloc` and holds `len` bytes. Function indices in it are those of
    /// declarations.
    #[no_mangle]
    pub unsafe extern "C" fn silcrow_expand(start: *const u8, len: usize) -> *const [usize; 2] {
        static mut OUTPUT: [usize; 2] = [0, 0];
        // SAFETY: the caller's promise; the buffer is never freed.
        let message: &'static [u8] = unsafe { std::slice::from_raw_parts(start, len) };
        // SAFETY: a function pointer is its index in the table.
        let output = expand(message, |index| unsafe { std::mem::transmute::<usize, Function>(index as usize) });
        // SAFETY: nothing else refers to them.
        unsafe {
            *addr_of_mut!(OUTPUT) = [output.as_ptr() as usize, output.len()];
            if KEEPS.load(Relaxed) {
                (*addr_of_mut!(EARLIER))[1] = output;
            } else {
                output.leak();
            }
        }
        addr_of_mut!(OUTPUT)
    }
}
