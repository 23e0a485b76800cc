import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SilcrowError } from "#diagnostics";
import { parseEntry, type TokenTree } from "#format";
import type { ExpandOutcome, ExpandRequest } from "#sandbox";
import { ExpansionHost, type LoadedMacroCrate } from "../../src/emit/expansion-host.ts";
import { decodeRequest, type Expand, type Hello, type HostAnswer } from "../../src/emit/host-protocol.ts";
import { writeEntry } from "../../src/emit/write-entry.ts";
import { type ExpandMessage, expandMessage, helloMessage } from "./host-messages.ts";

const nothing = { env: {}, position: false, spanDebug: false, sourceText: false, sawVirtualNames: false, files: {}, directories: {}, links: {}, cwd: undefined };
const done: Extract<ExpandOutcome, { kind: "done" }> = {
  kind: "done",
  rendered: { expansion: "1", spans: "AA", scopes: {}, parsed: [] },
  observed: nothing,
  stderr: "",
};
const crate: LoadedMacroCrate = {
  item: "demo_0123456789ab",
  package: "demo 1.0.0",
  macroHash: `sha256:${"1".repeat(64)}`,
  module: "/module.wasm",
  declarations: [{ kind: "function", name: "m", helperAttributes: [], function: 7 }],
  capabilities: {},
};

