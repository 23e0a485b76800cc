import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { visibleJson, visibleName, visibleText } from "../../../src/review/display/visible-text.ts";

describe("what is shown", () => {
  const hostile = fc.string({ unit: fc.oneof(fc.string({ unit: "binary", minLength: 1, maxLength: 2 }), fc.constantFrom("\u001B[31m", "\r", "\u202E", "\u009B", "\u200D", "\n", "\t")) });

  test("has nothing that a terminal obeys", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(visibleText(text)).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/);
        expect(visibleName(text)).not.toMatch(/[\u0000-\u001F\u007F-\u009F]/);
        expect(visibleJson({ text })).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E]/);
      }),
    );
  });

  test("as JSON means what it meant", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(JSON.parse(visibleJson([text]))).toEqual([text]);
      }),
    );
  });
});
