import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ExpandRawOutcome, type ExpandRequest, type ProcessSandbox, SandboxPool } from "#sandbox";
import { describeConfined } from "../bubblewrap.ts";
import { compileProcessCrate, expandText, type MacroCrate, requestFor } from "./macro-crate.ts";

/** A macro crate that goes past everything that stands between it and the kernel, and one step beyond. */
const source = String.raw`
extern crate proc_macro;
use proc_macro::{Literal, TokenStream, TokenTree};
use std::io::Write;

fn text(what: impl std::fmt::Display) -> TokenStream {
    TokenTree::from(Literal::string(&what.to_string())).into()
}

extern "C" {
    fn syscall(number: i64, ...) -> i64;
    fn fork() -> i32;
    fn kill(process: i32, signal: i32) -> i32;
    fn getppid() -> i32;
    fn getuid() -> u32;
    fn close(descriptor: i32) -> i32;
    fn write(descriptor: i32, bytes: *const u8, length: usize) -> isize;
    fn mmap(at: *mut u8, length: usize, protection: i32, flags: i32, descriptor: i32, offset: i64) -> *mut u8;
    fn setrlimit(resource: i32, limit: *const [u64; 2]) -> i32;
    static environ: *const *const u8;
}

#[cfg(target_arch = "x86_64")]
mod number { pub const OPENAT: i64 = 257; pub const SOCKET: i64 = 41; pub const EXECVE: i64 = 59; pub const CLONE: i64 = 56; pub const MKDIRAT: i64 = 258; pub const PTRACE: i64 = 101; pub const UNSHARE: i64 = 272; pub const MOUNT: i64 = 165; pub const MEMFD: i64 = 319; pub const CLONE3: i64 = 435; }
#[cfg(target_arch = "aarch64")]
mod number { pub const OPENAT: i64 = 56; pub const SOCKET: i64 = 198; pub const EXECVE: i64 = 221; pub const CLONE: i64 = 220; pub const MKDIRAT: i64 = 34; pub const PTRACE: i64 = 117; pub const UNSHARE: i64 = 97; pub const MOUNT: i64 = 40; pub const MEMFD: i64 = 279; pub const CLONE3: i64 = 435; }

fn raw_open(path: &str, flags: i32) -> i64 {
    let path = std::ffi::CString::new(path).unwrap();
    unsafe { syscall(number::OPENAT, -100i32, path.as_ptr(), flags, 0o600i32) }
}

/// Which of the paths can be opened by a system call of its own.
#[proc_macro]
pub fn opens(input: TokenStream) -> TokenStream {
    let paths = input.to_string();
    let open: Vec<&str> = paths.trim_matches('"').split(' ').filter(|path| raw_open(path, 0) >= 0).collect();
    text(open.join(" "))
}

/// In which of the folders it can make a file or a folder.
#[proc_macro]
pub fn writes(input: TokenStream) -> TokenStream {
    let folders = input.to_string();
    let made: Vec<&str> = folders.trim_matches('"').split(' ').filter(|folder| {
        let name = std::ffi::CString::new(format!("{folder}/made")).unwrap();
        raw_open(&format!("{folder}/written"), 0o102) >= 0 || unsafe { syscall(number::MKDIRAT, -100i32, name.as_ptr(), 0o700i32) } >= 0
    }).collect();
    text(made.join(" "))
}

/// What it is permitted by the kernel, of what it has no use for.
#[proc_macro]
pub fn permitted(_: TokenStream) -> TokenStream {
    let program = std::ffi::CString::new("/bin/sh").unwrap();
    let calls: [(&str, i64); 9] = unsafe { [
        ("socket", syscall(number::SOCKET, 2i32, 1i32, 0i32)),
        ("execve", syscall(number::EXECVE, program.as_ptr(), 0usize, 0usize)),
        ("fork", i64::from(fork())),
        ("clone", syscall(number::CLONE, 17i64, 0i64, 0i64, 0i64, 0i64)),
        ("clone3", syscall(number::CLONE3, 0i64, 0i64)),
        ("ptrace", syscall(number::PTRACE, 0i64, 0i64, 0i64, 0i64)),
        ("unshare", syscall(number::UNSHARE, 0x1000_0000i64)),
        ("mount", syscall(number::MOUNT, 0i64, 0i64, 0i64, 0i64, 0i64)),
        ("memfd", syscall(number::MEMFD, program.as_ptr(), 0i64)),
    ] };
    text(calls.iter().filter(|(_, result)| *result >= 0).map(|(name, _)| *name).collect::<Vec<_>>().join(" "))
}

#[proc_macro]
pub fn connects(input: TokenStream) -> TokenStream {
    text(std::net::TcpStream::connect(input.to_string().trim_matches('"')).is_ok())
}

/// The block of variables, of which the host is told nothing.
#[proc_macro]
pub fn variables(_: TokenStream) -> TokenStream {
    text(unsafe { environ.is_null() || (*environ).is_null() } && std::env::vars_os().next().is_none())
}

#[proc_macro]
pub fn variable(input: TokenStream) -> TokenStream { text(format!("{:?}", std::env::var(input.to_string()).ok())) }

#[proc_macro]
pub fn variable_in_threads(input: TokenStream) -> TokenStream {
    let name = input.to_string();
    let threads: Vec<_> = (0..8).map(|_| { let name = name.clone(); std::thread::spawn(move || (0..50).map(|_| std::env::var(&name).unwrap().len()).sum::<usize>()) }).collect();
    text(threads.into_iter().map(|thread| thread.join().unwrap()).sum::<usize>())
}

#[proc_macro]
pub fn kills(input: TokenStream) -> TokenStream {
    let process: i32 = match input.to_string().as_str() { "parent" => unsafe { getppid() }, "all" => -1, _ => 1 };
    let result = unsafe { kill(process, 9) };
    std::thread::sleep(std::time::Duration::from_millis(100));
    text(if result == 0 { "alive" } else { "refused" })
}

#[proc_macro]
pub fn nobody(_: TokenStream) -> TokenStream { text(unsafe { getuid() }) }

#[proc_macro]
pub fn allocates(_: TokenStream) -> TokenStream {
    let mut all = Vec::new();
    loop { all.push(vec![1u8; 1 << 20]); if all.len() > 1 << 20 { return text("all of it") } }
}

/// Memory that is shared with nobody counts as well.
#[proc_macro]
pub fn maps(_: TokenStream) -> TokenStream {
    let mut pieces = 0u64;
    loop {
        let piece = unsafe { mmap(std::ptr::null_mut(), 64 << 20, 3, 0x21, -1, 0) };
        if piece as isize == -1 || pieces > 1000 { return text(pieces * 64 <= 4096) }
        pieces += 1;
    }
}

#[proc_macro]
pub fn raises_limits(_: TokenStream) -> TokenStream {
    text([1, 2, 4, 9].iter().any(|&resource| unsafe { setrlimit(resource, &[u64::MAX; 2]) } == 0))
}

#[proc_macro]
pub fn threads(_: TokenStream) -> TokenStream {
    let mut count = 0u32;
    while count < 100_000 && std::thread::Builder::new().spawn(|| std::thread::sleep(std::time::Duration::from_secs(60))).is_ok() { count += 1 }
    text(count < 100_000)
}

#[proc_macro]
pub fn loops(_: TokenStream) -> TokenStream {
    for _ in 0..3 { std::thread::spawn(|| loop { std::hint::spin_loop() }); }
    loop { std::hint::spin_loop() }
}

fn deep(level: u64) -> u64 { let all = std::hint::black_box([level; 64]); if level == u64::MAX { 0 } else { deep(level + 1) + all[3] } }
#[proc_macro]
pub fn recurses(_: TokenStream) -> TokenStream { text(deep(0)) }

#[proc_macro]
pub fn crashes(_: TokenStream) -> TokenStream { unsafe { std::ptr::null_mut::<u8>().add(1).write_volatile(1) }; text("no crash") }
#[proc_macro]
pub fn aborts(_: TokenStream) -> TokenStream { std::process::abort() }
#[proc_macro]
pub fn exits(_: TokenStream) -> TokenStream { std::process::exit(0) }

fn send(frame: &[u8]) -> ! {
    unsafe { write(3, frame.as_ptr(), frame.len()) };
    std::thread::sleep(std::time::Duration::from_secs(60));
    std::process::exit(0)
}
/// Frames that are none, too long, of an unknown kind, and an answer without sense.
#[proc_macro]
pub fn garbage(input: TokenStream) -> TokenStream {
    match input.to_string().as_str() {
        "none" => send(&[0, 0, 0, 0]),
        "long" => send(&[255, 255, 255, 255, 2, 0]),
        "unknown" => send(&[1, 0, 0, 0, 99]),
        "senseless" => send(&[4, 0, 0, 0, 2, 0, 255, 255]),
        "status" => send(&[2, 0, 0, 0, 2, 7]),
        "names" => send(&[5, 0, 0, 0, 8, 1, 2, 3, 4]),
        "observe" => send(&[2, 0, 0, 0, 7, 77]),
        _ => { unsafe { close(3) }; loop { std::thread::sleep(std::time::Duration::from_secs(1)) } }
    }
}

#[proc_macro]
pub fn prints(input: TokenStream) -> TokenStream {
    let count: usize = input.to_string().parse().unwrap();
    println!("out"); eprintln!("err"); println!("again");
    let written = (0..count).filter(|_| std::io::stdout().write_all(&[b'x'; 1 << 20]).is_ok()).count();
    text(written)
}

#[proc_macro]
pub fn sources(_: TokenStream) -> TokenStream {
    let keys: Vec<u32> = (0..20).collect::<std::collections::HashSet<_>>().into_iter().collect();
    let time = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    text(format!("{keys:?} {time}"))
}

#[proc_macro]
pub fn panics(_: TokenStream) -> TokenStream { panic!("in a process") }
#[proc_macro]
pub fn catches(_: TokenStream) -> TokenStream { text(std::panic::catch_unwind(|| panic!("caught")).is_err()) }
#[proc_macro]
pub fn line(input: TokenStream) -> TokenStream { text(input.into_iter().next().unwrap().span().line()) }
#[proc_macro_derive(Nothing, attributes(one, two))]
pub fn nothing(input: TokenStream) -> TokenStream { input }
`;

