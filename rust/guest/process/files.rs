//! Paths. In the sandbox there is nothing but what the host was asked for: these functions take the places of those of
//! the C library that are given paths, ask the host, which records the question and puts the file there, and go on
//! with the path that the answer has, which is without links.
//!
//! Whoever goes past them, by a system call of its own, finds what was asked for before and nothing else.

use std::ffi::{c_char, c_int, c_uint, c_void, CStr, CString};
use std::ptr::null_mut;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::host;
use super::sources::behind;

extern "C" {
    fn malloc(size: usize) -> *mut c_char;
    fn dirfd(directory: *mut c_void) -> c_int;
    fn __errno_location() -> *mut c_int;
}

const AT_CURRENT: c_int = -100;
const NO_FOLLOW: c_int = 0x100;
const EFAULT: c_int = 14;
const EROFS: c_int = 30;
const ENOSYS: c_int = 38;
const ERANGE: c_int = 34;

/// What relative paths are relative to.
struct Folders {
    /// Set by `chdir`.
    current: Option<Vec<u8>>,
    open: Vec<OpenFolder>,
}

/// A folder that is being read.
struct OpenFolder {
    /// What `opendir` gave.
    directory: usize,
    descriptor: c_int,
    path: Vec<u8>,
    /// Its items, sorted: file systems have them in orders of their own. None before the first is asked for.
    items: Option<std::vec::IntoIter<Box<Item>>>,
    /// The one that was given last, which stays where it is until the next.
    current: Option<Box<Item>>,
}

/// `struct dirent64`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Item {
    inode: u64,
    offset: i64,
    length: u16,
    kind: u8,
    name: [c_char; 256],
}

// SAFETY: the address of a folder is compared, and never read.
unsafe impl Send for Folders {}

fn folders() -> MutexGuard<'static, Folders> {
    static FOLDERS: Mutex<Folders> = Mutex::new(Folders { current: None, open: Vec::new() });
    FOLDERS.lock().unwrap_or_else(PoisonError::into_inner)
}

fn working_directory() -> Vec<u8> {
    let own = folders().current.clone();
    own.unwrap_or_else(host::cwd_get)
}

/// What the system shows of itself, and the libraries that are in the sandbox.
fn is_of_system(path: &[u8]) -> bool {
    [&b"/proc"[..], b"/sys", b"/dev", b"/lib", b"/lib64", b"/usr"].iter().any(|folder| {
        path.strip_prefix(*folder).is_some_and(|rest| rest.is_empty() || rest[0] == b'/')
    })
}

/// The whole path, if it is the host's to answer. Not for one that is empty, or relative to a folder that is not known.
/// `path` may be null.
unsafe fn asked(folder: c_int, path: *const c_char) -> Result<Option<Vec<u8>>, c_int> {
    // The standard library finds out in this way whether there is a function.
    if path.is_null() {
        return Err(EFAULT);
    }
    let bytes = unsafe { CStr::from_ptr(path) }.to_bytes();
    let base = match bytes.first() {
        None => return Ok(None),
        Some(b'/') => return Ok(Some(bytes.to_vec()).filter(|path| !is_of_system(path))),
        Some(_) if folder == AT_CURRENT => Some(working_directory()),
        Some(_) => folders().open.iter().find(|open| open.descriptor == folder).map(|open| open.path.clone()),
    };
    Ok(base.map(|base| [&base[..], b"/", bytes].concat()))
}

/// The path to go on with.
unsafe fn reach(folder: c_int, path: *const c_char, follow: bool) -> Result<CString, c_int> {
    match unsafe { asked(folder, path)? } {
        Some(path) => CString::new(host::look(&path, follow)?).map_err(|_| ENOSYS),
        None => Ok(unsafe { CStr::from_ptr(path) }.to_owned()),
    }
}

/// The path to open; with flags that are for writing it is refused.
unsafe fn reach_to_open(folder: c_int, path: *const c_char, flags: c_int) -> Result<CString, c_int> {
    const WRITE: c_int = 0o1 | 0o2 | 0o100 | 0o1000;
    if flags & WRITE != 0 {
        unsafe { refuse(folder, path)? };
    }
    unsafe { reach(folder, path, true) }
}

