import fc from "fast-check";
import { expect, test } from "vitest";
import { listViews, pagesAround } from "../../src/site/list-views.ts";
import type { SiteEntry } from "../../src/site/site-entry.ts";

const place = fc.integer({ min: 2, max: 5000 }).chain((count) => fc.record({ count: fc.constant(count), here: fc.nat({ max: count - 1 }) }));

test("a page names the first page, the last, its neighbours and itself, in order, and few others", () => {
  fc.assert(
    fc.property(place, ({ count, here }) => {
      const pages = pagesAround(here, count);
      expect(pages).toEqual([...new Set(pages)].sort((a, b) => a - b));
      expect(pages).toEqual(expect.arrayContaining([0, Math.max(0, here - 1), here, Math.min(count - 1, here + 1), count - 1]));
      expect(pages.at(-1)).toBe(count - 1);
      expect(pages.length).toBeLessThanOrEqual(20 + 2 * Math.log2(count));
    }),
  );
});

test("each page is a few steps from any other", () => {
  fc.assert(
    fc.property(place, fc.nat({ max: 4999 }), ({ count, here }, other) => {
      const wanted = other % count;
      let steps = 0;
      for (let at = here; at !== wanted; steps++) at = pagesAround(at, count).reduce((best, page) => (Math.abs(page - wanted) < Math.abs(best - wanted) ? page : best));
      expect(steps).toBeLessThanOrEqual(Math.ceil(Math.log2(count)));
    }),
  );
});

test("four times the entries are looked at four times as often", () => {
  const looks = (count: number): number => {
    let looked = 0;
    const entry = (index: number): SiteEntry => ({
      get facts() {
        looked++;
        return { path: `demo/Type${index}.rsm`, status: "valid", problem: undefined, macro: "#[derive(Describe)]", package: "describe 1.0.0", item: `Type${index}`, crate: "demo", module: "", file: "src/lib.rs", line: 1, lines: 1, bytes: 1, tokens: 1, observed: [], flags: [] } as const;
      },
      page: `entries/demo/Type${index}.html`,
      flags: [],
      reviews: [],
    });
    const views = [...listViews({ name: "demo", footer: "" }, "modules", "demo", Array.from({ length: count }, (_, index) => entry(index)))];
    expect(views).toHaveLength(count / 250);
    return looked;
  };
  expect(looks(20_000)).toBe(4 * looks(5000));
});
