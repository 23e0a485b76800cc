import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  coverProblem,
  decodeSpanMap,
  encodeSpanMap,
  isHandedBack,
  lexExpansion,
  type SpanEdge,
  type SpanMap,
  type SpanRun,
  SpanRunBuilder,
} from "#format";

const id = fc.integer({ min: 4, max: 100_000 });
const length = fc.integer({ min: 1, max: 5000 });
const run: fc.Arbitrary<SpanRun> = fc.oneof(
  fc.record({ kind: fc.constant("call-site" as const), length }),
  fc.record({ kind: fc.constant("input" as const), length, first: id }),
  fc.record({ kind: fc.constant("same" as const), length, span: fc.oneof(fc.constant(1), id) }),
  fc.record({ kind: fc.constant("clone" as const), id }),
  fc.record({ kind: fc.constant("unopened" as const), length, reference: fc.oneof(fc.constantFrom(0, 1), id) }),
  fc.record({ kind: fc.constant("parsed" as const), length, text: fc.nat(), stream: fc.nat(), facts: fc.stringMatching(/^[A-Za-z0-9+/]{0,40}$/) }),
);
const derived = fc.record({ location: fc.nat(), context: fc.nat(), edge: fc.constantFrom<SpanEdge[]>(0, 1, 2, 3, 4, 5, 6, 7) });

test("any map survives encoding", () => {
  fc.assert(
    fc.property(fc.record({ derived: fc.array(derived), runs: fc.array(run) }), (map) => {
      expect(decodeSpanMap(encodeSpanMap(map))).toEqual({ ok: true, map });
    }),
    { numRuns: 1000 },
  );
});

test("the examples of docs/format.md", () => {
  const call: SpanMap = { derived: [], runs: [{ kind: "call-site", length: 9 }] };
  expect(encodeSpanMap(call)).toBe("AgB");
  const mixed: SpanMap = {
    derived: [{ location: 6, context: 0, edge: 0 }],
    runs: [
      { kind: "call-site", length: 2 },
      { kind: "input", length: 3, first: 6 },
      { kind: "same", length: 1, span: 1 },
      { kind: "input", length: 1, first: 5 },
      { kind: "same", length: 2, span: 12 },
      { kind: "clone", id: 7 },
      { kind: "unopened", length: 2, reference: 1 },
      { kind: "parsed", length: 3, text: 0, stream: 2, facts: "fB" },
    ],
  };
  expect(encodeSpanMap(mixed)).toBe("BGAAEJECBBJGMDOHDLFACCfB");
});

describe("damaged maps are problems, not exceptions", () => {
  test.each([
    ["", "not a number"],
    ["!", "not a number"],
    ["g", "not a number"],
    ["gggggggB", "not a number"],
    ["B", "not a number"],
    ["BAAI", "edge 8"],
    ["AB", "not a number"],
    ["ABD", "span 3 is not one of the input's"],
    ["AHA", "a clone of 2 trees"],
  ])("%j", (text, problem) => {
    const decoded = decodeSpanMap(text);
    expect(decoded.ok ? "" : decoded.problem).toContain(problem);
  });

  test("whatever the text is", () => {
    const text = fc.string({ unit: fc.constantFrom(..."ABCDEFGgh/+!é") });
    fc.assert(fc.property(text, (value) => typeof decodeSpanMap(value).ok === "boolean"), { numRuns: 2000 });
  });
});

describe("runs", () => {
  function runsOf(inputEnd: number, spans: readonly number[]): readonly SpanRun[] {
    const builder = new SpanRunBuilder(inputEnd);
    for (const span of spans) builder.token(span);
    return builder.finish();
  }

  test("are as long as they can be", () => {
    expect(runsOf(20, [0, 0, 5, 6, 7, 7, 7, 9, 1, 1, 20, 21])).toEqual([
      { kind: "call-site", length: 2 },
      { kind: "input", length: 3, first: 5 },
      { kind: "same", length: 2, span: 7 },
      { kind: "input", length: 1, first: 9 },
      { kind: "same", length: 2, span: 1 },
      { kind: "same", length: 1, span: 20 },
      { kind: "same", length: 1, span: 21 },
    ]);
    // The last input id and the first derived one are neighbours, and yet not one run.
    expect(runsOf(6, [5, 6])).toEqual([
      { kind: "input", length: 1, first: 5 },
      { kind: "same", length: 1, span: 6 },
    ]);
  });

  test("give back the spans that they were made of", () => {
    const span = fc.oneof(fc.constantFrom(0, 1), fc.integer({ min: 4, max: 24 }));
    fc.assert(
      fc.property(fc.array(span, { maxLength: 60 }), (spans) => {
        const back = runsOf(20, spans).flatMap((found) => {
          if (isHandedBack(found)) return [];
          return Array.from({ length: found.length }, (_, index) => {
            if (found.kind === "call-site") return 0;
            return found.kind === "input" ? found.first + index : found.span;
          });
        });
        expect(back).toEqual(spans);
      }),
      { numRuns: 2000 },
    );
  });

  test("of an empty unopened stream leave no trace", () => {
    const builder = new SpanRunBuilder(4);
    builder.token(0);
    builder.unopened(1, 0);
    builder.token(0);
    expect(builder.finish()).toEqual([{ kind: "call-site", length: 2 }]);
  });
});

describe("a map covers exactly the tokens", () => {
  // 'a is two tokens, a group one and its content: 2 + 1 + 2 + 1 = 6.
  const lexed = lexExpansion("'a (b c) d");
  const trees = lexed.ok ? lexed.trees : [];
  const cover = (...runs: SpanRun[]): string | undefined => coverProblem({ derived: [], runs }, trees);

  test("when it does", () => {
    expect(cover({ kind: "call-site", length: 6 })).toBeUndefined();
    expect(cover({ kind: "call-site", length: 2 }, { kind: "clone", id: 4 }, { kind: "call-site", length: 1 })).toBeUndefined();
    expect(cover({ kind: "call-site", length: 3 }, { kind: "unopened", length: 2, reference: 5 }, { kind: "call-site", length: 1 })).toBeUndefined();
    expect(cover({ kind: "unopened", length: 4, reference: 1 })).toBeUndefined();
  });

  test("when it does not", () => {
    expect(cover()).toMatch("shorter");
    expect(cover({ kind: "call-site", length: 5 })).toMatch("shorter");
    expect(cover({ kind: "call-site", length: 7 })).toMatch("longer");
    expect(cover({ kind: "call-site", length: 6 }, { kind: "clone", id: 4 })).toMatch("longer");
    expect(cover({ kind: "call-site", length: 3 }, { kind: "unopened", length: 3, reference: 5 })).toMatch("cuts through");
  });
});
