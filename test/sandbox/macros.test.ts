import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SandboxPool } from "#sandbox";
import { compileMacroCrate, expandText, type MacroCrate, requestFor } from "./macro-crate.ts";

const source = String.raw`
extern crate proc_macro;
use proc_macro::{Ident, Literal, Span, TokenStream, TokenTree};
use std::sync::atomic::{AtomicUsize, Ordering};

fn text(what: impl std::fmt::Display) -> TokenStream {
    TokenTree::from(Literal::string(&what.to_string())).into()
}

#[proc_macro]
pub fn twice(input: TokenStream) -> TokenStream {
    input.clone().into_iter().chain(input).collect()
}
#[proc_macro_attribute]
pub fn named(attr: TokenStream, item: TokenStream) -> TokenStream {
    item.into_iter().chain(attr).collect()
}
#[proc_macro_derive(Marker, attributes(marker, other_marker))]
pub fn derive_marker(input: TokenStream) -> TokenStream {
    let name = input.into_iter().nth(1).unwrap();
    format!("impl Marker for {name} {{}}").parse().unwrap()
}
#[proc_macro]
pub fn untouched(input: TokenStream) -> TokenStream { input }

#[proc_macro]
pub fn count(_: TokenStream) -> TokenStream {
    static CALLS: AtomicUsize = AtomicUsize::new(1);
    thread_local! { static NAMES: std::cell::RefCell<Vec<String>> = const { std::cell::RefCell::new(Vec::new()) } }
    let names = NAMES.with(|names| { names.borrow_mut().push("x".repeat(100)); names.borrow().len() });
    text(format!("{} {names}", CALLS.fetch_add(1, Ordering::SeqCst)))
}
#[proc_macro]
pub fn boom(_: TokenStream) -> TokenStream { panic!("no {}", "luck") }
#[proc_macro]
pub fn boom_in_drop(_: TokenStream) -> TokenStream {
    struct Bomb;
    impl Drop for Bomb { fn drop(&mut self) { panic!("second") } }
    let _bomb = Bomb;
    panic!("first")
}
#[proc_macro]
pub fn caught(_: TokenStream) -> TokenStream {
    let caught = std::panic::catch_unwind(|| panic!("inside")).unwrap_err();
    text(caught.downcast_ref::<&str>().unwrap())
}
#[proc_macro]
pub fn forever(_: TokenStream) -> TokenStream { loop { std::hint::spin_loop() } }
#[proc_macro]
pub fn wait(_: TokenStream) -> TokenStream { std::thread::sleep(std::time::Duration::from_secs(3600)); text("awake") }
#[proc_macro]
pub fn eat(_: TokenStream) -> TokenStream {
    let mut eaten = Vec::new();
    loop { eaten.push(vec![1u8; 1 << 20]) }
}
#[proc_macro]
pub fn eat_at_once(_: TokenStream) -> TokenStream { text(std::hint::black_box(vec![1u8; 1 << 30]).len()) }
#[proc_macro]
pub fn recurse(_: TokenStream) -> TokenStream {
    fn down(n: usize) -> usize { if n == usize::MAX { 0 } else { std::hint::black_box(down(n + 1)) + 1 } }
    text(down(0))
}
#[proc_macro]
pub fn recurse_with_buffers(_: TokenStream) -> TokenStream {
    fn down(n: usize) -> usize {
        let mut buffer = [n as u8; 4096];
        std::hint::black_box(&mut buffer);
        if n == usize::MAX { 0 } else { down(n + 1) + buffer[n % 4096] as usize }
    }
    text(down(0))
}
#[proc_macro]
pub fn deep(_: TokenStream) -> TokenStream {
    fn down(n: usize) -> usize { let buffer = std::hint::black_box([n; 16]); if n == 0 { 0 } else { down(n - 1) + buffer[3] / n } }
    text(down(20_000))
}
#[proc_macro]
pub fn environment(input: TokenStream) -> TokenStream {
    let name = input.to_string();
    text(match std::env::var(&name) { Ok(value) => value, Err(error) => format!("{error:?}") })
}
#[proc_macro]
pub fn whole_environment(_: TokenStream) -> TokenStream {
    text(format!("{} {}", std::env::vars().count(), std::env::args().count()))
}
#[proc_macro]
pub fn read(_: TokenStream) -> TokenStream {
    let absolute = std::fs::read("/etc/passwd").unwrap_err();
    let _ = std::fs::read_dir("templates");
    let _ = std::fs::write("out.txt", "x");
    text(absolute.kind())
}
#[proc_macro]
pub fn connect(_: TokenStream) -> TokenStream { text(std::net::TcpStream::connect("127.0.0.1:80").is_err()) }
#[proc_macro]
pub fn command(_: TokenStream) -> TokenStream { text(std::process::Command::new("ls").spawn().is_err()) }
#[proc_macro]
pub fn thread(_: TokenStream) -> TokenStream { text(std::thread::Builder::new().spawn(|| 1).is_err()) }
#[proc_macro]
pub fn exit(_: TokenStream) -> TokenStream { std::process::exit(3) }
#[proc_macro]
pub fn abort(_: TokenStream) -> TokenStream { std::process::abort() }
#[proc_macro]
pub fn print(_: TokenStream) -> TokenStream {
    println!("to standard output");
    eprint!("to standard error");
    TokenStream::new()
}
#[proc_macro]
pub fn print_much(_: TokenStream) -> TokenStream {
    for _ in 0..2000 { println!("{}", "x".repeat(99)) }
    TokenStream::new()
}
#[proc_macro]
pub fn order(_: TokenStream) -> TokenStream {
    let map: std::collections::HashMap<u32, ()> = (0..50).map(|n| (n, ())).collect();
    text(map.keys().map(|n| n.to_string()).collect::<Vec<_>>().join(" "))
}
#[proc_macro]
pub fn clock(_: TokenStream) -> TokenStream {
    let start = std::time::Instant::now();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    text(format!("{} {}", now.as_secs(), start.elapsed().as_nanos()))
}
mod raw {
    #[link(wasm_import_module = "wasi_snapshot_preview1")]
    extern "C" {
        pub fn fd_write(descriptor: i32, vectors: i32, count: i32, written: i32) -> i32;
        pub fn random_get(start: i32, length: i32) -> i32;
        pub fn fd_prestat_get(descriptor: i32, out: i32) -> i32;
        pub fn fd_fdstat_get(descriptor: i32, out: i32) -> i32;
        pub fn clock_time_get(clock: i32, precision: i64, out: i32) -> i32;
        pub fn poll_oneoff(subscriptions: i32, events: i32, count: i32, out: i32) -> i32;
        pub fn path_open(directory: i32, flags: i32, path: i32, length: i32, open: i32, rights: i64, inherited: i64, fd: i32, out: i32) -> i32;
        pub fn sock_shutdown(socket: i32, how: i32) -> i32;
    }
    #[link(wasm_import_module = "silcrow_1")]
    extern "C" { pub fn env_get(name: i32, length: i32, out: i32, capacity: i32) -> i32; }
    #[link(wasm_import_module = "env")]
    extern "C" { pub fn launch(); }
}
#[proc_macro]
pub fn wild_pointers(_: TokenStream) -> TokenStream {
    use raw::*;
    let end = (std::arch::wasm32::memory_size(0) * 65536) as i32;
    let mut answers = Vec::new();
    for at in [-1, -8, end, end - 1, i32::MIN] {
        answers.extend(unsafe { [
            fd_write(1, at, 1, 0), random_get(at, 2), fd_prestat_get(3, at), fd_fdstat_get(1, at), clock_time_get(0, 0, at),
            poll_oneoff(at, at, -1, at), path_open(3, 0, at, -1, 0, 0, 0, 0, at), env_get(at, 2, at, -1),
        ] });
    }
    answers.sort();
    answers.dedup();
    text(format!("{answers:?}"))
}
#[proc_macro]
pub fn network(_: TokenStream) -> TokenStream { text(unsafe { raw::sock_shutdown(4, 0) }) }
#[proc_macro]
pub fn launch(_: TokenStream) -> TokenStream { unsafe { raw::launch() }; TokenStream::new() }
#[proc_macro]
pub fn line(_: TokenStream) -> TokenStream { text(Span::call_site().line()) }
#[proc_macro]
pub fn debug(_: TokenStream) -> TokenStream { text(format!("{:?}", Span::call_site())) }
#[proc_macro]
pub fn hygienic(_: TokenStream) -> TokenStream { TokenTree::from(Ident::new("x", Span::mixed_site())).into() }
`;

