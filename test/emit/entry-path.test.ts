import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { entryPath, isCrateDirectory } from "../../src/emit/entry-path.ts";

const key = `sha256:${"0123456789abcdef".repeat(4)}`;
const place = { crate: "demo", modules: ["a", "b"], item: "Foo", macroName: "Serialize", key, depends: undefined };

describe("entryPath", () => {
  test("is made of crate, modules, item, macro and key", () => {
    expect(entryPath(place)).toBe("demo/a/b/Foo.Serialize.0123456789ab.rsm");
    expect(entryPath({ ...place, modules: [], item: undefined })).toBe("demo/Serialize.0123456789ab.rsm");
    expect(entryPath({ ...place, depends: '{"position":"sha256:00"}' })).toMatch(/^demo\/a\/b\/Foo\.Serialize\.0123456789ab-[0-9a-f]{6}\.rsm$/);
  });

  test("names that file systems do not like are changed", () => {
    expect(entryPath({ ...place, modules: ["aux", "größe"], item: "..", macroName: "a/b" })).toBe("demo/aux_/größe/__.a_b.0123456789ab.rsm");
  });

  test("no names lead out of the folder or make a path too long", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.array(fc.string({ unit: "binary", maxLength: 300 }), { maxLength: 40 }), fc.option(fc.string({ unit: "binary", maxLength: 300 })), (crate, modules, item) => {
        const parts = entryPath({ ...place, crate, modules, item: item ?? undefined }).split("/");
        expect(parts.length).toBeLessThanOrEqual(18);
        for (const part of parts) {
          expect(["", ".", ".."]).not.toContain(part);
          expect(part).not.toMatch(/[\\/\0:*?"<>|\s]/);
          expect(Buffer.byteLength(part)).toBeLessThanOrEqual(200);
        }
      }),
    );
  });

  test("a crate's folder is one plain name", () => {
    expect(["demo", "demo_build_script", "größe"].every(isCrateDirectory)).toBe(true);
    expect(["", "..", "a/b", "/", "a\\b", "a b"].some(isCrateDirectory)).toBe(false);
  });
});
