import { expect, test } from "vitest";
import { checkSettings } from "../../src/config/check-settings.ts";

const check = (content: unknown) => checkSettings(content, "/project/silcrow.config.json");

test("where macros run, by package", () => {
  const sandbox = { pest_derive: "process", "serde-derive": "wasm", constructor: "process" };
  expect(check({ sandbox })).toEqual({ kind: "valid", settings: { sandbox } });
});

test("the limits of build scripts", () => {
  expect(check({ emit: { buildScriptSeconds: 60, buildScriptMemory: "8GiB" } })).toEqual({
    kind: "valid",
    settings: { emit: { buildScriptSeconds: 60, buildScriptMemory: 8 * 2 ** 30 } },
  });
});

test.each([
  ["no object", { sandbox: "process" }, "`sandbox` must be an object"],
  ["no package's name", { sandbox: { "*": "process" } }, "names of packages of macros"],
  ["another sandbox", { sandbox: { a: "native" } }, '`sandbox.a` must be "wasm" or "process"'],
  ["no sandbox", { sandbox: { a: true } }, '`sandbox.a` must be "wasm" or "process"'],
  ["no time", { emit: { buildScriptSeconds: 0 } }, "`emit.buildScriptSeconds` must be"],
  ["too little memory for any", { emit: { buildScriptMemory: "1MiB" } }, "`emit.buildScriptMemory` must be"],
])("%s is an error", (_what, content, words) => {
  const checked = check(content);
  expect(checked.kind === "invalid" ? checked.problems.join("\n") : checked).toContain(words);
});