let crate: MacroCrate;
let pool: SandboxPool;
const memoryLimitBytes = 64 * 1024 * 1024;

beforeAll(async () => {
  crate = await compileMacroCrate(source);
  pool = new SandboxPool({ workers: 2, deadlineMs: 5000, memoryLimitBytes });
});

afterAll(async () => {
  await pool.close();
  await crate.remove();
});

const run = (name: string, input = "", more = {}) => expandText(pool, requestFor(crate, name, input, more));

test("declarations are read in the order of the source", () => {
  expect(crate.declarations.slice(0, 3)).toEqual([
    { kind: "function", name: "twice", helperAttributes: [], function: expect.any(Number) },
    { kind: "attribute", name: "named", helperAttributes: [], function: expect.any(Number) },
    { kind: "derive", name: "Marker", helperAttributes: ["marker", "other_marker"], function: expect.any(Number) },
  ]);
  expect(new Set(crate.declarations.map((declaration) => declaration.function)).size).toBe(crate.declarations.length);
});

describe("each kind of macro runs", () => {
  test("function", async () => expect(await run("twice", "a + b")).toBe("a + b a + b"));
  test("attribute", async () => expect(await run("named", "struct S ;", { attrText: "x" })).toBe("struct S ; x"));
  test("derive", async () => expect(await run("Marker", "struct S ;")).toBe("impl Marker for S {}"));
  test("a stream that is handed back is not opened", async () => expect(await run("untouched", "a b")).toBe("unopened(1)"));

  test("and is rendered as text in the worker", async () => {
    const outcome = await pool.expand(requestFor(crate, "hygienic", "", { spanContexts: [{ context: 0, lo: 0, hi: 9 }, { context: 7, lo: 0, hi: 9 }] }));
    expect(outcome).toMatchObject({ kind: "done", rendered: { expansion: "x§1", scopes: { 1: "mixed_site" }, parsed: [] } });
  });
});