/// Nothing can be changed; the host is told that the macro has tried.
unsafe fn refuse(folder: c_int, path: *const c_char) -> Result<(), c_int> {
    match unsafe { asked(folder, path)? } {
        Some(path) => host::change(&path),
        None => Ok(()),
    }
}

/// As the C library does: -1 or null, and the reason in `errno`.
trait Failure {
    const VALUE: Self;
}

impl Failure for c_int {
    const VALUE: c_int = -1;
}

impl Failure for isize {
    const VALUE: isize = -1;
}

impl<T> Failure for *mut T {
    const VALUE: *mut T = null_mut();
}

fn fail<T: Failure>(error: c_int) -> T {
    // SAFETY: the C library's own place for it.
    unsafe { *__errno_location() = error };
    T::VALUE
}

/// Functions that are handed on with the path that was found.
macro_rules! with_path {
    ($(fn $name:ident($($before:ident: $b:ty,)* @ $path:ident $(, $after:ident: $a:ty)*) -> $result:ty { $found:expr })*) => {$(
        /// # Safety
        /// That of the C library's function.
        #[no_mangle]
        pub unsafe extern "C" fn $name($($before: $b,)* $path: *const c_char $(, $after: $a)*) -> $result {
            const NAME: &CStr = match CStr::from_bytes_with_nul(concat!(stringify!($name), "\0").as_bytes()) {
                Ok(name) => name,
                Err(_) => unreachable!(),
            };
            let function = behind(NAME);
            if function.is_null() {
                return fail(ENOSYS);
            }
            // SAFETY: the same function has the same type.
            let function: unsafe extern "C" fn($($b,)* *const c_char $(, $a)*) -> $result = unsafe { std::mem::transmute(function) };
            match unsafe { $found } {
                Ok(found) => unsafe { function($($before,)* found.as_ptr() $(, $after)*) },
                Err(error) => fail(error),
            }
        }
    )*};
}

// The mode of `open` is one of the arguments that a function may leave out; it comes where a third one would.
with_path! {
    fn open(@ path, flags: c_int, mode: c_uint) -> c_int { reach_to_open(AT_CURRENT, path, flags) }
    fn open64(@ path, flags: c_int, mode: c_uint) -> c_int { reach_to_open(AT_CURRENT, path, flags) }
    fn openat(folder: c_int, @ path, flags: c_int, mode: c_uint) -> c_int { reach_to_open(folder, path, flags) }
    fn openat64(folder: c_int, @ path, flags: c_int, mode: c_uint) -> c_int { reach_to_open(folder, path, flags) }
    fn fopen(@ path, mode: *const c_char) -> *mut c_void { reach_to_open(AT_CURRENT, path, flags_of(mode)) }
    fn fopen64(@ path, mode: *const c_char) -> *mut c_void { reach_to_open(AT_CURRENT, path, flags_of(mode)) }
    fn stat(@ path, out: *mut c_void) -> c_int { reach(AT_CURRENT, path, true) }
    fn stat64(@ path, out: *mut c_void) -> c_int { reach(AT_CURRENT, path, true) }
    fn lstat(@ path, out: *mut c_void) -> c_int { reach(AT_CURRENT, path, false) }
    fn lstat64(@ path, out: *mut c_void) -> c_int { reach(AT_CURRENT, path, false) }
    fn fstatat(folder: c_int, @ path, out: *mut c_void, flags: c_int) -> c_int { reach(folder, path, flags & NO_FOLLOW == 0) }
    fn fstatat64(folder: c_int, @ path, out: *mut c_void, flags: c_int) -> c_int { reach(folder, path, flags & NO_FOLLOW == 0) }
    fn statx(folder: c_int, @ path, flags: c_int, mask: c_uint, out: *mut c_void) -> c_int { reach(folder, path, flags & NO_FOLLOW == 0) }
    fn access(@ path, mode: c_int) -> c_int { reach(AT_CURRENT, path, true) }
    fn faccessat(folder: c_int, @ path, mode: c_int, flags: c_int) -> c_int { reach(folder, path, flags & NO_FOLLOW == 0) }
    fn readlink(@ path, out: *mut c_char, size: usize) -> isize { reach(AT_CURRENT, path, false) }
    fn readlinkat(folder: c_int, @ path, out: *mut c_char, size: usize) -> isize { reach(folder, path, false) }
}