describeConfined("a macro crate as a process", () => {
  let crate: MacroCrate & { readonly process: ProcessSandbox };
  let pool: SandboxPool;
  beforeAll(async () => {
    crate = await compileProcessCrate(source);
    pool = new SandboxPool({ workers: 2, deadlineMs: 5_000, memoryLimitBytes: 256 * 2 ** 20 });
  });
  afterAll(async () => {
    await pool.close();
    await crate.remove();
  });

  const run = (name: string, input = "", more: Partial<ExpandRequest> = {}): Promise<string | ExpandRawOutcome> => expandText(pool, requestFor(crate, name, input, more));

  /** Command lines of processes that belong to this macro crate. */
  function processes(): string[] {
    return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, "latin1");
        return command.includes(crate.module) || readFileSync(`/proc/${pid}/maps`, "latin1").includes(crate.module) ? [command.replaceAll("\0", " ").slice(0, 200)] : [];
      } catch {
        return [];
      }
    });
  }

  test("tells its macros", () => {
    expect(crate.declarations.find(({ kind }) => kind === "derive")).toMatchObject({ name: "Nothing", helperAttributes: ["one", "two"] });
    expect(crate.declarations.map((each) => each.function)).toEqual(crate.declarations.map((_, index) => index));
  });

  test("is not loaded where it is of another machine; the loader says why", async () => {
    const part = `${crate.module}.other`;
    const bytes = readFileSync(crate.module);
    // The class of a machine with 32 bits.
    bytes[4] = 1;
    writeFileSync(part, bytes);
    const { readLibrary } = await import("#sandbox");
    await expect(readLibrary(part, crate.process)).rejects.toMatchObject({ code: "SC0308", message: expect.stringMatching(/exit code 71: .*silcrow-macros\.so: wrong ELF class/) });
  });

  test("is waited for, also by a program that has nothing else to do", async () => {
    const program = `
      const { readLibrary } = await import("#sandbox");
      for (let count = 0; count < 25; count++) await readLibrary(${JSON.stringify(crate.module)}, ${JSON.stringify(crate.process)});
      process.stdout.write("all of them");`;
    const args = ["--conditions=silcrow-src", "--input-type=module", "-e", program];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: path.join(import.meta.dirname, "../..") });
    expect(stdout).toBe("all of them");
  });

  test("sees the libraries of the system and nothing else of this machine, whichever way it looks", async () => {
    const home = os.homedir();
    const paths = ["/etc/passwd", "/etc/hostname", home, "/root", "/home", process.cwd(), os.tmpdir(), "/tmp", "/proc", "/proc/self/environ", "/sys", "/dev", "/dev/null", "/bin/sh", "/usr/bin", "/usr/share", "/var", "/run", crate.module];
    expect(await run("opens", JSON.stringify(paths.join(" ")))).toBe('""');
    expect(await run("opens", '"/silcrow-workspace /silcrow-build/out /usr/lib"')).toBe('"/silcrow-workspace /silcrow-build/out /usr/lib"');
  });

  test("can write nowhere", async () => {
    expect(await run("writes", '". / /tmp /dev /dev/shm /usr/lib /silcrow-workspace /silcrow-build /silcrow-build/out /var/tmp"')).toBe('""');
  });

  test("has no use for the kernel beyond its own threads and memory", async () => {
    expect(await run("permitted")).toBe('""');
    expect(await run("nobody")).toBe('"1000"');
    expect(await run("raises_limits")).toBe('"false"');
  });

  test("reaches no network", async () => {
    const server: Server = createServer((socket) => socket.end()).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    expect(await run("connects", `"127.0.0.1:${port}"`)).toBe('"false"');
    server.close();
  });

  test("has an empty environment, and is told what it may know when it asks", async () => {
    const more = { environment: { SHOWN: "value" }, hiddenEnvironment: ["HIDDEN"] };
    expect(await run("variables", "", more)).toBe('"true"');
    const outcome = await pool.expandRaw(requestFor(crate, "variable", "SHOWN", more));
    expect(outcome).toMatchObject({ kind: "done", observed: { env: { SHOWN: "value" } } });
    expect(await pool.expandRaw(requestFor(crate, "variable", "UNSET", more))).toMatchObject({ observed: { env: { UNSET: null } } });
    expect(await run("variable", "HIDDEN", more)).toMatchObject({ kind: "denied", requests: ["env HIDDEN"] });
    expect(await run("variable_in_threads", "SHOWN", more)).toBe('"2000"');
  });

  test.each([["parent"], ["all"], ["init"]])("cannot end what runs it (%s)", async (which) => {
    const outcome = await run("kills", which);
    // `kill(-1)` leaves the caller out, and the first process of its namespace is not to be killed from inside.
    expect(outcome).toMatch(/^"(alive|refused)"$/);
    expect(await run("permitted")).toBe('""');
  });

  test("has as much memory as it is given", async () => {
    expect(await run("allocates")).toEqual({ kind: "out-of-memory", limitBytes: 256 * 2 ** 20 });
    expect(await run("maps")).toBe('"true"');
    expect(await run("threads")).toBe('"true"');
  });

  test("has the time that it is given, and is gone with all its threads when that is over", async () => {
    expect(await run("loops")).toEqual({ kind: "timeout", milliseconds: 5_000 });
    // What is left is a process that waits for the next invocation.
    await expect.poll(() => processes().length, { timeout: 5_000 }).toBeLessThanOrEqual(2);
    expect(await run("permitted")).toBe('""');
  });

  test("may recurse as deep as its stack is", async () => {
    expect(await run("recurses")).toEqual({ kind: "stack-overflow" });
  });

  test("ends in ways that have names", async () => {
    expect(await run("crashes")).toEqual({ kind: "trap", message: "the process was ended by the signal SIGSEGV" });
    expect(await run("aborts")).toEqual({ kind: "trap", message: "the process was ended by the signal SIGABRT" });
    expect(await run("exits")).toEqual({ kind: "trap", message: "the process ended by itself, with exit code 0" });
    expect(await run("panics")).toMatchObject({ kind: "panic", message: "in a process", location: expect.stringContaining("lib.rs:") });
    expect(await run("catches")).toBe('"true"');
  });

  test.each(["none", "long", "unknown", "senseless", "status", "names", "observe", "closed"])("is not believed when it sends what is no answer (%s)", async (what) => {
    // Whoever observes before there are positions is run again with them.
    const outcome = what === "senseless" ? await pool.expand(requestFor(crate, "garbage", what)) : await run("garbage", what);
    expect(outcome).toMatchObject({ kind: what === "observe" ? "positions-wanted" : "trap" });
  });

  test("may print, in order; what is too much is dropped", async () => {
    const outcome = await pool.expandRaw(requestFor(crate, "prints", "3"));
    expect(outcome).toMatchObject({ kind: "done", stderr: expect.stringMatching(/^out\nerr\nagain\nx+\n… \(more output was dropped\)\n$/) });
    const flood = await pool.expandRaw(requestFor(crate, "prints", "100"));
    expect(flood).toMatchObject({ kind: "done" });
    expect(await expandText(pool, requestFor(crate, "prints", "100"))).toBe('"15"');
  });

  test("finds the same clock and the same order of maps each time, and others with another seed", async () => {
    const first = await run("sources");
    expect(first).toMatch(/ 1000000000"$/);
    expect(await run("sources")).toBe(first);
    const other = new SandboxPool({ workers: 1, randomSeed: 7 });
    expect(await expandText(other, requestFor(crate, "sources"))).not.toBe(first);
    await other.close();
  });

  test("asks for positions when it looks at them", async () => {
    expect(await run("line", "x")).toEqual({ kind: "positions-wanted" });
  });

  test("leaves nothing behind", async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "silcrow-left-"));
    const here: Partial<ExpandRequest> = { process: { ...crate.process, folder } };
    const own = new SandboxPool({ workers: 2, deadlineMs: 500 });
    expect(await expandText(own, requestFor(crate, "loops", "", here))).toMatchObject({ kind: "timeout" });
    expect(await expandText(own, requestFor(crate, "nobody", "", here))).toBe('"1000"');
    expect(readdirSync(folder)).toHaveLength(1);
    await own.close();
    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
    await pool.close();
    await expect.poll(processes, { timeout: 5_000 }).toEqual([]);
    expect(existsSync(crate.module)).toBe(true);
    pool = new SandboxPool({ workers: 1 });
  });
});

