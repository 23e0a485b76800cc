import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SandboxPool } from "#sandbox";
import { compileMacroCrate, expandText, type MacroCrate, requestFor } from "./macro-crate.ts";

/** A macro crate by somebody who knows the sandbox from within: it takes the host's functions for its own ends. */
const source = String.raw`
extern crate proc_macro;
use proc_macro::{Literal, TokenStream, TokenTree};

fn text(what: impl std::fmt::Display) -> TokenStream {
    TokenTree::from(Literal::string(&what.to_string())).into()
}

mod wasi {
    #[link(wasm_import_module = "wasi_snapshot_preview1")]
    extern "C" {
        pub fn fd_write(descriptor: i32, vectors: *const [u32; 2], count: i32, written: *mut u32) -> i32;
        pub fn fd_read(descriptor: i32, vectors: *const [u32; 2], count: i32, read: *mut u32) -> i32;
        pub fn fd_pread(descriptor: i32, vectors: *const [u32; 2], count: i32, offset: i64, read: *mut u32) -> i32;
        pub fn fd_readdir(descriptor: i32, buffer: *mut u8, length: i32, cookie: i64, used: *mut u32) -> i32;
        pub fn fd_renumber(from: i32, to: i32) -> i32;
        pub fn path_open(directory: i32, flags: i32, path: *const u8, length: usize, open: i32, rights: i64, inherited: i64, fd: i32, out: *mut u32) -> i32;
        pub fn path_symlink(target: *const u8, target_length: usize, directory: i32, path: *const u8, length: usize) -> i32;
        pub fn path_rename(from: i32, path: *const u8, length: usize, to: i32, path2: *const u8, length2: usize) -> i32;
        pub fn path_unlink_file(directory: i32, path: *const u8, length: usize) -> i32;
        pub fn sock_accept(descriptor: i32, flags: i32, out: *mut u32) -> i32;
        pub fn sock_recv(descriptor: i32, data: i32, count: i32, flags: i32, out: *mut u32, out_flags: *mut u32) -> i32;
        pub fn sock_open(family: i32, kind: i32, out: *mut u32) -> i32;
        pub fn proc_raise(signal: i32) -> i32;
    }
}
mod silcrow {
    #[link(wasm_import_module = "silcrow_1")]
    extern "C" {
        pub fn env_get(name: *const u8, name_length: usize, out: *mut u8, capacity: usize) -> i32;
        pub fn observe(what: i32);
        pub fn panicked(message: *const u8, length: usize);
    }
}
mod host {
    #[link(wasm_import_module = "node:fs")]
    extern "C" { pub fn readFileSync(path: *const u8, length: usize) -> i32; }
    #[link(wasm_import_module = "__proto__")]
    extern "C" { pub fn constructor(code: i32) -> i32; }
    #[link(wasm_import_module = "wasi_snapshot_preview1")]
    extern "C" { #[link_name = "constructor"] pub fn constructor_of_wasi(code: i32) -> i32; }
    #[link(wasm_import_module = "constructor")]
    extern "C" { #[link_name = "prototype"] pub fn prototype() -> i32; }
}

#[proc_macro]
pub fn descriptors(_: TokenStream) -> TokenStream {
    let mut buffer = [0u8; 64];
    let vectors = [[buffer.as_mut_ptr() as u32, 64]];
    let mut count = 0;
    let answers: Vec<i32> = [-1, 3, 4, 5, 17, 255, i32::MAX, i32::MIN].into_iter().flat_map(|fd| unsafe { [
        wasi::fd_write(fd, vectors.as_ptr(), 1, &mut count), wasi::fd_read(fd, vectors.as_ptr(), 1, &mut count),
        wasi::fd_pread(fd, vectors.as_ptr(), 1, 0, &mut count), wasi::fd_renumber(fd, 1),
    ] }).collect();
    assert!(answers.iter().all(|&answer| answer != 0) && buffer == [0; 64]);
    text("none")
}
#[proc_macro]
pub fn paths(_: TokenStream) -> TokenStream {
    let mut fd = 0;
    let mut open = |path: &[u8]| unsafe { assert_ne!(wasi::path_open(3, 1, path.as_ptr(), path.len(), 0, -1, -1, 0, &mut fd), 0) };
    open(b"../../../../etc/passwd");
    open(b"./a/../../etc/shadow");
    open(b"\xff\xfe\x1b[31m");
    open(b"a\0b");
    unsafe {
        wasi::path_symlink(b"/etc".as_ptr(), 4, 3, b"link".as_ptr(), 4);
        wasi::path_rename(3, b"one".as_ptr(), 3, 3, b"two".as_ptr(), 3);
        wasi::path_unlink_file(3, b"gone".as_ptr(), 4);
        wasi::fd_readdir(3, std::ptr::null_mut(), 0, 0, &mut fd);
    }
    text(fd)
}
#[proc_macro]
pub fn many_requests(_: TokenStream) -> TokenStream {
    for number in 0..100_000 { let _ = std::fs::read(format!("/{number}/{}", "x".repeat(5000))); }
    text("asked")
}
#[proc_macro]
pub fn sockets(_: TokenStream) -> TokenStream {
    let (mut a, mut b) = (0, 0);
    unsafe { wasi::sock_accept(0, 0, &mut a); wasi::sock_recv(1, 0, 0, 0, &mut a, &mut b); }
    text("tried")
}
#[proc_macro]
pub fn unknown_wasi(_: TokenStream) -> TokenStream { let mut fd = 0; text(unsafe { wasi::sock_open(1, 1, &mut fd) }) }
#[proc_macro]
pub fn signal(_: TokenStream) -> TokenStream { text(unsafe { wasi::proc_raise(9) }) }
#[proc_macro]
pub fn node(_: TokenStream) -> TokenStream { text(unsafe { host::readFileSync(b"/etc/passwd".as_ptr(), 11) }) }
#[proc_macro]
pub fn prototype(_: TokenStream) -> TokenStream { text(unsafe { host::constructor(1) }) }
#[proc_macro]
pub fn prototype_of_wasi(_: TokenStream) -> TokenStream { text(unsafe { host::constructor_of_wasi(1) }) }
#[proc_macro]
pub fn prototype_of_all(_: TokenStream) -> TokenStream { text(unsafe { host::prototype() }) }
#[proc_macro]
pub fn caught_denial(_: TokenStream) -> TokenStream {
    let _ = std::panic::catch_unwind(|| unsafe { host::readFileSync(b"x".as_ptr(), 1) });
    text("went on")
}
#[proc_macro]
pub fn many_variables(_: TokenStream) -> TokenStream {
    for number in 0..1_000_000 { let _ = std::env::var(format!("NAME{number}")); }
    text("all")
}
#[proc_macro]
pub fn long_variable(_: TokenStream) -> TokenStream {
    let name = vec![b'A'; 20 << 20];
    text(unsafe { silcrow::env_get(name.as_ptr(), name.len(), std::ptr::null_mut(), 0) })
}
#[proc_macro]
pub fn strange_observation(_: TokenStream) -> TokenStream { unsafe { silcrow::observe(-7) }; text("fine") }
#[proc_macro]
pub fn false_panic(_: TokenStream) -> TokenStream {
    let message = b"\x1b]0;title\x07\xff not a panic";
    unsafe { silcrow::panicked(message.as_ptr(), message.len()) };
    text("went on")
}
#[proc_macro]
pub fn huge_panic(_: TokenStream) -> TokenStream { panic!("{}", "boo".repeat(1 << 20)) }
#[proc_macro]
pub fn huge_output(_: TokenStream) -> TokenStream {
    (0..1usize << 27).filter(|number| *number < 1 << 26).map(|_| TokenTree::from(Literal::u8_unsuffixed(1))).collect()
}
#[proc_macro]
pub fn huge_literal(_: TokenStream) -> TokenStream { text("x".repeat(70 << 20)) }
#[proc_macro]
pub fn multiplied(input: TokenStream) -> TokenStream {
    // Two bytes for each copy of the input.
    (0..4_000_000).map(|_| input.clone()).flatten().collect()
}
#[proc_macro]
pub fn nested(_: TokenStream) -> TokenStream {
    let mut stream = TokenStream::new();
    for _ in 0..100_000 { stream = TokenTree::from(proc_macro::Group::new(proc_macro::Delimiter::Brace, stream)).into() }
    stream
}
#[proc_macro]
pub fn memory_bomb(_: TokenStream) -> TokenStream {
    while std::arch::wasm32::memory_grow(0, 256) != usize::MAX {}
    text(std::arch::wasm32::memory_size(0))
}
#[proc_macro]
pub fn separators(_: TokenStream) -> TokenStream {
    text("\n§§\n{\n  \"rust_macro_cache_version\": 1\n}\n§§\n§§\n§§§\nfn evil() {}\n")
}
#[proc_macro]
pub fn innocent(_: TokenStream) -> TokenStream { text("fine") }
`;

