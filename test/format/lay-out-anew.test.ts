import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { layOutAnew, layoutVersion, lexExpansion, parseEntry, printEntry, printTokensPlain, sameTokens } from "#format";

const golden = (name: string) => readFileSync(path.join(import.meta.dirname, "../cache-schema/golden", name), "utf8");

function entryOf(text: string) {
  const parsed = parseEntry(text);
  if (parsed.kind !== "entry") throw new Error(parsed.kind);
  return parsed.entry;
}

/** The entry as a silcrow without any layout would have written it. */
function inPlainLayout(text: string): string {
  const { metadata, ...entry } = entryOf(text);
  const lexed = lexExpansion(entry.expansion, metadata.alone);
  if (!lexed.ok) throw new Error(lexed.problem.message);
  const { alone: _, ...others } = metadata;
  return printEntry({ ...entry, metadata: others, expansion: printTokensPlain(lexed.trees) });
}

test.each(["attribute.rsm", "derive.rsm", "full.rsm", "function.rsm"])("%s gets the layout of today, from whatever it had", (name) => {
  const today = layOutAnew(golden(name));
  const plain = inPlainLayout(golden(name));
  expect(plain).not.toBe(today);
  expect(layOutAnew(plain)).toBe(today);
  expect(layOutAnew(today!)).toBe(today);
  const [before, after] = [entryOf(golden(name)), entryOf(today!)];
  const [one, other] = [before, after].map((entry) => lexExpansion(entry.expansion, entry.metadata.alone));
  expect(one!.ok && other!.ok && sameTokens(one!.trees, other!.trees)).toBe(true);
  expect({ ...after.metadata, alone: before.metadata.alone }).toEqual(before.metadata);
  expect(after.invocation).toBe(before.invocation);
});

test("what is no valid entry is not made one", () => {
  const text = golden("derive.rsm");
  expect(layOutAnew(text.replace(/\n$/, " \n"))).toBeUndefined();
  expect(layOutAnew("")).toBeUndefined();
  expect(layOutAnew(text.replace('"rust_macro_cache_version": 1', '"rust_macro_cache_version": 2'))).toBeUndefined();
});

test("docs/format.md lists the layout's versions", () => {
  const page = readFileSync(path.join(import.meta.dirname, "../../docs/format.md"), "utf8");
  const table = page.slice(page.indexOf("| layout | what is new |"));
  expect([...table.matchAll(/^\| (\d+) \|/gm)].map(([, number]) => Number(number)).at(-1)).toBe(layoutVersion);
});
