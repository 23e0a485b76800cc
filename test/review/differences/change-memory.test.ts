import { serialize } from "node:v8";
import { expect, test } from "vitest";
import { printEntry } from "#format";
import { compareSides } from "../../../src/review/differences/diff.ts";
import { entryFile } from "../../../src/review/reading/entry-files.ts";
import { interpretEntry, type LoadedEntry } from "../../../src/review/reading/load-entry.ts";
import { entryOf, pathOf } from "../review-project.ts";

test("what is kept of changed entries is about as large as their files", () => {
  const side = (word: string): LoadedEntry[] =>
    Array.from({ length: 50 }, (_, index) => {
      const expansion = Array.from({ length: 200 }, (_, line) => `self.field_${line}.describe(out, ${word})?;`).join("\n");
      const sketch = { macro: "Describe", item: `Type${index}`, invocation: `struct Type${index};`, expansion };
      const bytes = Buffer.from(printEntry(entryOf(sketch)));
      return interpretEntry(entryFile(pathOf(sketch)), bytes, bytes.length);
    });
  const [old, now] = [side("1"), side("2")];
  const difference = compareSides(old, now);
  expect(difference.changed.flatMap(({ changes }) => changes)).toHaveLength(50);
  const files = [...old, ...now].reduce((sum, { size }) => sum + size, 0);
  expect(serialize(difference).length).toBeLessThan(3 * files);
});
