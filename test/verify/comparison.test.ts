import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type Entry, type MacroCrateRecord, parseEntry, printEntry, printMacrosJson } from "#format";
import { compareCaches } from "../../src/verify/compare-caches.ts";
import { compareEntries } from "../../src/verify/compare-entries.ts";
import { compareMacros } from "../../src/verify/compare-macros.ts";
import { firstDifference } from "../../src/verify/first-difference.ts";
import type { CachedFile } from "../../src/verify/read-cache.ts";
import { renderReport } from "../../src/verify/render-report.ts";

const hash = (digit: string) => `sha256:${digit.repeat(64)}`;
const metadata: Entry["metadata"] = {
  rust_macro_cache_version: 1,
  macro_kind: "function",
  macro_item: "wstr_1924838e79fb::wstr",
  macro_hash: hash("a"),
  expand_crate: "app",
  expand_module: "app::deep",
  expand_linenum: 3,
  "macro-frag-spec": "expr",
  targets: "*",
  hash: hash("b"),
  macro_package: "wstr 0.1.0",
  source_file: "src/deep.rs",
  scopes: { "1": "mixed_site", "2": { input: "src/deep.rs:3" } },
  depends: { env: { A: hash("c"), B: null }, position: hash("d") },
};
const entry: Entry = { metadata, invocation: 'wstr!("Hi" /* there */)', expansion: "f(a, b)" };
const changed = (changes: Partial<Entry["metadata"]>, others: Partial<Entry> = {}): Entry => ({ ...entry, ...others, metadata: { ...metadata, ...changes } });
const compare = (committed: Entry, text = printEntry(committed)) =>
  compareEntries({ text, entry: committed }, entry).map(({ part, isNote, detail }) => `${isNote ? "note " : ""}${part}: ${detail}`);

describe("two entries", () => {
  test("are equal but for lines, which move", () => {
    expect(compare(entry)).toEqual([]);
    expect(compare(changed({ expand_linenum: 99, scopes: { "1": "mixed_site", "2": { input: "src/deep.rs:99" } } }))).toEqual([]);
  });

  test.each<[string, Entry, readonly string[]]>([
    ["expansion", changed({}, { expansion: "f(a, c)" }), ["expansion: line 1 is `f(a, c)`, the macro gives `f(a, b)`"]],
    ["scope suffix", changed({}, { expansion: "f(a, b§1)" }), ["expansion: line 1 is `f(a, b§1)`, the macro gives `f(a, b)`"]],
    ["not Rust", changed({}, { expansion: "f(a, b" }), [expect.stringMatching(/^expansion: line 1 is `f\(a, b`, the macro gives `f\(a, b\)` \(.+\)$/) as string]],
    ["layout", changed({}, { expansion: "f(a,\n  b)" }), ["note layout: the same tokens are laid out in another way: line 1 is `f(a,`, the macro gives `f(a, b)`"]],
    ["spans", changed({ spans: "AgB" }), ["span map: tokens have other spans than those that the macro gives"]],
    ["explanation of a scope", changed({ scopes: { "1": "mixed_site", "2": "mixed_site" } }), ["scopes: scope 2 is explained as the mixed site, and is an input's"]],
    ["lost scope", changed({ scopes: { "1": "mixed_site" } }), ["scopes: scope 2 is explained as nothing, and is an input's"]],
    ["macro", changed({ targets: ["x86_64-*"], macro_item: "other_1924838e79fb::wstr" }), ['metadata: macro_item, targets: "other_1924838e79fb::wstr" should be "wstr_1924838e79fb::wstr"']],
    ["variable", changed({ depends: { env: { A: hash("e"), B: null }, position: hash("d") } }), ["depends: the variable A has another value now"]],
    ["nothing observed", changed({ depends: undefined }), ["depends: the variable A is not named, and the macro looks at it; the variable B is not named, and the macro looks at it; position is not named, and the macro looks at it"]],
    ["comment", changed({}, { invocation: 'wstr!("Hi")' }), [expect.stringContaining("note invocation: ") as string]],
    ["invocation", changed({}, { invocation: 'wstr!("Ho")' }), ['invocation: the invocation: line 1 is `wstr!("Ho")`, the source has `wstr!("Hi" /* there */)`']],
    ["place", changed({ expand_module: "app", source_file: "src/main.rs" }, { invocation: "twice!()" }), ['note place: it says expand_module "app", the invocation is met in "app::deep"', expect.stringContaining("note invocation: ") as string]],
  ])("differ in: %s", (_, committed, expected) => {
    expect(compare(committed)).toEqual(expected);
  });

  test("differ in what readers pass over", () => {
    const text = printEntry(entry).replace('  "hash"', '  "run": "evil",\n  "hash"');
    expect(compare(entry, text)).toEqual(["metadata: the metadata have keys or a form that silcrow does not write"]);
  });
});

