//! A bump allocator: a macro runs for less than a millisecond and then the host resets the memory. Only the
//! last block is ever freed or resized in place.
//!
//! It takes pages from the machine and not from behind `__heap_base`, where the C library's allocator starts.
//! Memory cannot shrink, so after a reset (which restores the statics here, too) the pages that were taken
//! before it are still there. Each piece of pages starts with a header by which it is found again; what is
//! behind the header is not assumed to be zero.
//!
//! An instance that is not reset, because its macros keep something from one invocation to the next, would
//! grow with each of them: there the C library's allocator takes over after initialisation.

use std::alloc::{GlobalAlloc, Layout, System};
use std::arch::wasm32::{memory_grow, memory_size};
use std::ptr::null_mut;

struct Bump;

#[global_allocator]
static ALLOCATOR: Bump = Bump;

/// Free memory of the current piece.
static mut NEXT: usize = 0;
static mut END: usize = 0;
/// Size of all pieces, in bytes.
static mut TAKEN: usize = 0;

/// Where the blocks end that were given out before the C library's allocator took over; 0 while it has not.
static mut KEPT_END: usize = 0;
static mut KEPT_START: usize = 0;

/// From now on memory is given back when it is freed.
pub(crate) fn free_from_now_on() {
    // SAFETY: a macro runs on one thread. There is one piece of memory at this time.
    unsafe {
        KEPT_START = END - TAKEN;
        KEPT_END = END;
    }
}

/// Whether a block comes from before the C library's allocator took over; such a block is never freed.
#[inline]
unsafe fn is_kept(block: *mut u8) -> bool {
    unsafe { (KEPT_START..KEPT_END).contains(&(block as usize)) }
}

#[repr(C)]
struct Header {
    magic: u64,
    start: usize,
    end: usize,
}

const MAGIC: u64 = 0x7769_6c63_726f_7731;
const PAGE: usize = 65536;
const LEAST_PIECE: usize = 16 * PAGE;

// SAFETY: blocks do not overlap: `NEXT` only moves back to the start of a block that is freed.
unsafe impl GlobalAlloc for Bump {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        unsafe {
            if KEPT_END != 0 {
                return System.alloc(layout);
            }
            let start = (NEXT + layout.align() - 1) & !(layout.align() - 1);
            match start.checked_add(layout.size()) {
                Some(end) if end <= END => {
                    NEXT = end;
                    start as *mut u8
                }
                _ => alloc_in_next_piece(layout),
            }
        }
    }

    #[inline]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        unsafe {
            if KEPT_END != 0 {
                if !is_kept(block) {
                    System.dealloc(block, layout);
                }
                return;
            }
            if block as usize + layout.size() == NEXT {
                NEXT = block as usize;
            }
        }
    }

    #[inline]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        unsafe {
            let start = block as usize;
            if KEPT_END != 0 {
                if !is_kept(block) {
                    return System.realloc(block, layout, new_size);
                }
                if new_size <= layout.size() {
                    return block;
                }
            } else if start + layout.size() == NEXT {
                match start.checked_add(new_size) {
                    Some(end) if end <= END => {
                        NEXT = end;
                        return block;
                    }
                    _ => {}
                }
            } else if new_size <= layout.size() {
                return block;
            }
            let new_block = self.alloc(Layout::from_size_align_unchecked(new_size, layout.align()));
            if !new_block.is_null() {
                std::ptr::copy_nonoverlapping(block, new_block, layout.size().min(new_size));
            }
            new_block
        }
    }
}

#[cold]
unsafe fn alloc_in_next_piece(layout: Layout) -> *mut u8 {
    unsafe {
        let Some(needed) = layout.size().checked_add(layout.align() + std::mem::size_of::<Header>()) else {
            return null_mut();
        };
        loop {
            if !take_known_piece() && !take_new_piece(needed) {
                return null_mut();
            }
            let start = (NEXT + layout.align() - 1) & !(layout.align() - 1);
            if start <= END && layout.size() <= END - start {
                NEXT = start + layout.size();
                return start as *mut u8;
            }
        }
    }
}

/// Enters the piece that was taken right behind the current one before a reset.
unsafe fn take_known_piece() -> bool {
    unsafe {
        let limit = memory_size(0) * PAGE;
        if END == 0 || END + std::mem::size_of::<Header>() > limit {
            return false;
        }
        let header = (END as *const Header).read();
        let known = header.magic == MAGIC && header.start == END && header.end > END && header.end <= limit;
        if known {
            enter(header.start, header.end);
        }
        known
    }
}

unsafe fn take_new_piece(needed: usize) -> bool {
    unsafe {
        // As large as all before, so that there are few; what is needed if that is too much.
        for size in [needed.max(LEAST_PIECE).max(TAKEN), needed] {
            let pages = size.div_ceil(PAGE);
            let before = memory_grow(0, pages);
            if before == usize::MAX {
                continue;
            }
            let start = before * PAGE;
            // The last page of a 4 GiB memory is left out, so that the end is a number.
            let end = start.saturating_add(pages * PAGE).min(usize::MAX - PAGE + 1);
            (start as *mut Header).write(Header { magic: MAGIC, start, end });
            enter(start, end);
            return true;
        }
        false
    }
}

unsafe fn enter(start: usize, end: usize) {
    unsafe {
        NEXT = start + std::mem::size_of::<Header>();
        END = end;
        TAKEN += end - start;
    }
}
