import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import {
  implementationHash,
  invocationKey,
  macroItem,
  parseEntry,
  printEntry,
  layOutExpansion,
  printFaithfully,
  readExpansion,
  renderExpansion,
  type TokenTree,
  WireWriter,
} from "#format";

const page = readFileSync(path.join(import.meta.dirname, "../../docs/format.md"), "utf8");
const example = /\n```\n(\{\n {2}"rust_macro_cache_version"[^]*?\n)```\n/.exec(page.slice(page.indexOf("## 7.")))![1]!;

const parsed = parseEntry(example);
if (parsed.kind !== "entry") throw new Error(JSON.stringify(parsed));
const { entry } = parsed;
const input = Uint8Array.of(0x01, 0x03, 0x04, 0x22, 0x48, 0x69, 0x22);

test("the worked example is an entry, printed as silcrow prints it", () => {
  const read = readExpansion(entry);
  if (!read.ok) throw new Error(read.problem);
  expect(printFaithfully(read.trees)).toEqual({ expansion: entry.expansion, alone: "" });
  expect(printEntry(entry)).toBe(example);
});

test("its hashes are those that the page explains", () => {
  const item = macroItem({ crateName: "wstr", packageName: "wstr", source: null, version: "0.1.0" }, "wstr");
  expect(entry.metadata.macro_item).toBe(item);
  expect(entry.metadata.hash).toBe(invocationKey(item, "function", Uint8Array.of(0), input));
  const quote = {
    name: "quote",
    version: "1.0.40",
    source: "registry+https://github.com/rust-lang/crates.io-index",
    checksum: "1".repeat(64),
    features: ["proc-macro", "default"],
  };
  const wstr = { name: "wstr", version: "0.1.0", source: null, checksum: `sha256:${"0".repeat(64)}`, features: [] };
  expect(entry.metadata.macro_hash).toBe(implementationHash(wstr, [quote]));
});

test("its expansion, span map and scopes are what a macro's output gives", () => {
  const read = readExpansion(entry);
  // The spans that the page describes, in the order of the tokens.
  const spans = [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 4, 0, 4, 0, 1];
  const placed = (trees: readonly TokenTree[]): TokenTree[] =>
    trees.map((tree) => {
      const span = spans.shift();
      return tree.kind === "group" ? { ...tree, span, trees: placed(tree.trees) } : { ...tree, span };
    });
  const message = new WireWriter();
  message.derivedSpans([]);
  message.outputStream(placed(read.ok ? read.trees : []));
  message.u(0);
  expect(spans).toEqual([]);
  const contexts = [2, 3, 0].map((context) => ({ context, lo: 0, hi: 1 }));
  const rendered = renderExpansion({ output: message.finish(), kind: "function", attr: Uint8Array.of(0), input, spanContexts: contexts });
  expect({ ...rendered, ...layOutExpansion(rendered.expansion) }).toEqual({ expansion: entry.expansion, alone: "", spans: entry.metadata.spans, scopes: entry.metadata.scopes, parsed: [] });
});
