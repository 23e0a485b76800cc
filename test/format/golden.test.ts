import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { lexExpansion, printFaithfully, sameTokens } from "#format";

const folder = path.join(import.meta.dirname, "golden");
const names = readdirSync(folder)
  .filter((name) => name.endsWith(".tokens"))
  .map((name) => name.slice(0, -".tokens".length));

test("there are a dozen expansions and more", () => expect(names.length).toBeGreaterThan(12));

/** Each `name.tokens` is laid out as `name.rs`. `UPDATE_GOLDEN=1` writes the latter, to be read before it is committed. */
describe.each(names)("%s", (name) => {
  const lexed = lexExpansion(readFileSync(path.join(folder, `${name}.tokens`), "utf8"));
  if (!lexed.ok) throw new Error(`${name}: ${lexed.problem.line}:${lexed.problem.column} ${lexed.problem.message}`);
  const golden = path.join(folder, `${name}.rs`);
  const { expansion: text, alone } = printFaithfully(lexed.trees);

  test("is laid out as in its golden file", () => {
    if (process.env["UPDATE_GOLDEN"]) writeFileSync(golden, `${text}\n`);
    expect(`${text}\n`).toBe(readFileSync(golden, "utf8"));
  });

  test("keeps its tokens", () => {
    const again = lexExpansion(text, alone);
    expect(again.ok && sameTokens(again.trees, lexed.trees)).toBe(true);
  });

  test("keeps to 100 columns where no literal or path is longer", () => {
    const withoutTexts = text.split("\n").map((line) => line.replace(/"(?:\\.|[^"\\]){50,}"/g, '""'));
    expect(withoutTexts.filter((line) => line.length > 110)).toEqual([]);
  });
});
