import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sourceName } from "../../src/emit/source-files.ts";

let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "silcrow-source-name-"));
  for (const manifest of ["Cargo.toml", "users/app/Cargo.toml", "rules/Cargo.toml"]) {
    mkdirSync(join(root, manifest, ".."), { recursive: true });
    writeFileSync(join(root, manifest), "");
  }
});
afterAll(() => rmSync(root, { recursive: true }));

test.each([
  ["users/app/src/main.rs", "src/main.rs"],
  ["rules/src/lib.rs", "rules/src/lib.rs"],
  // The workspace's folder has another name in the next clone.
  ["cases/shared.rs", "../../cases/shared.rs"],
  ["users/shared.rs", "../shared.rs"],
])("%s", (file, name) => {
  expect(sourceName(join(root, file), join(root, "users/app"))).toBe(name);
});