describeConfined("a library that is none", () => {
  test("has an error with a code", async () => {
    const { readLibrary } = await import("#sandbox");
    const sandbox = { bubblewrap: "/usr/bin/bwrap", program: "/bin/true", edition: 2021, folder: os.tmpdir() };
    await expect(readLibrary(import.meta.filename, sandbox)).rejects.toMatchObject({ code: "SC0308" });
    await expect(readLibrary("/nowhere.so", sandbox)).rejects.toMatchObject({ code: "SC0305" });
  });

  test("one that does something else when it is loaded, too", async () => {
    const constructor = (body: string) => `
      extern crate proc_macro;
      #[link_section = ".init_array"] #[used] static START: extern "C" fn() = start;
      extern "C" fn start() { ${body} }
      #[proc_macro] pub fn fine(input: proc_macro::TokenStream) -> proc_macro::TokenStream { input }`;
    await expect(compileProcessCrate(constructor("std::process::exit(3)"))).rejects.toMatchObject({ code: "SC0308", message: expect.stringContaining("exit code 3") });
    await expect(compileProcessCrate(constructor('std::fs::File::open("/etc/passwd").unwrap();'))).rejects.toMatchObject({ code: "SC0308" });
    const forged = 'unsafe { extern "C" { fn write(fd: i32, bytes: *const u8, length: usize) -> isize; } write(3, [9, 0, 0, 0, 1, 1, 0, 4, b\'a\', b\' \', b\'{\', b\'b\', 0].as_ptr(), 13) };';
    await expect(compileProcessCrate(constructor(forged))).rejects.toMatchObject({ code: "SC0308", message: expect.stringContaining("a {b") });
  });
});
