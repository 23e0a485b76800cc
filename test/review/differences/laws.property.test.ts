import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lexExpansion, printEntry, printTokens } from "#format";
import { locateTokens } from "#format/reading";
import { lineDiff } from "../../../src/review/differences/line-diff.ts";
import { pairEntries } from "../../../src/review/differences/pair-entries.ts";
import { expansionEdit, tokenEdit, type TokenText } from "../../../src/review/differences/token-edit.ts";
import { entryFile } from "../../../src/review/reading/entry-files.ts";
import { interpretEntry } from "../../../src/review/reading/load-entry.ts";
import { arbitraryTrees } from "../../format/arbitrary-trees.ts";
import { type EntrySketch, entryOf, pathOf } from "../review-project.ts";

const words = fc.array(fc.constantFrom("a", "b", "c", "fn", "(", ")", ";"), { maxLength: 60 });

function textOf(code: string): TokenText {
  const lexed = lexExpansion(code);
  if (!lexed.ok) throw new Error(lexed.problem.message);
  const tokens = locateTokens(code, lexed.trees);
  return { text: code, tokens, words: tokens.map(({ start, end }) => code.slice(start, end).replace(/§~$/, "")) };
}

describe("tokens have their places", () => {
  test("between them is nothing but white space, and each reads back as itself", () => {
    fc.assert(
      fc.property(arbitraryTrees, (trees) => {
        const { text, tokens } = textOf(printTokens(trees));
        let at = 0;
        for (const { start, end } of tokens) {
          expect(text.slice(at, start)).toMatch(/^[\s\u0085\u200E\u200F]*$/);
          expect(end).toBeGreaterThan(start);
          at = end;
        }
        expect(text.slice(at).trim()).toBe("");
      }),
    );
  });
});

describe("an edit", () => {
  test("makes the old words into the new ones, and takes no common stretch at its ends", () => {
    fc.assert(
      fc.property(words, words, (old, now) => {
        const hunks = tokenEdit(old, now);
        const made: string[] = [];
        let at = 0;
        for (const { oldStart, oldEnd, newStart, newEnd } of hunks) {
          made.push(...old.slice(at, oldStart), ...now.slice(newStart, newEnd));
          at = oldEnd;
        }
        made.push(...old.slice(at));
        expect(made).toEqual(now);
        expect(tokenEdit(old, old)).toEqual([]);
      }),
    );
  });

  test("of expansions is one of their tokens, and none where only the layout is another", () => {
    fc.assert(
      fc.property(arbitraryTrees, arbitraryTrees, (a, b) => {
        const old = textOf(printTokens(a));
        const now = textOf(printTokens([...a.slice(0, a.length >> 1), ...b.slice(0, 4), ...a.slice(a.length >> 1)]));
        const made: string[] = [];
        let at = 0;
        for (const { oldStart, oldEnd, newStart, newEnd } of expansionEdit(old, now)) {
          expect(oldStart).toBeGreaterThanOrEqual(at);
          made.push(...old.words.slice(at, oldStart), ...now.words.slice(newStart, newEnd));
          at = oldEnd;
        }
        made.push(...old.words.slice(at));
        expect(made).toEqual(now.words);
        expect(expansionEdit(old, textOf(printTokens(a, { width: 20 })))).toEqual([]);
      }),
    );
  });

  test("shown by lines has all lines of the new text in order, and old ones in theirs", () => {
    fc.assert(
      fc.property(arbitraryTrees, arbitraryTrees, fc.boolean(), (a, b, isAlike) => {
        const old = textOf(printTokens(a));
        const now = textOf(printTokens(isAlike ? [...a.slice(0, a.length >> 1), ...b.slice(0, 3), ...a.slice(a.length >> 1)] : b));
        const lines = lineDiff(old, now, expansionEdit(old, now));
        expect(lines.filter(({ sign }) => sign !== "-").map(({ text }) => text)).toEqual(now.text.split("\n"));
        const removed = lines.filter(({ sign }) => sign === "-").map(({ line }) => line);
        expect(removed).toEqual(removed.toSorted((x, y) => x - y));
        for (const { sign, text, line } of lines) if (sign === "-") expect(text).toBe(old.text.split("\n")[line - 1]);
        expect(lineDiff(old, old, []).every(({ sign }) => sign === " ")).toBe(true);
      }),
    );
  });
});

test("pairs have each entry once", () => {
  const sketch: fc.Arbitrary<EntrySketch> = fc.record({
    module: fc.constantFrom("a", "b"),
    item: fc.constantFrom("X", "Y"),
    macro: fc.constant("M"),
    invocation: fc.constantFrom("one", "two", "one two", "three"),
    expansion: fc.constantFrom("x", "y"),
  });
  const side = fc.uniqueArray(sketch, { selector: pathOf, maxLength: 8 }).map((sketches) =>
    sketches.map((one) => {
      const bytes = Buffer.from(printEntry(entryOf(one)));
      return interpretEntry(entryFile(pathOf(one)), bytes, bytes.length);
    }),
  );
  fc.assert(
    fc.property(side, side, (old, now) => {
      const { pairs, gone, added } = pairEntries(old, now);
      expect(new Set([...pairs.map((pair) => pair.old), ...gone])).toEqual(new Set(old));
      expect(new Set([...pairs.map((pair) => pair.new), ...added])).toEqual(new Set(now));
      expect(pairs.length + gone.length).toBe(old.length);
      expect(pairs.length + added.length).toBe(now.length);
    }),
  );
});