describe("each invocation starts from the same state", () => {
  test("statics and thread-locals do not survive", async () => {
    for (let round = 0; round < 4; round++) expect(await run("count")).toBe('"1 1"');
  });

  test("neither do they after a panic, a trap, or the end of a thread", async () => {
    const alone = new SandboxPool({ workers: 1, deadlineMs: 300, memoryLimitBytes });
    for (const accident of ["boom", "abort", "recurse", "eat", "forever"]) {
      expect(await expandText(alone, requestFor(crate, "count"))).toBe('"1 1"');
      await alone.expandRaw(requestFor(crate, accident));
    }
    expect(await expandText(alone, requestFor(crate, "count"))).toBe('"1 1"');
    await alone.close();
  });

  test("randomness is the same every time, and differs with the seed only", async () => {
    const first = await run("order");
    expect(await run("order")).toBe(first);
    const other = new SandboxPool({ workers: 1, randomSeed: 1 });
    expect(await expandText(other, requestFor(crate, "order"))).not.toBe(first);
    await other.close();
  });

  test("the clock stands still", async () => expect(await run("clock")).toBe('"1000000000 0"'));
  test("waiting takes no time", async () => expect(await run("wait")).toBe('"awake"'));
});

describe("accidents are outcomes", () => {
  test("a panic has its message and its place", async () => {
    expect(await run("boom")).toMatchObject({ kind: "panic", message: "no luck", location: expect.stringMatching(/lib\.rs:\d+:\d+$/) });
  });

  test("a panic while panicking is a panic, too", async () => {
    expect(await run("boom_in_drop")).toMatchObject({ kind: "panic", message: expect.stringMatching(/first|second/) });
  });

  test("a macro may catch its own panics", async () => expect(await run("caught")).toBe('"inside"'));

  test("an endless loop ends at the deadline", async () => {
    const impatient = new SandboxPool({ workers: 1, deadlineMs: 200 });
    expect(await expandText(impatient, requestFor(crate, "forever"))).toEqual({ kind: "timeout", milliseconds: 200 });
    await impatient.close();
  });

  test.each(["eat", "eat_at_once"])("too much memory: %s", async (name) => {
    expect(await run(name)).toEqual({ kind: "out-of-memory", limitBytes: memoryLimitBytes });
  });

  test.each(["recurse", "recurse_with_buffers"])("endless recursion: %s", async (name) => {
    expect(await run(name)).toEqual({ kind: "stack-overflow" });
  });

  test("recursion that natively fits the stack fits", async () => expect(await run("deep")).toBe('"20000"'));
  test("exit", async () => expect(await run("exit")).toEqual({ kind: "trap", message: "the macro ended its process with exit code 3" }));
  test("abort", async () => expect(await run("abort")).toMatchObject({ kind: "trap", message: expect.stringContaining("unreachable") }));
});

