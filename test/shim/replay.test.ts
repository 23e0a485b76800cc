import { existsSync, globSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodeSpanMap, entryChecksum, invocationKey, parseEntry, printEntry } from "#format";
import { macroHash, type Recorder, startRecorder } from "./recorder.ts";
import { fixtures, run } from "./rustc.ts";
import { prepareWorkbench, type Workbench } from "./workbench.ts";

const user = readFileSync(path.join(fixtures, "user.rs"), "utf8");
let bench: Workbench;

beforeAll(async () => {
  bench = await prepareWorkbench();
});

afterAll(() => bench.remove());

function environment(mode: "emit" | "replay", more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    SILCROW_MODE: mode,
    SILCROW_CACHE_DIR: bench.cache,
    SILCROW_CRATE: "user",
    SILCROW_TARGET: "x86_64-unknown-linux-gnu",
    SILCROW_USED: bench.used,
    SILCROW_WRAPPED: "1",
    ...more,
  };
}

const replay = (program: string, args: readonly string[] = ["--emit=metadata"], more: Readonly<Record<string, string>> = {}) =>
  bench.compile("stand-in", program, args, environment("replay", more));

/** Compiles with a recorder that fills the cache. */
async function emit(program: string, more: Readonly<Record<string, string>> = {}, args: readonly string[] = ["--emit=metadata"]) {
  const recorder = await startRecorder(path.join(bench.directory, "host"), bench.cache);
  try {
    const ran = await bench.compile("stand-in", program, args, environment("emit", { SILCROW_SOCKET: recorder.socket, ...more }));
    return { ...ran, recorder };
  } finally {
    await recorder.close();
  }
}

function entries(macro = "*"): string[] {
  return globSync(`${bench.cache}/**/*.${macro}.*.rsm`).sort();
}

