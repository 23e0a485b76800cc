import { expect, test } from "vitest";
import { isRecentEnough, parseRustcVersion } from "../../src/toolchain/rustc-version.ts";

test("reads release and host, also of nightlies and of distributions", () => {
  const text = "rustc 1.97.0-nightly (0ff7b8 2026-05-01) (built from a source tarball)\nbinary: rustc\nhost: aarch64-apple-darwin\nrelease: 1.97.0-nightly\nLLVM version: 22.1.8\n";
  expect(parseRustcVersion(text)).toEqual({
    title: "rustc 1.97.0-nightly (0ff7b8 2026-05-01) (built from a source tarball)",
    release: "1.97.0-nightly",
    host: "aarch64-apple-darwin",
    text: text.trim(),
  });
});

test("what is not the output of rustc -vV is not a version", () => {
  expect(parseRustcVersion("")).toBeUndefined();
  expect(parseRustcVersion("clang version 19\n")).toBeUndefined();
});

test.each([
  ["1.88.0", true],
  ["1.87.9", false],
  ["1.100.0", true],
  ["2.0.0", true],
  ["0.99.0", false],
  ["1.88.0-nightly", true],
])("release %s is recent enough: %s", (release, expected) => {
  expect(isRecentEnough(release)).toBe(expected);
});