describe("the world outside", () => {
  test("allowed variables are seen and recorded", async () => {
    const outcome = await pool.expandRaw(requestFor(crate, "environment", "NAME", { environment: { NAME: "välue", OTHER: "x" } }));
    expect(outcome).toMatchObject({ kind: "done", observed: { env: { NAME: "välue" } } });
    expect(outcome.kind === "done" && Object.keys(outcome.observed.env)).toEqual(["NAME"]);
    expect(await run("environment", "NAME", { environment: { NAME: "x".repeat(5000) } })).toBe(`"${"x".repeat(5000)}"`);
  });

  test("a variable that is set nowhere is recorded as unset", async () => {
    const outcome = await pool.expandRaw(requestFor(crate, "environment", "NOWHERE"));
    expect(outcome).toMatchObject({ kind: "done", observed: { env: { NOWHERE: null } } });
  });

  test("a variable that is set outside and not allowed is denied", async () => {
    expect(await run("environment", "HOME", { hiddenEnvironment: ["HOME"] })).toEqual({ kind: "denied", requests: ["env HOME"] });
  });

  test("names of properties of objects are not variables", async () => {
    expect(await run("environment", "constructor")).toBe('"NotPresent"');
    expect(await run("environment", "__proto__")).toBe('"NotPresent"');
  });

  test("what the standard library asks for is not the macro's doing", async () => {
    const outcome = await pool.expandRaw(requestFor(crate, "environment", "RUST_BACKTRACE", { environment: { RUST_BACKTRACE: "1" } }));
    expect(outcome).toMatchObject({ kind: "done", observed: { env: {} } });
  });

  test("the whole environment and the arguments are empty", async () => expect(await run("whole_environment")).toBe('"0 0"'));

  test("files are denied, also when the macro goes on without them", async () => {
    expect(await run("read")).toEqual({ kind: "denied", requests: ["file /etc/passwd", "file /templates", "file /out.txt (to write)"] });
  });

  test("programs are denied", async () => expect(await run("command")).toEqual({ kind: "denied", requests: ["program ls"] }));

  test.each(["connect", "thread"])("%s fails cleanly", async (name) => expect(await run(name)).toBe("\"true\""));

  test("the network is denied", async () => expect(await run("network")).toEqual({ kind: "denied", requests: ["network"] }));

  test("addresses outside of memory are errors (EFAULT, or no variable)", async () => {
    expect(await run("wild_pointers")).toBe('"[-1, 21]"');
  });

  test("calling a function that the sandbox does not have says its name", async () => {
    expect(await run("launch")).toEqual({ kind: "trap", message: "the macro called env.launch, which the sandbox does not have" });
  });

  test("output is captured", async () => {
    const outcome = await pool.expandRaw(requestFor(crate, "print"));
    expect(outcome).toMatchObject({ kind: "done", stderr: "to standard output\nto standard error" });
    const much = await pool.expandRaw(requestFor(crate, "print_much"));
    if (much.kind !== "done") throw new Error(much.kind);
    expect(much.stderr).toHaveLength(65_536 + "\n… (more output was dropped)\n".length);
  });

  test("a macro that asks for positions runs again when they are there", async () => {
    expect(await run("line")).toEqual({ kind: "positions-wanted" });
    const outcome = await pool.expandRaw(requestFor(crate, "line", "", { positions: positions("#0 bytes(1..2)", 41) }));
    expect(outcome).toMatchObject({ kind: "done", observed: { position: true, spanDebug: false, sourceText: false } });
    expect(await run("line", "", { positions: positions("", 41) })).toBe('"41"');
    const debug = await pool.expandRaw(requestFor(crate, "debug", "", { positions: positions("#0 bytes(1..2)", 41) }));
    expect(debug).toMatchObject({ kind: "done", observed: { position: false, spanDebug: true, sourceText: false } });
  });
});

/** Positions of an invocation without input: one file, and the call site. */
function positions(debug: string, line: number): Uint8Array {
  const text = (value: string) => [Buffer.byteLength(value), ...Buffer.from(value)];
  return Uint8Array.from([1, ...text("src/lib.rs"), ...text(""), ...text(debug), 0, line, 5, line, 9, 0]);
}
