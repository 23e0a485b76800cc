//! Runs a macro crate as a process of its own, inside of the sandbox that bubblewrap has made. What the process must
//! not do is given up here, before anything of the macro crate is loaded.
//!
//! Arguments: the library, the name of its declarations, and the bytes of memory that it may have.

use std::ffi::{c_char, c_int, c_ulong, c_void, CStr, CString};
use std::io::Error;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (Some(library), Some(declarations), Some(memory)) =
        (arguments.next(), arguments.next(), arguments.next().and_then(|bytes| bytes.parse().ok()))
    else {
        fail("this program is started by silcrow")
    };
    // SAFETY: no other thread reads the environment.
    unsafe { clearenv() };
    limit(memory).unwrap_or_else(|what| fail(&format!("cannot set a limit: {what}")));
    filter::install().unwrap_or_else(|what| fail(&format!("cannot give up rights: {what}")));
    // rustc gives macros a stack of its own making, too.
    let run = std::thread::Builder::new().stack_size(STACK).spawn(move || serve(&library, &declarations));
    match run.map(|thread| thread.join()) {
        Ok(_) => {}
        Err(error) => fail(&format!("cannot start a thread: {error}")),
    }
}

const STACK: usize = 32 << 20;

extern "C" {
    fn clearenv() -> c_int;
    fn setrlimit(resource: c_int, limit: *const [c_ulong; 2]) -> c_int;
    fn signal(number: c_int, handler: usize) -> usize;
    fn prctl(option: c_int, a: c_ulong, b: c_ulong, c: c_ulong, d: c_ulong) -> c_int;
    fn dlopen(path: *const c_char, flags: c_int) -> *mut c_void;
    fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void;
    fn dlerror() -> *const c_char;
}

/// Memory that can be written to counts. Threads set addresses aside that they never use, so there may be more of those.
fn limit(memory: u64) -> Result<(), Error> {
    const FILE_SIZE: c_int = 1;
    const DATA: c_int = 2;
    const CORE: c_int = 4;
    const FILES: c_int = 7;
    const ADDRESSES: c_int = 9;
    const SET_ASIDE: u64 = 2 << 30;
    /// Of what it prints: there is no other file to write to.
    const MOST_OUTPUT: u64 = 16 << 20;
    let limits = [(FILE_SIZE, MOST_OUTPUT), (CORE, 0), (FILES, 1024), (DATA, memory), (ADDRESSES, memory + SET_ASIDE)];
    for (resource, most) in limits {
        // SAFETY: a pair of limits.
        if unsafe { setrlimit(resource, &[most as c_ulong; 2]) } != 0 {
            return Err(Error::last_os_error());
        }
    }
    const TOO_LARGE: c_int = 25;
    const IGNORE: usize = 1;
    // SAFETY: no handler. To write more is an error then, and not the end.
    unsafe { signal(TOO_LARGE, IGNORE) };
    Ok(())
}

/// System calls that a macro has no use for: with them it could start processes and take memory that limits do not
/// count together, and reach more of the kernel than it needs.
mod filter {
    use super::*;

    #[cfg(target_arch = "x86_64")]
    mod numbers {
        pub const ARCHITECTURE: u32 = 0xc000_003e;
        pub const CLONE: u32 = 56;
        /// shmget, socket, fork, vfork, execve, ptrace, mount, umount2, add_key, request_key, keyctl, unshare,
        /// perf_event_open, open_by_handle_at, setns, process_vm_readv, process_vm_writev, memfd_create, bpf, execveat,
        /// userfaultfd, io_uring_setup, memfd_secret.
        pub const DENIED: &[u32] =
            &[29, 41, 57, 58, 59, 101, 165, 166, 248, 249, 250, 272, 298, 304, 308, 310, 311, 319, 321, 322, 323, 425, 447];
    }

    #[cfg(target_arch = "aarch64")]
    mod numbers {
        pub const ARCHITECTURE: u32 = 0xc000_00b7;
        pub const CLONE: u32 = 220;
        /// As above; there is no fork and no vfork.
        pub const DENIED: &[u32] =
            &[194, 198, 221, 117, 40, 39, 217, 218, 219, 97, 241, 265, 268, 270, 271, 279, 280, 281, 282, 425, 447];
    }