/// Those of `open` for a mode of `fopen`.
unsafe fn flags_of(mode: *const c_char) -> c_int {
    let mode = unsafe { CStr::from_ptr(mode) }.to_bytes();
    c_int::from(!mode.starts_with(b"r") || mode.contains(&b'+'))
}

/// Functions that change something.
macro_rules! refused {
    ($(fn $name:ident($($argument:ident: $type:ty),*) { $folder:expr, $path:expr })*) => {$(
        /// # Safety
        /// That of the C library's function.
        #[no_mangle]
        #[allow(unused_variables)]
        pub unsafe extern "C" fn $name($($argument: $type),*) -> c_int {
            match unsafe { refuse($folder, $path) } {
                Ok(()) => fail(EROFS),
                Err(error) => fail(error),
            }
        }
    )*};
}

refused! {
    fn creat(path: *const c_char, mode: c_uint) { AT_CURRENT, path }
    fn creat64(path: *const c_char, mode: c_uint) { AT_CURRENT, path }
    fn mkdir(path: *const c_char, mode: c_uint) { AT_CURRENT, path }
    fn mkdirat(folder: c_int, path: *const c_char, mode: c_uint) { folder, path }
    fn rmdir(path: *const c_char) { AT_CURRENT, path }
    fn unlink(path: *const c_char) { AT_CURRENT, path }
    fn unlinkat(folder: c_int, path: *const c_char, flags: c_int) { folder, path }
    fn rename(path: *const c_char, to: *const c_char) { AT_CURRENT, path }
    fn renameat(folder: c_int, path: *const c_char, to_folder: c_int, to: *const c_char) { folder, path }
    fn link(path: *const c_char, to: *const c_char) { AT_CURRENT, to }
    fn linkat(folder: c_int, path: *const c_char, to_folder: c_int, to: *const c_char, flags: c_int) { to_folder, to }
    fn symlink(target: *const c_char, path: *const c_char) { AT_CURRENT, path }
    fn symlinkat(target: *const c_char, folder: c_int, path: *const c_char) { folder, path }
    fn chmod(path: *const c_char, mode: c_uint) { AT_CURRENT, path }
    fn truncate(path: *const c_char, length: i64) { AT_CURRENT, path }
    fn truncate64(path: *const c_char, length: i64) { AT_CURRENT, path }
}

/// # Safety
/// `path` is a C string.
#[no_mangle]
pub unsafe extern "C" fn opendir(path: *const c_char) -> *mut c_void {
    let function = behind(c"opendir");
    if function.is_null() {
        return fail(ENOSYS);
    }
    // SAFETY: the same function has the same type.
    let function: unsafe extern "C" fn(*const c_char) -> *mut c_void = unsafe { std::mem::transmute(function) };
    let found = match unsafe { reach(AT_CURRENT, path, true) } {
        Ok(found) => found,
        Err(error) => return fail(error),
    };
    if !is_of_system(found.to_bytes()) {
        if let Err(error) = host::list(found.to_bytes()) {
            return fail(error);
        }
    }
    let directory = unsafe { function(found.as_ptr()) };
    if !directory.is_null() {
        let descriptor = unsafe { dirfd(directory) };
        let open = &mut folders().open;
        open.retain(|known| known.descriptor != descriptor);
        open.push(OpenFolder { directory: directory as usize, descriptor, path: found.into_bytes(), items: None, current: None });
    }
    directory
}

/// # Safety
/// `directory` is from `opendir`.
#[no_mangle]
pub unsafe extern "C" fn closedir(directory: *mut c_void) -> c_int {
    let function = behind(c"closedir");
    if function.is_null() {
        return fail(ENOSYS);
    }
    folders().open.retain(|known| known.directory != directory as usize);
    // SAFETY: the same function has the same type.
    let function: unsafe extern "C" fn(*mut c_void) -> c_int = unsafe { std::mem::transmute(function) };
    unsafe { function(directory) }
}