interface Marker {
  readonly code: string;
  readonly message: string;
  readonly notes: readonly string[];
  readonly help: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The messages for the wrapper. No rustc may end in a panic of its own. */
function markers(stderr: string): Marker[] {
  expect(stderr).not.toMatch(/internal compiler error|panicked|stack overflow/);
  return stderr
    .split("\n")
    .filter((line) => line.startsWith("\u0001silcrow "))
    .map((line) => JSON.parse(line.slice("\u0001silcrow ".length)) as Marker);
}

// In hygiene comments, `symbol#context`, the numbers of symbols depend on the order in which rustc met them.
const withoutSymbols = (text: string) => text.replace(/\b\d+(#\d+)/g, "$1").replace(/\s+/g, " ");

describe("a program that was recorded", () => {
  let recorder: Recorder;

  beforeAll(async () => {
    const recorded = await emit(user, {}, ["-o", "recorded"]);
    expect(recorded.stderr).toBe("");
    expect(recorded.status).toBe(0);
    recorder = recorded.recorder;
  });

  test("asks the host once for each distinct invocation, over one connection", () => {
    expect(recorder.hellos).toHaveLength(1);
    expect(recorder.hellos[0]).toMatchObject({ crateDirectory: "user", manifestDirectory: path.join(bench.directory, "stand-in") });
    expect(recorder.hellos[0]!.environment["SILCROW_MODE"]).toBe("emit");
    const asked = recorder.requests.map((request) => `${request.macroName} ${request.key} ${request.positions === undefined}`);
    expect(new Set(asked).size).toBe(asked.length);
    expect(recorder.requests.filter((request) => request.macroName === "whereabouts")).toHaveLength(2);
    for (const { macroCrateItem, macroName, kind, attrWire, inputWire, key } of recorder.requests) {
      expect(key).toBe(invocationKey(`${macroCrateItem}::${macroName}`, kind, attrWire, inputWire));
    }
    const hygienic = recorder.requests.find((request) => request.macroName === "hygienic")!;
    const line = user.split("\n").findIndex((text) => text.includes("hygienic!("));
    expect(hygienic).toMatchObject({ kind: "function", file: "user.rs", callSource: "hygienic!(hidden * 2)", inputDisplay: "hidden * 2" });
    expect(hygienic.callStart.line).toBe(line + 1);
    expect(hygienic.inputExtent!.start.column).toBe(user.split("\n")[line]!.indexOf("hidden * 2") + 1);
    expect(hygienic.spanContexts).toHaveLength(5);
  });

  test("replays without the host: the same program", async () => {
    rmSync(bench.used, { force: true });
    const native = await bench.compile("native", user, ["-o", "program"]);
    const replayed = await replay(user, ["-o", "program"]);
    expect(native).toMatchObject({ status: 0, stderr: "" });
    expect(replayed).toMatchObject({ status: 0, stderr: "" });
    const output = (await run(bench.made("native", "program"), [])).stdout;
    expect((await run(bench.made("stand-in", "program"), [])).stdout).toBe(output);
    expect(output).toContain("(6, 4, 4, 2)");
    expect(new Set(readFileSync(bench.used, "utf8").trim().split("\n"))).toEqual(new Set(entries()));
  });

  test.each([["debug", []], ["release", ["-C", "opt-level=3"]]])("the %s executable is the same, bit for bit", async (_, args) => {
    expect((await bench.compile("native", user, [...args, "-o", "program"])).status).toBe(0);
    expect((await replay(user, [...args, "-o", "program"])).status).toBe(0);
    expect(readFileSync(bench.made("stand-in", "program")).equals(readFileSync(bench.made("native", "program")))).toBe(true);
  });

  test("expands to the same code with the same hygiene", async () => {
    const args = ["-Zunpretty=expanded,hygiene"];
    const unstable = { RUSTC_BOOTSTRAP: "1" };
    const native = await bench.compile("native", user, args, unstable);
    const replayed = await replay(user, args, unstable);
    expect(native.status).toBe(0);
    expect(replayed.stderr).toBe("");
    expect(withoutSymbols(replayed.stdout)).toBe(withoutSymbols(native.stdout));
  });

  test("leaves rustc's source map as the macros would", async () => {
    // Inline assembly carries the absolute place of its source into the object code. The included file comes
    // behind all that the macros had parsed.
    const program = 'demo::constants!();\ndemo::constants!(again);\ninclude!("later.rs");\nfn main() { later(FIRST + SECOND) }\n';
    const later = 'fn later(_: usize) { unsafe { std::arch::asm!("nop") } }\n';
    for (const demo of ["native", "stand-in"] as const) writeFileSync(bench.made(demo, "later.rs"), later);
    expect(await emit(program)).toMatchObject({ status: 0, stderr: "" });
    const args = ["--emit=llvm-ir", "-o", "user.ll"];
    expect((await bench.compile("native", program, args)).status).toBe(0);
    expect((await replay(program, args)).status).toBe(0);
    const code = readFileSync(bench.made("native", "user.ll"), "utf8");
    expect(code).toMatch(/!\{i64 \d{4,}\}/);
    expect(readFileSync(bench.made("stand-in", "user.ll"), "utf8")).toBe(code);
  });

  test("is read without one entry being changed, and an entry that moved is found", async () => {
    const [first] = entries("literals");
    const moved = path.join(bench.cache, "user", "literals.literals" + path.basename(first!).slice("Item.literals".length));
    renameSync(first!, moved);
    expect(await replay(user)).toMatchObject({ status: 0, stderr: "" });
    renameSync(moved, first!);
  });
});

test("diagnostics point at the same places, derived spans included", async () => {
  const program = `fn main() {\n    let ok = 1;\n    let _ = demo::blame!(somewhere);\n    demo::rebuild!(missing + ok);\n    demo::cloned!((absent));\n}\n`;
  await emit(program);
  const native = await bench.compile("native", program, ["--emit=metadata"]);
  const replayed = await replay(program);
  expect(native.stderr).toContain("nowhere3");
  expect(replayed.stderr).toBe(native.stderr);
});

describe("errors", () => {
  const program = "fn main() {\n    let hidden = 1;\n    print!(\"{}\", demo::hygienic!(hidden));\n}\n";
  const file = () => entries("hygienic")[0]!;
  let good: string;

  beforeAll(async () => {
    rmSync(bench.cache, { recursive: true, force: true });
    expect((await emit(program)).status).toBe(0);
    good = readFileSync(file(), "utf8");
  });

  /** Replays with the entry's text changed; with `sign`, the checksum is made right again. */
  async function withEntry(text: string, sign = true): Promise<Marker> {
    const target = file();
    const signed = sign ? text.replace(/"checksum": ".*"/, () => `"checksum": "${entryChecksum(text)}"`) : text;
    writeFileSync(target, signed);
    try {
      const { status, stderr } = await replay(program);
      const found = markers(stderr);
      expect(found, stderr).toHaveLength(1);
      expect(status).toBe(1);
      expect(found[0]).toMatchObject({ file: "user.rs", line: 3, column: 18 });
      return found[0]!;
    } finally {
      writeFileSync(target, good);
    }
  }

  test("a good entry gives none", async () => {
    expect(parseEntry(good).kind).toBe("entry");
    expect(await replay(program)).toMatchObject({ status: 0, stderr: "" });
  });

  test("SC0201: nothing recorded", async () => {
    const missing = `#[derive(demo::Answer)]\nstruct Config;\nfn main() {}\n`;
    const { stderr } = await replay(missing);
    expect(markers(stderr)).toEqual([
      {
        code: "SC0201",
        message: "no expansion in the cache for `#[derive(Answer)]` on `Config`",
        notes: ["the macro is `Answer` of `demo`", expect.stringMatching(/^looked in .*\/cache\/user for key sha256:[0-9a-f]{64}$/)],
        help: "run `silcrow emit`, review the new entry and commit it",
        file: "user.rs",
        line: 1,
        column: 10,
      },
    ]);
  });

  test("SC0201 on an attribute keeps the item", async () => {
    const { stderr } = await replay("#[demo::keep]\nfn unrecorded() {}\nfn main() { unrecorded() }\n");
    expect(markers(stderr).map(({ code, message }) => `${code} ${message}`)).toEqual([
      "SC0201 no expansion in the cache for `#[keep]` on `unrecorded`",
    ]);
    expect(stderr).not.toContain("cannot find");
  });

  test("SC0207: no cache at all", async () => {
    const { stderr } = await replay(program, ["--emit=metadata"], { SILCROW_CACHE_DIR: path.join(bench.directory, "nowhere") });
    expect(markers(stderr)[0]).toMatchObject({ code: "SC0207" });
  });

  test("SC0202: another macro", async () => {
    const marker = await withEntry(good.replace(macroHash, `sha256:${"2".repeat(64)}`));
    expect(marker.code).toBe("SC0202");
    expect(marker.notes.join("\n")).toContain("demo 1.2.3");
    expect(marker.notes.join("\n")).toContain(macroHash);
  });

  test("SC0205, SC0206", async () => {
    expect((await withEntry(good.replace("_version\": 1", "_version\": 2"))).code).toBe("SC0205");
    expect((await withEntry(good.replace("_version\": 1", `_version": ${"9".repeat(15)}`))).code).toBe("SC0205");
    expect((await withEntry(good.replace("\"targets\": \"*\"", "\"targets\": [\"wasm32-*\"]"))).code).toBe("SC0206");
  });

  test("SC0204: edited by hand", async () => {
    expect((await withEntry(good.replace("let hidden", "let hydden"), false)).code).toBe("SC0204");
    expect((await withEntry(good.replace("+ 1", "+ 2"), false)).code).toBe("SC0204");
    expect((await withEntry(good.replace("hidden\n§§", "hidden \n§§"), false)).code).toBe("SC0204");
  });

  test("SC0209: what the macro observed has changed", async () => {
    const depends = (value: string) => good.replace("  \"spans\"", `  "depends": ${value},\n  "spans"`);
    const marker = await withEntry(depends('{"env": {"SILCROW_TEST_NAME": "sha256:00"}}'));
    expect(marker.code).toBe("SC0209");
    expect(marker.message).toContain("SILCROW_TEST_NAME");
    expect((await withEntry(depends('{"position": "sha256:00"}'))).message).toContain("position");
    expect((await withEntry(depends('{"span_debug": "sha256:00"}'))).code).toBe("SC0209");
    expect((await withEntry(depends('{"source_text": "sha256:00"}'))).code).toBe("SC0209");
    const changed = await withEntry(depends('{"files": {"/silcrow-workspace/none/x.txt": "sha256:00"}}'));
    expect(changed).toMatchObject({ code: "SC0209", message: expect.stringContaining("the file `none/x.txt` (it is gone)") as unknown });
    expect((await withEntry(depends('{"clock": {}}'))).code).toBe("SC0203");
  });

  test("every truncation is an error and no more", { timeout: 120_000 }, async () => {
    const bytes = Buffer.from(good);
    for (const share of [0, 0.01, 0.3, 0.6, 0.85, 0.9, 0.95, 0.99]) {
      const target = file();
      writeFileSync(target, bytes.subarray(0, Math.floor(bytes.length * share)));
      const { stderr } = await replay(program);
      writeFileSync(target, good);
      expect(markers(stderr).map(({ code }) => code).filter((code) => code !== "SC0203" && code !== "SC0204")).toEqual([]);
      expect(markers(stderr)).toHaveLength(1);
    }
  });

  const parsed = () => {
    const entry = parseEntry(good);
    if (entry.kind !== "entry") throw new Error(entry.kind);
    return entry.entry;
  };
  const withParts = (expansion: string, spans?: string) => {
    const { metadata, invocation } = parsed();
    const { spans: old, ...rest } = metadata;
    return printEntry({ metadata: { ...rest, ...(spans === undefined ? {} : { spans }) }, invocation, expansion });
  };

  test.each([
    ["no map", ""],
    ["not base64", "A!"],
    ["too short", "AA"],
    ["too long", `${"AAAAAAA"}EAEAEAEA`],
    ["an input span beyond the input", encodeSpanMap({ derived: [], runs: [{ kind: "input", first: 900, length: 12 }] })],
    ["a reserved span", encodeSpanMap({ derived: [], runs: [{ kind: "same", span: 2, length: 12 }] })],
    ["a clone of nothing", encodeSpanMap({ derived: [], runs: [{ kind: "clone", id: 77 }] })],
    ["a clone that the text does not show", encodeSpanMap({ derived: [], runs: [{ kind: "clone", id: 4 }] })],
    ["an unopened stream that the text does not show", encodeSpanMap({ derived: [], runs: [{ kind: "unopened", reference: 1, length: 1 }] })],
    ["an unopened stream that is no group's", encodeSpanMap({ derived: [], runs: [{ kind: "unopened", reference: 4, length: 1 }] })],
    ["a stream of a text that was not parsed", encodeSpanMap({ derived: [], runs: [{ kind: "parsed", length: 1, text: 0, stream: 0, facts: "" }] })],
    ["a derived span of nothing", encodeSpanMap({ derived: [{ location: 99, context: 0, edge: 0 }], runs: [{ kind: "call-site", length: 12 }] })],
    ["huge numbers", "99999999999999"],
    ["a huge table", "9999H"],
  ])("SC0203: span map, %s", async (_, spans) => {
    expect((await withEntry(withParts(parsed().expansion, spans))).code).toBe("SC0203");
  });

  test.each([
    ["whose tokens rustc reads as one", "a b", "B", 9, "rustc reads other tokens"],
    ["that has no room in its text", "a b", "", 2, "more tokens than"],
    ["with facts that no token has", "a b", "E", 9, "more facts than"],
    ["whose comment ends early", "# [doc = \" b */ c\"] x", "AD", 40, "rustc reads other tokens"],
  ])("SC0203: a parsed stream %s", async (_, expansion, facts, length, problem) => {
    const spans = encodeSpanMap({ derived: [], runs: [{ kind: "parsed", length: expansion === "a b" ? 2 : 3, text: 0, stream: 0, facts }] });
    const { metadata, invocation } = parsed();
    const failure = await withEntry(printEntry({ metadata: { ...metadata, spans, parsed: [`${length}:0123456789abcdef`] }, invocation, expansion }));
    expect(failure.code).toBe("SC0203");
    expect(JSON.stringify(failure)).toContain(problem);
  });

  test("a stream is handed back only if the text shows it", async () => {
    const handed = withParts("hidden", encodeSpanMap({ derived: [], runs: [{ kind: "unopened", reference: 1, length: 1 }] }));
    writeFileSync(file(), handed);
    const target = entries("hygienic")[0]!;
    const ran = await replay(program);
    writeFileSync(target, good);
    expect(ran).toMatchObject({ status: 0, stderr: "" });
  });

  test.each([
    ["unbalanced", "{ a"],
    ["wrong delimiter", "{ a ]"],
    ["deep", "(".repeat(5000) + ")".repeat(5000)],
    ["unterminated string", '"abc'],
    ["unterminated raw string", 'r###"abc"##'],
    ["unknown escape", '"\\q"'],
    ["a byte that is none", "b'é'"],
    ["no exponent", "1e"],
    ["no digits", "0x"],
    ["binary digit", "0b2"],
    ["binary float", "0b1e3"],
    ["a huge code point", "'\\u{110000}'"],
    ["two characters", "'ab\\n'"],
    ["a comment", "1 // 2"],
    ["a block comment", "/* 1 */ 2"],
    ["a keyword that cannot be raw", "r#self"],
    ["an emoji as a name", "🦀"],
    ["a control character", "a \u0001"],
    ["a backslash", "a \\ b"],
    ["a scope without explanation", "x§7"],
    ["a bare silcrow", "§"],
    ["scope zero", "x§0"],
    ["a suffix that none may have", '"a"_'],
    ["a carriage return in a string", '"a\rb"'],
    ["an empty character", "''"],
  ])("SC0203: expansion, %s", async (_, expansion) => {
    const marker = await withEntry(withParts(expansion));
    expect(marker.code).toBe("SC0203");
    expect(marker.notes[0]).toMatch(/^entry .*\.rsm/);
  });

  test("a damaged token is pointed at", async () => {
    const text = withParts("{\n    1 +\n    0b2\n}");
    const marker = await withEntry(text);
    expect(marker.notes[0]).toMatch(new RegExp(`hygienic\\.[0-9a-f]{12}\\.rsm:${text.split("\n").findIndex((line) => line === "    0b2") + 1}$`));
  });

  test.each([100, 1024])("what is nested %i deep is built", async (depth) => {
    writeFileSync(file(), withParts(`stringify!(${"(".repeat(depth - 1)}1${")".repeat(depth - 1)})`));
    const ran = await replay(program);
    writeFileSync(file(), good);
    expect(markers(ran.stderr)).toEqual([]);
    expect(ran.status).toBe(0);
  });

  test("a large expansion is built", async () => {
    writeFileSync(file(), withParts(`stringify!(${"+ a§1 'b§1 (1u8)\n".repeat(100_000)})`.replaceAll("§1", "")));
    const ran = await replay(program);
    writeFileSync(file(), good);
    expect(markers(ran.stderr)).toEqual([]);
    expect(ran.status).toBe(0);
  });

  test.each(["$crate", "$crate::none", "§'", "§'§~ a", "'r#fn", "§(§)", "=§~", "r#fn", "$", "1 2", "b\"\"c", "c\"\\xff\"é", "x§1"])(
    "%s is for rustc to judge",
    async (expansion) => {
      writeFileSync(file(), withParts(expansion));
      const ran = await replay(program);
      writeFileSync(file(), good);
      expect(markers(ran.stderr)).toEqual([]);
      expect([0, 1]).toContain(ran.status);
    },
  );

  test("huge numbers reach rustc, which knows what to say", async () => {
    writeFileSync(file(), withParts("9".repeat(60)));
    const target = entries("hygienic")[0]!;
    const ran = await replay(program);
    writeFileSync(target, good);
    expect(ran.stderr).toContain("integer literal is too large");
  });

  test("without a wrapper the message is a panic of the macro", async () => {
    const { status, stderr } = await replay("fn main() { demo::cloned!(nothing) }", ["--emit=metadata"], { SILCROW_WRAPPED: "" });
    expect(status).toBe(1);
    expect(stderr).toContain("proc macro panicked");
    expect(stderr).toContain("silcrow[SC0201]: no expansion in the cache for `cloned!(…)`");
    expect(stderr).toContain("help: run `silcrow emit`");
  });

  test("outside of silcrow the stand-in says what it is", async () => {
    const { status, stderr } = await bench.compile("stand-in", "fn main() { demo::cloned!(nothing) }", ["--emit=metadata"]);
    expect(status).toBe(1);
    expect(stderr).toContain("`cloned` comes from silcrow's stand-in for the macro crate `demo`");
    expect(stderr).toContain("silcrow build");
  });
});

describe("emit", () => {
  test("a panic of the macro is shown by rustc as ever, and nothing is written", async () => {
    const program = "fn main() { demo::boom!() }\n";
    const native = await bench.compile("native", program, ["--emit=metadata"]);
    const emitted = await emit(program);
    expect(emitted.stderr).toBe(native.stderr);
    expect(entries("boom")).toEqual([]);
  });

  test("an entry that does not hold is written anew", async () => {
    const program = "fn main() { let _ = demo::whereabouts!(); }\n";
    const moved = `\n${program}`;
    expect((await emit(program)).recorder.requests).toHaveLength(2);
    expect((await emit(program)).recorder.requests).toHaveLength(0);
    const stale = await replay(moved);
    expect(markers(stale.stderr)[0]).toMatchObject({ code: "SC0209", line: 2 });
    expect((await emit(moved)).recorder.requests).toHaveLength(2);
    expect((await replay(moved)).stderr).toBe("");
    expect((await replay(program)).stderr).toBe("");
  });

  test("SC0307: no host", async () => {
    const program = "fn main() { demo::cloned!(new) }\n";
    const socket = path.join(bench.directory, "gone");
    expect(existsSync(socket)).toBe(false);
    const { stderr } = await bench.compile("stand-in", program, ["--emit=metadata"], environment("emit", { SILCROW_SOCKET: socket }));
    expect(markers(stderr)[0]).toMatchObject({ code: "SC0307" });
    const { stderr: unset } = await bench.compile("stand-in", program, ["--emit=metadata"], environment("emit"));
    expect(markers(unset)[0]!.message).toContain("SILCROW_SOCKET");
  });
});