    #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
    pub fn install() -> Result<(), Error> {
        use numbers::{ARCHITECTURE, CLONE, DENIED};
        const CLONE3: u32 = 435;
        const THREAD: u32 = 0x1_0000;
        const ALLOW: Step = answer(0x7fff_0000);
        const KILL: Step = answer(0x8000_0000);
        const NOT_PERMITTED: Step = answer(0x0005_0000 | 1);
        const NOT_THERE: Step = answer(0x0005_0000 | 38);
        // A step that does not hold leaves the one behind it out.
        let mut steps = vec![load(4), Step { code: IS, yes: 1, no: 0, value: ARCHITECTURE }, KILL, load(0)];
        // Numbers of the x32 ABI.
        steps.extend([Step { code: IS_AT_LEAST, yes: 0, no: 1, value: 0x4000_0000 }, NOT_THERE]);
        steps.extend(DENIED.iter().flat_map(|&value| [Step { code: IS, yes: 0, no: 1, value }, NOT_PERMITTED]));
        // The flags of this one lie in memory. Without it the C library takes the older one.
        steps.extend([Step { code: IS, yes: 0, no: 1, value: CLONE3 }, NOT_THERE]);
        steps.extend([Step { code: IS, yes: 0, no: 3, value: CLONE }, load(16)]);
        steps.extend([Step { code: HAS, yes: 1, no: 0, value: THREAD }, NOT_PERMITTED, ALLOW]);
        let program = Program { length: steps.len() as u16, steps: steps.as_ptr() };
        const NO_NEW_PRIVILEGES: c_int = 38;
        const SECCOMP: c_int = 22;
        const FILTER: c_ulong = 2;
        // SAFETY: the program is there for the time of the call.
        let done = unsafe {
            prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0 && prctl(SECCOMP, FILTER, &program as *const Program as c_ulong, 0, 0) == 0
        };
        if done {
            Ok(())
        } else {
            Err(Error::last_os_error())
        }
    }

    const IS: u16 = 0x15;
    const IS_AT_LEAST: u16 = 0x35;
    const HAS: u16 = 0x45;

    /// `struct sock_filter`: `yes` and `no` are steps to leave out.
    #[repr(C)]
    #[derive(Clone, Copy)]
    struct Step {
        code: u16,
        yes: u8,
        no: u8,
        value: u32,
    }

    /// `struct sock_fprog`.
    #[repr(C)]
    struct Program {
        length: u16,
        steps: *const Step,
    }

    /// A word of the call: 0 its number, 4 the architecture, 16 the lower half of its first argument.
    const fn load(offset: u32) -> Step {
        Step { code: 0x20, yes: 0, no: 0, value: offset }
    }

    const fn answer(value: u32) -> Step {
        Step { code: 0x06, yes: 0, no: 0, value }
    }

    #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
    pub fn install() -> Result<(), Error> {
        Err(Error::other("system calls of this processor are not known"))
    }
}

/// The declarations of the library's macros are the address and the number of records, each of which begins with the
/// function to call with them (rust/guest/bridge.rs).
fn serve(library: &str, declarations: &str) {
    let strings = CString::new(library).ok().zip(CString::new(declarations).ok());
    let (path, name) = strings.unwrap_or_else(|| fail("a name has a zero byte"));
    const NOW: c_int = 2;
    // SAFETY: C strings. What the library does when it is loaded is as little known as all that it does later.
    unsafe {
        let handle = dlopen(path.as_ptr(), NOW);
        if handle.is_null() {
            fail(&CStr::from_ptr(dlerror()).to_string_lossy());
        }
        let slice = dlsym(handle, name.as_ptr()).cast::<(*const Serve, usize)>();
        if slice.is_null() {
            fail("the library declares no macros");
        }
        let (macros, count) = *slice;
        if count == 0 {
            fail("the library declares no macros");
        }
        (*macros)(macros.cast(), count);
    }
}

type Serve = unsafe extern "C" fn(*const c_void, usize);

fn fail(reason: &str) -> ! {
    eprintln!("silcrow: {reason}");
    std::process::exit(71)
}
