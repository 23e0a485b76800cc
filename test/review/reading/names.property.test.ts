import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matchesGlob } from "../../../src/review/reading/matches-glob.ts";
import { editDistance } from "../../../src/review/reading/nearest-names.ts";

describe("names", () => {
  test("a pattern fits what the same regular expression fits", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "/"), maxLength: 12 });
    const pattern = fc.string({ unit: fc.constantFrom("a", "b", "/", "*", "?"), maxLength: 8 });
    fc.assert(
      fc.property(text, pattern, (one, other) => {
        expect(matchesGlob(one, other)).toBe(new RegExp(`^${other.replaceAll("*", "[^]*").replaceAll("?", "[^]")}$`).test(one));
      }),
      { numRuns: 1000 },
    );
  });

  test("many stars take no time", () => {
    expect(matchesGlob("a".repeat(20_000), `${"*a".repeat(50)}*b`)).toBe(false);
  });

  test("edit distance is a distance", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 8 });
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        expect(editDistance(a, b) === 0).toBe(a === b);
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c));
      }),
    );
  });
});
