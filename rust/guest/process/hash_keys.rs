//! The keys of the standard library's hash maps. They are counted up in a static of the thread; so that they do not
//! tell which invocation it is, that is set back. It is found as in WebAssembly: by making keys and looking for the
//! word that changed.

use std::ffi::{c_char, c_int, c_void};
use std::hash::RandomState;

pub(super) struct HashKeys {
    place: *mut u64,
    value: u64,
}

impl HashKeys {
    pub(super) fn restore(&self) {
        // SAFETY: the static of this thread, which serves from the first invocation to the last.
        unsafe { self.place.write_volatile(self.value) }
    }
}

/// `struct dl_phdr_info`.
#[repr(C)]
struct Loaded {
    address: usize,
    name: *const c_char,
    headers: *const Header,
    header_count: u16,
    additions: u64,
    removals: u64,
    tls_module: usize,
    /// This thread's statics of the library.
    tls: *mut u8,
}

#[repr(C)]
struct Header {
    kind: u32,
    flags: u32,
    offset: u64,
    address: u64,
    physical: u64,
    file_size: u64,
    memory_size: u64,
    alignment: u64,
}

extern "C" {
    fn dl_iterate_phdr(call: extern "C" fn(&Loaded, usize, *mut c_void) -> c_int, data: *mut c_void) -> c_int;
}

struct Search {
    inside: usize,
    found: Option<(*mut u64, usize)>,
}

/// The statics of this thread that belong to the library with this function, as words.
fn statics() -> Option<(*mut u64, usize)> {
    extern "C" fn visit(loaded: &Loaded, _size: usize, search: *mut c_void) -> c_int {
        const LOAD: u32 = 1;
        const THREAD: u32 = 7;
        // SAFETY: what was given to `dl_iterate_phdr`, and what that describes.
        let (search, headers) = unsafe {
            (&mut *search.cast::<Search>(), std::slice::from_raw_parts(loaded.headers, loaded.header_count as usize))
        };
        let holds = |header: &Header| {
            let start = loaded.address.wrapping_add(header.address as usize);
            header.kind == LOAD && (start..start.wrapping_add(header.memory_size as usize)).contains(&search.inside)
        };
        if !headers.iter().any(holds) {
            return 0;
        }
        let size = headers.iter().find(|header| header.kind == THREAD).map(|header| header.memory_size as usize);
        if let (Some(size), false) = (size, loaded.tls.is_null()) {
            let skipped = loaded.tls.align_offset(8);
            // SAFETY: inside of the statics, or right behind them.
            search.found = Some((unsafe { loaded.tls.add(skipped) }.cast(), size.saturating_sub(skipped) / 8));
        }
        1
    }
    let mut search = Search { inside: find as *const () as usize, found: None };
    // SAFETY: `visit` is told of `search` alone.
    unsafe { dl_iterate_phdr(visit, std::ptr::addr_of_mut!(search).cast()) };
    search.found
}

/// None where the standard library keeps them elsewhere: then maps are walked through in another order each time.
pub(super) fn find() -> Option<HashKeys> {
    let make = || drop(std::hint::black_box(RandomState::new()));
    make();
    let (start, length) = statics()?;
    // SAFETY: the statics of this thread; some are not initialised, and read as the words that are there.
    let read = || (0..length).map(|at| unsafe { start.add(at).read_volatile() }).collect::<Vec<u64>>();
    let before = read();
    make();
    let after = read();
    let at = before.iter().zip(&after).position(|(before, after)| after.wrapping_sub(*before) == 1)?;
    // SAFETY: as above.
    Some(HashKeys { place: unsafe { start.add(at) }, value: after[at] })
}
