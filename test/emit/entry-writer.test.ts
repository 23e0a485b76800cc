import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Entry, parseEntry, sha256 } from "#format";
import { EntryWriterPool } from "../../src/emit/entry-writer.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "silcrow-writer-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function entry(expansion: string): Entry {
  return {
    metadata: {
      rust_macro_cache_version: 1,
      macro_kind: "function",
      macro_item: "demo_0123456789ab::m",
      macro_hash: sha256("demo"),
      expand_crate: "demo",
      expand_module: "demo",
      expand_linenum: 1,
      "macro-frag-spec": "item",
      targets: "*",
      hash: sha256(expansion),
    },
    invocation: "m!()",
    expansion,
  };
}

const expansionOf = (file: string): string => {
  const parsed = parseEntry(readFileSync(file, "utf8"));
  return parsed.kind === "entry" ? parsed.entry.expansion : parsed.kind;
};

test("entries are laid out and written once; what is there already is not touched", async () => {
  await using pool = new EntryWriterPool({ threads: 2 });
  const files = Array.from({ length: 200 }, (_, index) => path.join(folder, `deep/er/${index}.rsm`));
  const text = (index: number): string => `fn f${index} ( ) { g ( ) }`;
  const write = async () => await Promise.all(files.map((file, index) => pool.write(file, entry(text(index)))));
  expect(new Set(await write())).toEqual(new Set(["new"]));
  expect(files.map(expansionOf)).toEqual(files.map((_, index) => `fn f${index}() {\n    g()\n}`));
  const { mtimeMs, ino } = statSync(files[0]!);
  expect(new Set(await write())).toEqual(new Set(["same"]));
  expect(statSync(files[0]!)).toMatchObject({ mtimeMs, ino });
  expect(await pool.write(files[0]!, entry("x"))).toBe("changed");
  expect(readdirSync(path.join(folder, "deep/er"))).toHaveLength(200);
});

test("a link in the place of an entry is replaced, and not followed", async () => {
  await using pool = new EntryWriterPool();
  const other = path.join(folder, "other");
  writeFileSync(other, "mine");
  const file = path.join(folder, "a.rsm");
  symlinkSync(other, file);
  await pool.write(file, entry("x"));
  expect(expansionOf(file)).toBe("x");
  expect(readFileSync(other, "utf8")).toBe("mine");
});

test("what cannot be written is an error of its own, and leaves nothing behind", async () => {
  await using pool = new EntryWriterPool();
  writeFileSync(path.join(folder, "file"), "");
  await expect(pool.write(path.join(folder, "file/a.rsm"), entry("x"))).rejects.toMatchObject({ code: "SC0208" });
  expect(await pool.write(path.join(folder, "b.rsm"), entry("x"))).toBe("new");
  expect(readdirSync(folder).sort()).toEqual(["b.rsm", "file"]);
});

test("a layout that takes too much memory leaves its entry on one line, and those behind it as they should be", async () => {
  await using pool = new EntryWriterPool({ threads: 1, heapMegabytes: 32 });
  const large = Array.from({ length: 60_000 }, (_, index) => `f ( a${index} , | x | { y } ) ;`).join(" ");
  const writes = [`fn f ( ) { ${large} }`, "fn g ( ) { }"].map((text, index) => pool.write(path.join(folder, `${index}.rsm`), entry(text)));
  expect(await Promise.all(writes)).toEqual(["new", "new"]);
  expect(expansionOf(path.join(folder, "0.rsm"))).toBe(`fn f ( ) { ${large} }`);
  expect(expansionOf(path.join(folder, "1.rsm"))).toBe("fn g() {}");
});

test("what is not written when it closes is said not to be", async () => {
  const pool = new EntryWriterPool();
  const write = pool.write(path.join(folder, "a.rsm"), entry("x"));
  const rejected = expect(write).rejects.toThrow(/before all entries were written/);
  await pool.close();
  await rejected;
});