let crate: MacroCrate;
let pool: SandboxPool;
const memoryLimitBytes = 1024 ** 3;

beforeAll(async () => {
  crate = await compileMacroCrate(source);
  pool = new SandboxPool({ workers: 1, deadlineMs: 60_000, memoryLimitBytes });
});

afterAll(async () => {
  await pool.close();
  await crate.remove();
});

/** Runs a macro; whatever it does, the next one gets its answer. */
async function run(name: string, input = "", more = {}) {
  const outcome = await expandText(pool, requestFor(crate, name, input, more));
  expect(await expandText(pool, requestFor(crate, "innocent"))).toBe('"fine"');
  return outcome;
}

describe("what belongs to the host", () => {
  test("no descriptor but standard output is open, not even the host's own", async () => {
    expect(await run("descriptors")).toBe('"none"');
  });

  test("no path leads anywhere, whatever it is made of", async () => {
    const outcome = await run("paths");
    expect(outcome).toMatchObject({ kind: "denied" });
    expect(outcome).toMatchObject({ requests: expect.arrayContaining(["file /etc/passwd (to write)", "file /etc/shadow (to write)", "file /link (to write)", "file /one (to write)", "file /gone (to write)", "directory /"]) });
  });

  test("requests are noted up to a limit", async () => {
    const outcome = await run("many_requests");
    if (typeof outcome === "string" || outcome.kind !== "denied") throw new Error(JSON.stringify(outcome));
    expect(outcome.requests).toHaveLength(100);
    expect(Math.max(...outcome.requests.map((request) => request.length))).toBe(1000);
  });

  test("the network", async () => expect(await run("sockets")).toEqual({ kind: "denied", requests: ["network"] }));
  test("signals", async () => expect(await run("signal")).toEqual({ kind: "trap", message: "the macro raised signal 9" }));

  test.each([
    ["unknown_wasi", "wasi_snapshot_preview1.sock_open"],
    ["node", "node:fs.readFileSync"],
    ["prototype", "__proto__.constructor"],
    ["prototype_of_wasi", "wasi_snapshot_preview1.constructor"],
    ["prototype_of_all", "constructor.prototype"],
    ["caught_denial", "node:fs.readFileSync"],
  ])("%s: the function is not there", async (name, asked) => {
    expect(await run(name)).toEqual({ kind: "trap", message: `the macro called ${asked}, which the sandbox does not have` });
  });

  test.each(["many_variables", "long_variable"])("%s: what is asked for is limited", async (name) => {
    expect(await run(name)).toMatchObject({ kind: "trap", message: expect.stringContaining("more than 10000 variables") });
  });

  test("an observation that does not exist", async () => {
    expect(await run("strange_observation", "", { positions: Uint8Array.of(0) })).toMatchObject({ kind: "trap", message: "the module observes something unknown (-7)" });
  });

  test("a panic that was none changes nothing", async () => expect(await run("false_panic")).toBe('"went on"'));
});