/// # Safety
/// `directory` is from `opendir`.
#[no_mangle]
pub unsafe extern "C" fn readdir64(directory: *mut c_void) -> *mut Item {
    let function = behind(c"readdir");
    if function.is_null() {
        return fail(ENOSYS);
    }
    // SAFETY: the same function has the same type, where numbers have 64 bits.
    let function: unsafe extern "C" fn(*mut c_void) -> *mut Item = unsafe { std::mem::transmute(function) };
    let open = &mut folders().open;
    let Some(folder) = open.iter_mut().find(|known| known.directory == directory as usize) else {
        return unsafe { function(directory) };
    };
    let items = folder.items.get_or_insert_with(|| {
        let mut items = Vec::new();
        loop {
            let next = unsafe { function(directory) };
            if next.is_null() {
                break;
            }
            let mut item = Box::new(Item { inode: 0, offset: 0, length: 0, kind: 0, name: [0; 256] });
            // SAFETY: an item ends behind its name, and `length` is that of all of it.
            unsafe {
                let length = usize::from((*next).length).min(std::mem::size_of::<Item>());
                std::ptr::copy_nonoverlapping(next.cast::<u8>(), (&mut *item as *mut Item).cast::<u8>(), length);
            }
            // Numbers of files are others each time.
            item.inode = 1;
            items.push(item);
        }
        items.sort_by(|one, other| unsafe { CStr::from_ptr(one.name.as_ptr()).cmp(CStr::from_ptr(other.name.as_ptr())) });
        items.into_iter()
    });
    folder.current = items.next();
    folder.current.as_deref_mut().map_or(null_mut(), |item| item as *mut Item)
}

/// # Safety
/// `directory` is from `opendir`.
#[no_mangle]
pub unsafe extern "C" fn readdir(directory: *mut c_void) -> *mut Item {
    unsafe { readdir64(directory) }
}

/// # Safety
/// `path` is a C string.
#[no_mangle]
pub unsafe extern "C" fn chdir(path: *const c_char) -> c_int {
    let function = behind(c"chdir");
    if function.is_null() {
        return fail(ENOSYS);
    }
    // SAFETY: the same function has the same type.
    let function: unsafe extern "C" fn(*const c_char) -> c_int = unsafe { std::mem::transmute(function) };
    match unsafe { reach(AT_CURRENT, path, true) } {
        Ok(found) => {
            let result = unsafe { function(found.as_ptr()) };
            if result == 0 {
                folders().current = Some(found.into_bytes());
            }
            result
        }
        Err(error) => fail(error),
    }
}

/// # Safety
/// `buffer` is null or has `size` bytes.
#[no_mangle]
pub unsafe extern "C" fn getcwd(buffer: *mut c_char, size: usize) -> *mut c_char {
    unsafe { give(&working_directory(), buffer, size) }
}

/// # Safety
/// `path` is a C string, `buffer` is null or has room for the longest path.
#[no_mangle]
pub unsafe extern "C" fn realpath(path: *const c_char, buffer: *mut c_char) -> *mut c_char {
    match unsafe { reach(AT_CURRENT, path, true) } {
        Ok(found) => unsafe { give(found.to_bytes(), buffer, usize::MAX) },
        Err(error) => fail(error),
    }
}

/// Into the caller's buffer, or one that is made for it.
unsafe fn give(text: &[u8], buffer: *mut c_char, size: usize) -> *mut c_char {
    let target = if buffer.is_null() { unsafe { malloc(text.len() + 1) } } else { buffer };
    if target.is_null() || (!buffer.is_null() && size <= text.len()) {
        return fail(ERANGE);
    }
    // SAFETY: there is room for the text and the zero behind it.
    unsafe {
        target.cast::<u8>().copy_from_nonoverlapping(text.as_ptr(), text.len());
        *target.add(text.len()) = 0;
    }
    target
}
