import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type LedgerLine, parseLedger, printLedger } from "../../src/approval/ledger.ts";
import { addressOf, ledgerFile } from "../../src/approval/ledger-files.ts";
import { quoted } from "../../src/approval/list-steps.ts";
import { execFileSync } from "node:child_process";

const lines = fc.array(
  fc.record({
    entry: fc.string({ unit: "binary" }),
    hash: fc.stringMatching(/^[0-9a-f]{64}$/).map((hex) => `sha256:${hex}`),
    verdict: fc.constantFrom<LedgerLine["verdict"]>("accepted", "question"),
    note: fc.option(fc.string(), { nil: undefined }),
  }),
);

describe("a ledger", () => {
  test("reads back, whatever is in it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), lines, (reviewer, said) => {
        const { ledger, problems } = parseLedger(printLedger({ reviewer, lines: said }));
        expect(problems).toEqual([]);
        expect(ledger?.reviewer).toBe(reviewer);
        // The last word on a content counts.
        const latest = new Map(said.map((line) => [line.hash, line]));
        expect(new Map(ledger?.lines.map((line) => [line.hash, line]))).toEqual(latest);
      }),
    );
  });

  test("is the same text in whatever order it came about", () => {
    fc.assert(
      fc.property(fc.uniqueArray(lines.map((some) => some[0]).filter((line) => line !== undefined), { selector: ({ hash }) => hash }), fc.infiniteStream(fc.nat()), (said, dice) => {
        const shuffled = said.map((line) => [dice.next().value, line] as const).sort(([a], [b]) => a! - b!).map(([, line]) => line);
        expect(printLedger({ reviewer: "r", lines: shuffled })).toBe(printLedger({ reviewer: "r", lines: said }));
      }),
    );
  });

  test("reads no verdict from what is not one", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.json())), (rest) => {
        const { ledger } = parseLedger(['{"silcrow_reviews":1,"reviewer":"r"}', ...rest].join("\n"));
        for (const line of ledger?.lines ?? []) expect(line.hash).toMatch(/^sha256:[0-9a-f]{64}$/);
      }),
    );
  });
});

test.each([
  ["", /whose reviews/],
  ["{}", /whose reviews/],
  ['{"silcrow_reviews":2,"reviewer":"r"}', /newer/],
  ['{"silcrow_reviews":1,"reviewer":"r"}\n<<<<<<< HEAD\n', /line 2 is no review/],
])("%j is refused or reported", (text, problem) => {
  expect(parseLedger(text).problems.join()).toMatch(problem);
});

test("of a ledger with nothing but wrong lines a few are named, and the rest counted", () => {
  const { ledger, problems } = parseLedger(`{"silcrow_reviews":1,"reviewer":"r"}\n${"x\n".repeat(300_000)}`);
  expect(ledger?.lines).toEqual([]);
  expect(problems).toHaveLength(21);
  expect(problems.at(-1)).toBe("299980 more lines are no reviews");
});

test("a reviewer's file is theirs alone, and is in its folder", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      const [first, second] = [ledgerFile("/cache", a), ledgerFile("/cache", b)];
      expect(first).toMatch(/^\/cache\/reviews\.d\/[a-z0-9._-]+\.jsonl$/);
      expect(first === second).toBe(addressOf(a) === addressOf(b));
    }),
  );
  expect(ledgerFile("/cache", "Ada Lovelace <Ada@Example.org>")).toBe("/cache/reviews.d/ada-at-example.org.jsonl");
});

test("a listed command means the file that it shows", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", minLength: 1 }).filter((text) => !text.includes("\0")), (word) => {
      const shown = quoted(word);
      expect(shown).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u202A-\u202E]/);
      expect(execFileSync("bash", ["-c", `printf %s ${shown}`], { encoding: "utf8" })).toBe(Buffer.from(word).toString("utf8"));
    }),
    { numRuns: 40 },
  );
});