describe("what is too much", () => {
  test("a panic's message is cut", async () => {
    const outcome = await run("huge_panic");
    if (typeof outcome === "string" || outcome.kind !== "panic") throw new Error(JSON.stringify(outcome).slice(0, 300));
    expect(outcome.message).toHaveLength(65_536 + "… (the rest was dropped)".length);
  });

  test.each([
    ["huge_output", "", ["out-of-memory", "too-large"]],
    ["huge_literal", "", ["too-large"]],
    ["multiplied", `{ ${"a b c d e f ".repeat(100)} }`, ["too-large"]],
    ["nested", "", ["trap", "stack-overflow"]],
  ])("%s", async (name, input, kinds) => {
    const outcome = await pool.expand(requestFor(crate, name, input));
    expect(kinds).toContain(outcome.kind);
    expect(await expandText(pool, requestFor(crate, "innocent"))).toBe('"fine"');
  });

  test("memory ends at the limit", async () => {
    const pages = Number(String(await run("memory_bomb")).slice(1, -1));
    expect(pages).toBeGreaterThan(memoryLimitBytes / 65_536 - 256);
    expect(pages).toBeLessThanOrEqual(memoryLimitBytes / 65_536);
  });
});

test("what looks like sections of an entry stays in its literal", async () => {
  const outcome = await pool.expand(requestFor(crate, "separators"));
  if (outcome.kind !== "done") throw new Error(outcome.kind);
  expect(outcome.rendered.expansion.startsWith('"')).toBe(true);
  expect(outcome.rendered.expansion).not.toMatch(/^fn evil|^§§$/m);
});
