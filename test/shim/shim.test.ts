import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const shim = path.resolve(import.meta.dirname, "../../rust/shim/lib.rs");
let directory: string;

beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), "silcrow-shim-unit-"));
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

test("the unit tests of the shim's library pass", () => {
  const program = path.join(directory, "tests");
  execFileSync("rustc", ["--edition", "2021", "--test", "-D", "warnings", shim, "-o", program]);
  const output = execFileSync(program, { encoding: "utf8" });
  const ran = /test result: ok\. (\d+) passed; 0 failed; 0 ignored/.exec(output)?.[1];
  expect(Number(ran), output).toBeGreaterThan(40);
});

test("the library compiles without a warning in the way that users' rustc compiles it", () => {
  const library = path.join(directory, "libsilcrow_shim.rlib");
  const result = execFileSync(
    "rustc",
    ["--crate-name", "silcrow_shim", "--crate-type", "rlib", "--edition", "2021", "-C", "opt-level=3", "-D", "warnings", shim, "-o", library],
    { encoding: "utf8" },
  );
  expect(result).toBe("");
});
