import { expect, test } from "vitest";
import { checkSettings } from "../../src/config/check-settings.ts";

const check = (capabilities: unknown) => checkSettings({ capabilities }, "/project/silcrow.config.json");

test("what macros may have, by package", () => {
  const capabilities = { "sqlx-macros": { env: ["SQLX_*", "DATABASE_URL"], read: [".sqlx", "."] }, askama_macros: { read: ["templates/", "workspace:shared"] } };

  expect(check(capabilities)).toEqual({ kind: "valid", settings: { capabilities } });
});

test.each([
  ["no object", [], "`capabilities` must be an object"],
  ["no package's name", { "a b": {} }, "names of packages of macros"],
  ["another key", { a: { write: ["x"] } }, "unknown key `capabilities.a.write`"],
  ["no list", { a: { read: "x" } }, "`capabilities.a.read` must be"],
  ["a path that leads out", { a: { read: ["../x"] } }, "`capabilities.a.read` must be"],
  ["the same, further in", { a: { read: ["workspace:x/../../y"] } }, "`capabilities.a.read` must be"],
  ["an absolute path", { a: { read: ["/etc"] } }, "`capabilities.a.read` must be"],
  ["the same, behind a root", { a: { read: ["workspace:/etc"] } }, "`capabilities.a.read` must be"],
  ["another root", { a: { read: ["home:x"] } }, "`capabilities.a.read` must be"],
  ["the whole environment", { a: { env: ["*"] } }, "`capabilities.a.env` must be"],
  ["no variable's name", { a: { env: ["A B"] } }, "`capabilities.a.env` must be"],
])("%s is an error", (_what, capabilities, words) => {
  const checked = check(capabilities);
  expect(checked.kind === "invalid" ? checked.problems.join("\n") : checked).toContain(words);
});

test("a package may be named like a part of every object", () => {
  expect(check({ constructor: { env: ["A"] } })).toMatchObject({ kind: "valid" });
});