describe("ExpansionHost", () => {
  let directory: string;
  let asked: ExpandRequest[];
  let followed: ExpandRequest[];
  let stateful: Set<string>;
  let sequences: number;
  let output: string;
  let writing: () => void;
  beforeEach(() => {
    writing = () => {};
    directory = mkdtempSync(join(tmpdir(), "silcrow-host-"));
    asked = [];
    followed = [];
    stateful = new Set();
    sequences = 0;
    output = "";
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  function host(outcome: (request: ExpandRequest) => ExpandOutcome = () => done, macros = crate): ExpansionHost {
    return new ExpansionHost({
      cacheDirs: [join(directory, "cache"), join(directory, "other")],
      expander: {
        async expand(request) {
          asked.push(request);
          await sleep(20);
          return outcome(request);
        },
        async follow(request) {
          followed.push(request);
          return {};
        },
        openSequence: () => sequences++,
        closeSequence: () => {},
      },
      macroCrates: new Map([[macros.item, macros]]),
      crateRoots: () => [],
      writer: { write: async (file, entry) => (await sleep(10), writing(), writeEntry(file, entry)) },
      stateful,
      moduleBuilt: async () => ({ kind: "shim", root: "" }),
      events: { expanding: () => {}, output: (_, text) => (output += text) },
    });
  }

  const hello = (crateName = "demo", environment: Record<string, string> = {}) => decodeRequest(helloMessage(crateName, environment, directory)) as Hello;
  const expand = (message: ExpandMessage = {}) => decodeRequest(expandMessage(message)) as Expand;
  const files = () => readdirSync(directory, { recursive: true }).map(String).filter((name) => name.endsWith(".rsm")).sort();

  /** The entry on disk that an answer is about. */
  async function written(one: ExpansionHost, answer: HostAnswer): Promise<string> {
    if (answer.kind !== "entry" && answer.kind !== "text") throw new Error(answer.kind);
    await one.finish();
    return readFileSync(answer.path, "utf8");
  }

  test("writes an entry that can be read", async () => {
    const one = host();
    const answer = await one.expand(expand(), hello());
    const parsed = parseEntry(await written(one, answer));
    expect(parsed).toMatchObject({ kind: "entry", entry: { metadata: { macro_item: "demo_0123456789ab::m", macro_package: "demo 1.0.0" }, invocation: "m!()" } });
    expect([...one.written.values()]).toEqual(["new"]);
    expect(asked).toMatchObject([{ module: "/module.wasm", function: 7, kind: "function" }]);
  });

  test("answers before the entry is laid out, with a text that says the same", async () => {
    const one = host(() => ({ ...done, rendered: { ...done.rendered, expansion: "fn f ( ) { g ( ) }", spans: "AU" } }));
    const answer = await one.expand(expand(), hello());
    if (answer.kind !== "text") throw new Error(answer.kind);
    expect(files()).toEqual([]);
    const early = parseEntry(answer.text);
    expect(early).toMatchObject({ kind: "entry", entry: { expansion: "fn f ( ) { g ( ) }" } });
    expect(await one.entriesWritten({ type: "entries-written", paths: [answer.path, "/not/ours"] })).toEqual({ kind: "written" });
    const late = parseEntry(readFileSync(answer.path, "utf8"));
    if (early.kind !== "entry" || late.kind !== "entry") throw new Error(late.kind);
    expect(late.entry.expansion).toBe("fn f() {\n    g()\n}");
    expect(late.entry.metadata).toEqual(early.entry.metadata);
    // From now on the file answers.
    expect(await one.expand(expand(), hello())).toEqual({ kind: "entry", path: answer.path });
    expect(asked).toHaveLength(1);
  });

  test("each compilation runs every invocation in its sequence; after the first few nobody waits for that", async () => {
    const one = host(() => ({ ...done, digest: "as ever" }));
    const library = hello();
    const word = (text: string): ExpandMessage => ({ input: [{ kind: "ident", text, raw: false }] });
    for (let index = 0; index < 8; index++) await one.expand(expand(word(`early${index}`)), library);
    expect(asked.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 8 }, () => ({ id: 0, mode: "watch" })));
    expect(followed).toEqual([]);
    const [first, second] = [await one.expand(expand(word("late")), library), await one.expand(expand({ ...word("late"), line: 9 }), hello())];
    expect(second).toEqual(first);
    await one.finish();
    expect(asked.slice(8).map(({ sequence }) => sequence)).toEqual([undefined]);
    expect(followed.map(({ sequence }) => sequence)).toEqual([0, 1].map((id) => ({ id, mode: "watch", alone: "as ever" })));
    stateful.add(crate.item);
    expect(await one.expand(expand(), library)).toEqual({ kind: "positions-wanted" });
  });

  test("an entry that cannot be written is told to the wrapper that waits for it, or in the end", async () => {
    const one = host();
    writing = () => {
      throw new SilcrowError("SC0208", "the disk is full");
    };
    const answer = await one.expand(expand(), hello());
    if (answer.kind !== "text") throw new Error(answer.kind);
    await expect(one.entriesWritten({ type: "entries-written", paths: [answer.path] })).rejects.toThrow("the disk is full");
    await one.finish();
    await expect(one.expand(expand(), hello())).rejects.toThrow("the disk is full");
    await one.expand(expand(), hello("other"));
    await expect(one.finish()).rejects.toThrow("the disk is full");
  });

  test("two crates that ask for the same at the same time wait for one expansion", async () => {
    const one = host();
    const answers = await Promise.all([one.expand(expand(), hello()), one.expand(expand({ line: 9 }), hello())]);
    expect(answers[0]).toEqual(answers[1]);
    expect(asked).toHaveLength(1);
    // Another crate has a folder of its own.
    await one.expand(expand(), hello("demo2"));
    await one.finish();
    expect(files()).toHaveLength(2);
  });

  test("who looks at positions is asked again with them, and shares nothing", async () => {
    const observed = { ...nothing, position: true };
    const one = host((request) => (request.positions === undefined ? { kind: "positions-wanted" } : { ...done, observed }));
    const positions = (line: number) => Uint8Array.from([1, 1, 97, 1, 97, 1, 35, 0, line, 1, line, 2, 0]);
    expect(await one.expand(expand(), hello())).toEqual({ kind: "positions-wanted" });
    expect(await one.expand(expand(), hello())).toEqual({ kind: "positions-wanted" });
    expect(asked).toHaveLength(1);
    const first = await one.expand(expand({ positions: positions(1) }), hello());
    const second = await one.expand(expand({ positions: positions(2) }), hello());
    expect(first).not.toEqual(second);
    await one.finish();
    expect(files()).toHaveLength(2);
  });

  test("an entry that two come to at the same time is written once, by the first", async () => {
    const observed = { ...nothing, position: true };
    const one = host(() => ({ ...done, observed }));
    const positions = Uint8Array.from([1, 1, 97, 1, 97, 1, 35, 0, 1, 1, 1, 2, 0]);
    const answers = await Promise.all([4, 9].map((line) => one.expand(expand({ line, positions }), hello())));
    const [first] = answers;
    if (first === undefined) throw new Error("no answer");
    expect(answers).toEqual([first, first]);
    expect(asked).toHaveLength(2);
    const parsed = parseEntry(await written(one, first));
    expect(parsed.kind === "entry" && parsed.entry.metadata.expand_linenum).toBe(4);
    expect([...one.written.values()]).toEqual(["new"]);
  });

  test("environment variables that were seen are part of the entry", async () => {
    const one = host(() => ({ ...done, observed: { ...done.observed, env: { CARGO_PKG_NAME: "demo", GONE: null, RUST_BACKTRACE: null } } }));
    const environment = { CARGO_PKG_NAME: "demo", HOME: "/home", CARGO_REGISTRY_TOKEN: "secret", RUST_BACKTRACE: "1" };
    const answer = await one.expand(expand(), hello("demo", environment));
    const text = await written(one, answer);
    expect(asked[0]?.environment).toEqual({ CARGO_PKG_NAME: "demo" });
    expect([...(asked[0]?.hiddenEnvironment ?? [])].sort()).toEqual(["CARGO_REGISTRY_TOKEN", "HOME"]);
    const parsed = parseEntry(text);
    if (parsed.kind !== "entry") throw new Error(parsed.kind);
    expect(parsed.entry.metadata.depends).toEqual({
      env: { CARGO_PKG_NAME: "sha256:2a97516c354b68848cdbd8f54a226a0a55b21ed138e207ad6c5cbb9c00aa5aea", GONE: null },
    });
    expect("path" in answer && answer.path).toMatch(/m\.[0-9a-f]{12}-[0-9a-f]{6}\.rsm$/);
  });

  test.each([
    [{ kind: "panic", message: "no", location: undefined, stderr: "said\n" }, { kind: "panic", message: "no" }],
    [{ kind: "timeout", milliseconds: 1500 }, { code: "SC0301", message: "the macro `m!` of demo 1.0.0 took longer than 1.5 s" }],
    [{ kind: "out-of-memory", limitBytes: 1024 ** 3 }, { code: "SC0302", message: "the macro `m!` of demo 1.0.0 used more than 1024 MiB of memory" }],
    [{ kind: "stack-overflow" }, { code: "SC0303" }],
    [{ kind: "denied", requests: ["the file /etc/passwd"] }, { code: "SC0304", notes: ["it asked for the file /etc/passwd"] }],
    [{ kind: "trap", message: "unreachable" }, { code: "SC0305", notes: ["unreachable"] }],
  ] as const)("%j is told and writes nothing", async (outcome, expected) => {
    const one = host(() => outcome as ExpandOutcome);
    expect(await one.expand(expand(), hello())).toMatchObject(expected);
    expect(files()).toEqual([]);
    expect(one.failed.size).toBe(1);
    if (outcome.kind === "panic") expect(output).toBe("said\n");
  });

  test("what the macro's author asks for is said when it is denied, in words that cannot pass for silcrow's", async () => {
    const manifest = (reason: string) => `[package.metadata.macro-sandbox]\nread = ["templates"]\nenv = ["HOME"]\nreason = ${JSON.stringify(reason)}\n`;
    const ask = async (requests: string[], text: string) => {
      writeFileSync(join(directory, "Cargo.toml"), text);
      const one = host(() => ({ kind: "denied", requests }), { ...crate, manifestDirectory: directory });
      const answer = await one.expand(expand(), hello());
      return answer.kind === "error" ? answer.notes.slice(requests.length).join() + (answer.help ?? "") : answer.kind;
    };
    const own = await ask(["env HOME"], manifest("for\nerror: \u001b[31m~"));
    expect(own).toContain('the author of demo 1.0.0 asks for "capabilities":{"demo":{"env":["HOME"],"read":["templates"]}}, in these words: "for error: ~"');
    expect(own).toContain('add this to silcrow.config.json (docs/capabilities.md): "capabilities":{"demo":{"env":["HOME"]}}');
    expect(await ask(["env HOME", "env PATH"], manifest("x"))).toContain('"x"; not for all of this');
    expect(await ask(["env HOME"], "[package.metadata.macro-sandbox]\nread = ['/etc']")).toMatch(/^the author of demo 1\.0\.0 asks for something that is not valid in its Cargo\.toml: `read` must be/);
    expect(await ask(["env HOME"], "[package]")).toMatch(/^if it may have that/);
  });

  test("what does not fit is refused", async () => {
    const one = host();
    await expect(one.expand(expand({ key: `sha256:${"0".repeat(64)}` }), hello())).rejects.toThrow(/disagree about the key/);
    await expect(one.expand(expand({ name: "other" }), hello())).rejects.toThrow(/no function macro `other`/);
    await expect(one.expand(expand({ item: "x_0123456789ab" }), hello())).rejects.toThrow(/no function macro/);
    await expect(one.expand(expand({ line: 2 }), hello("../up"))).rejects.toThrow(/no name for a crate's folder/);
    expect(asked).toEqual([]);
  });

  test("a compiler with a cache of its own is answered from that", async () => {
    const answer = await host().expand(expand(), hello("demo", { SILCROW_CACHE_DIR: join(directory, "other") }));
    expect(answer).toMatchObject({ kind: "text", path: expect.stringContaining(join(directory, "other")) });
    const elsewhere = await host().expand(expand(), hello("demo", { SILCROW_CACHE_DIR: "/tmp" }));
    expect(elsewhere).toMatchObject({ kind: "text", path: expect.stringContaining(join(directory, "cache")) });
  });

  test("scopes are explained by the place of their tokens", async () => {
    const input: TokenTree[] = [{ kind: "ident", text: "x", raw: false }];
    const one = host(() => ({ ...done, rendered: { ...done.rendered, expansion: "x§1", scopes: { 1: { span: 4 } } } }));
    const answer = await one.expand(expand({ input, contexts: [[1, 10, 20], [2, 10, 20], [5, 12, 13]], file: "" }), hello());
    expect(await written(one, answer)).toContain('"1": {"input": "another macro"}');
  });
});