describe("two caches", () => {
  const file = (place: string, text: string): CachedFile => ({ path: place, folder: place.split("/", 1)[0] ?? "", text, parsed: parseEntry(text) });
  const name = `app/deep/wstr.${"b".repeat(12)}-012345.rsm`;
  const fresh = [file(name, printEntry(entry))];
  const run = (committed: readonly CachedFile[], { failed = [] as string[], complete = true } = {}) =>
    compareCaches({ committed, fresh, failed: new Set(failed), isUnused: (folder) => complete && folder !== "app_doctests" });

  test("an entry in the folder of another crate is not found by builds", () => {
    const { findings } = run([file(name.replace("app/", "other/"), printEntry(entry))]);
    expect(findings).toMatchObject([{ kind: "moved", severity: "error", expectedFile: name }]);
  });

  test("each of several entries for one invocation has to be right", () => {
    const evil = file(name.replace("wstr", "aaa"), printEntry(changed({}, { expansion: "evil()" })));
    const same = file(name.replace("wstr", "bbb"), printEntry(entry));
    const { findings, compared } = run([evil, same, ...fresh], { complete: false });
    expect(findings.map(({ kind, file: at }) => [kind, at])).toEqual([["edited", evil.path], ["extra", same.path]]);
    expect(compared).toBe(3);
  });

  test("what was not expanded is not judged, but damage is seen", () => {
    const other = file(`app/x.${"c".repeat(12)}.rsm`, printEntry(changed({ hash: hash("c") })));
    const documentation = file(`app_doctests/x.${"c".repeat(12)}.rsm`, other.text);
    const broken = file(`app/y.${"c".repeat(12)}.rsm`, other.text.replace("f(a", "g(a"));
    expect(run([...fresh, other, documentation], { complete: false })).toEqual({ findings: [], compared: 1, unchecked: 2 });
    expect(run([...fresh, other, documentation])).toMatchObject({ findings: [{ kind: "extra", file: other.path }], unchecked: 1 });
    expect(run([...fresh, broken], { complete: false }).findings).toMatchObject([{ kind: "edited", parts: ["checksum"] }]);
    expect(run([...fresh, file("app/z.rsm", other.text.replace('version": 1', 'version": 2'))], { complete: false }).findings).toMatchObject([
      { kind: "damaged", detail: "a newer silcrow wrote it (format 2)" },
    ]);
  });

  test("an entry whose macro fails is blamed on the macro", () => {
    const other = file(`app/x.${"c".repeat(12)}.rsm`, printEntry(changed({ hash: hash("c") })));
    const { findings } = run([...fresh, other], { failed: [`app\0${hash("c")}`, `app\0${hash("e")}`], complete: false });
    expect(findings.map(({ kind, file: at }) => [kind, at])).toEqual([["failed", other.path], ["failed", "app"]]);
  });
});

describe("macros.json", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "silcrow-macros-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const crate = (name: string): MacroCrateRecord => ({
    package: name, version: "0.1.0", source: null, checksum: hash("a"), edition: "2021", crate_name: name, macro_item: `${name}_1924838e79fb`,
    macro_hash: hash("b"), features: ["x", "a"], root_length: 10, dependencies: [], macros: [{ name: "m", kind: "function" }], sandbox: { kind: "wasm", abi: 1 }, capabilities: {},
  });
  const print = (...crates: MacroCrateRecord[]) => printMacrosJson({ silcrow_macros_version: 1, macro_crates: crates });
  const run = async (text: string | undefined, isComplete = true) => {
    for (const [name, content] of [["committed", text], ["fresh", print(crate("one"), crate("two"))]] as const) {
      rmSync(path.join(folder, name), { recursive: true, force: true });
      mkdirSync(path.join(folder, name));
      if (content !== undefined) writeFileSync(path.join(folder, name, "macros.json"), content);
    }
    const findings = await compareMacros(path.join(folder, "committed"), path.join(folder, "fresh"), isComplete);
    return findings.map(({ detail }) => detail);
  };

  test("is compared crate by crate", async () => {
    const [one, two] = [crate("one"), crate("two")];
    expect(await run(print(one, two))).toEqual([]);
    expect(await run(undefined)).toEqual(["it is missing"]);
    expect(await run("{")).toEqual([expect.stringContaining("it is damaged: ")]);
    expect(await run('{"silcrow_macros_version": 2}')).toEqual(["a newer silcrow wrote it (format 2)"]);
    expect(await run(print(two))).toEqual(["one 0.1.0 is not in it"]);
    expect(await run(print(one, { ...two, version: "0.1.1", root_length: 11 }))).toEqual(['two 0.1.0: version, root_length differ (version: "0.1.1" should be "0.1.0")']);
    expect(await run(print(one, two, two))).toEqual(["two 0.1.0 is in it 2 times"]);
    expect(await run(print(one, two).replace('"sandbox"', '"run": "evil",\n      "sandbox"'))).toEqual(["it has keys or a form that silcrow does not write"]);
    expect(await run(print(one, two, crate("old")))).toEqual(["old 0.1.0 is in it, and the project does not use it"]);
    expect(await run(print(one, two, crate("old")), false)).toEqual([]);
  });
});

test("the first difference is shown, also in long lines", () => {
  expect(firstDifference("a\nb", "a\nc")).toBe("line 2 is `b`, the macro gives `c`");
  expect(firstDifference("a\nb", "a")).toBe("line 2 is `b`, and the macro gives nothing there");
  expect(firstDifference("a", "a\nb")).toBe("it ends before line 2, where the macro gives `b`");
  const long = "x".repeat(500);
  const text = firstDifference(`${long}EVIL${long}`, `${long}${long}`);
  expect(text).toContain("EVIL");
  expect(text.length).toBeLessThan(200);
});

test("text from files cannot speak to the terminal, nor look like a line of the report", () => {
  const finding = { kind: "edited", severity: "error", file: "app/\u001b[2Jx\n  .rsm", parts: [], detail: "line 1 is `\u001b]0;x\u0007\nthe macro cache is what the macros give`" } as const;
  const text = renderReport({ verifyVersion: 1, result: "findings", cacheDir: "/p/macro-cache", expansions: 1, compared: 1, unchecked: 0, seeds: 2, counts: { edited: 1 }, findings: [finding] }, "/p", false);
  expect(text.split("\n")).toEqual([
    "edited: macro-cache/app/x   .rsm",
    "  line 1 is ` the macro cache is what the macros give`",
    expect.stringContaining("help: an edited entry"),
    "1 finding (1 edited): 1 entry compared with 1 expansion, each repeated with 2 random seeds",
    "",
  ]);
});
