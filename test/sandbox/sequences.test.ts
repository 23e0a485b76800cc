import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type MacroSequence, SandboxPool } from "#sandbox";
import { type MacroCrate, outputText, requestFor, sandboxes } from "./macro-crate.ts";

const source = String.raw`
extern crate proc_macro;
use proc_macro::{Literal, TokenStream, TokenTree};
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};

fn text(what: impl std::fmt::Display) -> TokenStream {
    TokenTree::from(Literal::string(&what.to_string())).into()
}

#[proc_macro]
pub fn count(_: TokenStream) -> TokenStream {
    static CALLS: AtomicUsize = AtomicUsize::new(0);
    text(CALLS.fetch_add(1, Ordering::SeqCst))
}
/// Keeps something, on the heap alone, for a name that comes again.
#[proc_macro]
pub fn remember(input: TokenStream) -> TokenStream {
    static NAMES: OnceLock<Mutex<Box<Vec<String>>>> = OnceLock::new();
    let mut names = NAMES.get_or_init(Default::default).lock().unwrap();
    let before = names.join(" ");
    names.push(input.to_string());
    text(before)
}
/// Only the first one is special.
#[proc_macro]
pub fn once(_: TokenStream) -> TokenStream {
    static DONE: Mutex<bool> = Mutex::new(false);
    text(if std::mem::replace(&mut *DONE.lock().unwrap(), true) { "again" } else { "first" })
}
/// Makes a table once, and its output does not depend on when.
#[proc_macro]
pub fn table(input: TokenStream) -> TokenStream {
    static TABLE: OnceLock<HashMap<usize, String>> = OnceLock::new();
    let table = TABLE.get_or_init(|| (0..100).map(|number| (number, number.to_string())).collect());
    text(&table[&input.to_string().len()])
}
/// The order of a hash map is random, natively, and no state.
#[proc_macro]
pub fn order(_: TokenStream) -> TokenStream {
    let map: HashMap<u32, ()> = (0..20).map(|number| (number, ())).collect();
    text(map.keys().map(u32::to_string).collect::<Vec<_>>().join(" "))
}
#[proc_macro]
pub fn panics(_: TokenStream) -> TokenStream {
    static CALLS: AtomicUsize = AtomicUsize::new(0);
    panic!("number {}", CALLS.fetch_add(1, Ordering::SeqCst))
}
#[proc_macro]
pub fn heavy(_: TokenStream) -> TokenStream {
    let blocks: Vec<Vec<u8>> = (0..64).map(|_| vec![1; 1 << 16]).collect();
    text(blocks.iter().map(Vec::len).sum::<usize>())
}
#[proc_macro]
pub fn aborts(_: TokenStream) -> TokenStream { std::process::abort() }
`;

describe.each(sandboxes)("$name", ({ name: sandbox, compile }) => {
  let crate: MacroCrate;
  let pool: SandboxPool;

  beforeAll(async () => {
    crate = await compile(source);
    pool = new SandboxPool({ workers: 2, deadlineMs: 20_000, memoryLimitBytes: 48 * 1024 ** 2 });
  });

  afterAll(async () => {
    await pool.close();
    await crate.remove();
  });

  /** Runs invocations, each a macro and its input, in one sequence. */
  async function run(mode: MacroSequence["mode"], invocations: readonly (readonly [name: string, input?: string])[]) {
    const id = pool.openSequence();
    const results: { text: string; keepsState: boolean | undefined }[] = [];
    for (const [name, input = ""] of invocations) {
      const outcome = { keepsState: undefined, ...(await pool.expandRaw(requestFor(crate, name, input, { sequence: { id, mode } }))) };
      const text = outcome.kind === "done" ? outputText(outcome.output) : outcome.kind === "panic" ? outcome.message : outcome.kind;
      results.push({ text, keepsState: outcome.keepsState });
    }
    pool.closeSequence(id);
    return results;
  }

  describe("state is found where there is some", () => {
    test.each([
      ["count", [["count"], ["count"], ["count"]], ['"0"', '"1"', '"2"']],
      ["remember", [["remember", "a"], ["remember", "a"], ["remember", "b"]], ['""', '"a"', '"a a"']],
      ["once", [["once"], ["once"], ["once"]], ['"first"', '"again"', '"again"']],
      ["panics", [["panics"], ["panics"]], ["number 0", "number 1"]],
      ["among others", [["count"], ["table", "x"], ["order"], ["count"]], ['"0"', '"1"', expect.any(String), '"1"']],
    ] as [string, [string, string?][], string[]][])("%s", async (_, invocations, texts) => {
      const watched = await run("watch", invocations);
      expect(watched.map(({ text }) => text)).toEqual(texts);
      expect(watched[0]?.keepsState).toBe(false);
      expect(watched.at(-1)?.keepsState).toBe(true);
      expect((await run("keep", invocations)).map(({ text }) => text)).toEqual(texts);
    });
  });

  test("and not where there is none", async () => {
    const invocations = Array.from({ length: 12 }, (_, index): [string, string] => [["table", "order"][index % 2]!, "x".repeat(index)]);
    expect((await run("watch", invocations)).map(({ keepsState }) => keepsState)).toEqual(invocations.map(() => false));
  });

  test("a run from the initial state that was made elsewhere is not made again, and counts all the same", async () => {
    const id = pool.openSequence();
    const follow = async (name: string, input = ""): Promise<boolean | undefined> => {
      const { digest } = await pool.expand(requestFor(crate, name, input));
      expect(digest).toMatch(/^sha256:/);
      expect((await pool.expand(requestFor(crate, name, input))).digest).toBe(digest);
      return (await pool.follow(requestFor(crate, name, input, { sequence: { id, mode: "watch", alone: digest } }))).keepsState;
    };
    const found: (boolean | undefined)[] = [];
    for (const [name, input] of [["table", "x"], ["count"], ["order"], ["panics"], ["count"], ["panics"], ["table", "xx"]] as const) found.push(await follow(name, input));
    expect(found).toEqual([false, false, false, false, true, true, false]);
    pool.closeSequence(id);
  });

  test("sequences do not see each other", async () => {
    const both = await Promise.all([run("keep", [["count"], ["count"]]), run("keep", [["count"], ["count"]])]);
    for (const results of both) expect(results.map(({ text }) => text)).toEqual(['"0"', '"1"']);
  });

  test("memory that is freed is used again: many invocations need no more than one", async () => {
    const results = await run("keep", Array.from({ length: 40 }, (): [string] => ["heavy"]));
    expect(new Set(results.map(({ text }) => text))).toEqual(new Set(['"4194304"']));
  });

  test("what a sequence kept is lost with an invocation that crashes, and that is said", async () => {
    expect((await run("keep", [["count"], ["aborts"], ["count"]])).map(({ text }) => text)).toEqual(['"0"', "trap", "lost-state"]);
    expect((await run("watch", [["count"], ["aborts"], ["table", "x"]])).map(({ text }) => text)).toEqual(['"0"', "trap", '"1"']);
  });
});
