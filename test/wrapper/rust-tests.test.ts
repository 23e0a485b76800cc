import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";

it("the wrapper's own tests pass, and it compiles without warnings", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "silcrow-wrapper-tests-"));
  try {
    const program = path.join(folder, "tests");
    const root = path.join(import.meta.dirname, "../../rust/wrapper/main.rs");
    const run = promisify(execFile);
    const compiled = await run("rustc", ["--edition", "2021", "--test", root, "-o", program]);
    expect(compiled.stderr).toBe("");
    const { stdout } = await run(program, ["-q"]);
    expect(stdout).toMatch(/test result: ok\. [1-9]\d* passed/);
  } finally {
    await rm(folder, { recursive: true });
  }
});
