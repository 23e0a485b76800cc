//! What rustc's harness for proc-macro crates refers to. It writes a slice of these declarations into the
//! module, which the host reads without running code (docs/contracts.md §2).

pub mod client {
    use crate::stream::TokenStream;

    /// Uniform type of all macro functions; the attribute stream is empty unless the macro is an attribute.
    pub(crate) type Function = fn(TokenStream, TokenStream) -> TokenStream;

    #[doc(hidden)]
    #[repr(C)]
    #[derive(Copy, Clone)]
    pub struct ProcMacro {
        /// How a process gets from the declarations, which are all that a macro crate exports, to the guest.
        #[cfg(silcrow_process)]
        serve: unsafe extern "C" fn(*const ProcMacro, usize),
        kind: Kind,
        name: Slice<u8>,
        helper_attributes: Slice<&'static str>,
        function: Function,
    }

    #[repr(u32)]
    #[derive(Copy, Clone)]
    enum Kind {
        Function = 0,
        Attribute = 1,
        Derive = 2,
    }

    /// A slice with a layout to rely on.
    #[repr(C)]
    #[derive(Copy, Clone)]
    struct Slice<T: 'static> {
        start: *const T,
        len: usize,
    }

    impl<T> Slice<T> {
        const fn new(slice: &'static [T]) -> Self {
            Slice { start: slice.as_ptr(), len: slice.len() }
        }
    }

    // SAFETY: a declaration refers to immutable statics only.
    unsafe impl Sync for ProcMacro {}
    // SAFETY: as above.
    unsafe impl Send for ProcMacro {}

    impl ProcMacro {
        pub const fn custom_derive<F>(
            trait_name: &'static str,
            attributes: &'static [&'static str],
            _expand: F,
        ) -> ProcMacro
        where
            F: Fn(TokenStream) -> TokenStream + Copy,
        {
            ProcMacro {
                #[cfg(silcrow_process)]
                serve: crate::process::serve,
                kind: Kind::Derive,
                name: Slice::new(trait_name.as_bytes()),
                helper_attributes: Slice::new(attributes),
                function: call_with_input::<F>,
            }
        }

        pub const fn attr<F>(name: &'static str, _expand: F) -> ProcMacro
        where
            F: Fn(TokenStream, TokenStream) -> TokenStream + Copy,
        {
            ProcMacro {
                #[cfg(silcrow_process)]
                serve: crate::process::serve,
                kind: Kind::Attribute,
                name: Slice::new(name.as_bytes()),
                helper_attributes: Slice::new(&[]),
                function: call_with_both::<F>,
            }
        }

        pub const fn bang<F>(name: &'static str, _expand: F) -> ProcMacro
        where
            F: Fn(TokenStream) -> TokenStream + Copy,
        {
            ProcMacro {
                #[cfg(silcrow_process)]
                serve: crate::process::serve,
                kind: Kind::Function,
                name: Slice::new(name.as_bytes()),
                helper_attributes: Slice::new(&[]),
                function: call_with_input::<F>,
            }
        }

        #[cfg(any(test, silcrow_process))]
        pub(crate) fn parts(&self) -> (u32, &'static str, &'static [&'static str], Function) {
            // SAFETY: the slices were made of references.
            unsafe {
                let name = std::slice::from_raw_parts(self.name.start, self.name.len);
                let attributes = std::slice::from_raw_parts(self.helper_attributes.start, self.helper_attributes.len);
                (self.kind as u32, std::str::from_utf8_unchecked(name), attributes, self.function)
            }
        }
    }

    fn call_with_input<F>(_attribute: TokenStream, input: TokenStream) -> TokenStream
    where
        F: Fn(TokenStream) -> TokenStream + Copy,
    {
        conjure::<F>()(input)
    }

    fn call_with_both<F>(attribute: TokenStream, input: TokenStream) -> TokenStream
    where
        F: Fn(TokenStream, TokenStream) -> TokenStream + Copy,
    {
        conjure::<F>()(attribute, input)
    }

    /// The value of a macro function's own type, which has no data: a declaration has no room for any.
    fn conjure<F: Copy>() -> F {
        const { assert!(std::mem::size_of::<F>() == 0) };
        // SAFETY: the type has no bytes, and a value of it was given to the constructor.
        unsafe { std::mem::MaybeUninit::<F>::uninit().assume_init() }
    }
}

/// The same without a sandbox, for tests.
#[cfg(not(any(target_family = "wasm", silcrow_process)))]
#[doc(hidden)]
pub mod in_process {
    use crate::stream::TokenStream;

    /// Runs an invocation of `function` in this process; messages are those of docs/contracts.md §2.
    pub fn expand(message: Vec<u8>, function: fn(TokenStream, TokenStream) -> TokenStream) -> Vec<u8> {
        crate::entry::expand(message.leak(), |_| function)
    }
}
