import fc from "fast-check";
import { expect, test } from "vitest";
import { SilcrowError } from "#diagnostics";
import { enforcePolicies, type MacroRights, type Policy } from "#config";
import { checkSettings } from "../../src/config/check-settings.ts";
import "../property-seed.ts";

const rights: MacroRights = { package: "sqlx-macros", version: "0.8.2", sandbox: "wasm", capabilities: {}, isOwn: false };

function refusal(policy: Policy, macro: Partial<MacroRights>): SilcrowError | undefined {
  try {
    enforcePolicies([{ policy, file: "/project/silcrow.config.json" }], [{ ...rights, ...macro }], "take it out");
    return undefined;
  } catch (error) {
    if (error instanceof SilcrowError) return error;
    throw error;
  }
}

test.each([
  ["the same variable", { env: ["A"] }, { env: ["A"] }, true],
  ["another one", { env: ["A"] }, { env: ["AB"] }, false],
  ["one of a pattern", { env: ["SQLX_*"] }, { env: ["SQLX_OFFLINE"] }, true],
  ["a narrower pattern", { env: ["S*X_*"] }, { env: ["SQLX_*_DIR"] }, true],
  ["a wider pattern", { env: ["SQLX_*"] }, { env: ["SQL*"] }, false],
  ["a pattern in place of a name", { env: ["SQLX_A"] }, { env: ["SQLX_*"] }, false],
  ["ends that overlap", { env: ["AB*BA"] }, { env: ["ABA"] }, false],
  ["two patterns, one each", { env: ["A*", "B*"] }, { env: ["AX", "BX"] }, true],
  ["a folder below", { read: ["migrations"] }, { read: ["./migrations//2024/"] }, true],
  ["a folder with a longer name", { read: ["mig"] }, { read: ["migrations"] }, false],
  ["a folder above", { read: ["a/b"] }, { read: ["a"] }, false],
  ["the whole package", { read: ["."] }, { read: [".sqlx"] }, true],
  ["the workspace, where the package is allowed", { read: ["."] }, { read: ["workspace:."] }, false],
  ["the package, where the workspace is allowed", { read: ["workspace:."] }, { read: ["."] }, false],
  ["a way back up", { read: ["a"] }, { read: ["a/../b"] }, false],
  ["a variable, where files are allowed", { read: ["A"] }, { env: ["A"] }, false],
  ["nothing", {}, {}, true],
])("%s", (_what, ceiling, capabilities, isAllowed) => {
  expect(refusal({ capabilities: { "sqlx-*": ceiling } }, { capabilities })?.code).toBe(isAllowed ? undefined : "SC0520");
});

test("a package that the policy does not name is granted nothing, and without a ceiling everything", () => {
  const granted = { capabilities: { env: ["A"] } };
  expect(refusal({ capabilities: { sqlx: { env: ["A"] } } }, granted)?.code).toBe("SC0520");
  expect(refusal({ capabilities: {} }, granted)?.help).toBe('take it out; or, if the team agrees, add to `policy.capabilities`: "sqlx-macros": {"env":["A"]}');
  expect(refusal({ sandbox: "wasm" }, granted)).toBeUndefined();
});

test("macros outside of WebAssembly are refused, but for exceptions and the workspace's own", () => {
  const outside = { sandbox: "process" };
  expect(refusal({ sandbox: "wasm" }, outside)?.code).toBe("SC0521");
  expect(refusal({ sandbox: "wasm", sandboxExceptions: ["sqlx"] }, outside)?.code).toBe("SC0521");
  expect(refusal({ sandbox: "wasm", sandboxExceptions: ["sqlx-*"] }, outside)).toBeUndefined();
  expect(refusal({ sandbox: "wasm" }, { ...outside, isOwn: true })?.code).toBe("SC0521");
  expect(refusal({ sandbox: "wasm", exemptWorkspace: true }, { ...outside, isOwn: true })).toBeUndefined();
  expect(refusal({ sandbox: "wasm", exemptWorkspace: true }, outside)?.code).toBe("SC0521");
  expect(refusal({}, outside)).toBeUndefined();
});

test("what an allowed pattern of variables matches is matched by its ceiling", () => {
  const pattern = fc.string({ unit: fc.constantFrom("A", "B", "*"), minLength: 1, maxLength: 7 });
  const filling = fc.array(fc.string({ unit: fc.constantFrom("A", "B"), maxLength: 3 }), { minLength: 7, maxLength: 7 });
  fc.assert(
    fc.property(pattern, pattern, filling, (ceiling, granted, fillings) => {
      if (refusal({ capabilities: { "*": { env: [ceiling] } } }, { capabilities: { env: [granted] } }) !== undefined) return;
      let next = 0;
      const name = granted.replaceAll("*", () => fillings[next++] ?? "");
      expect(name).toMatch(new RegExp(`^${ceiling.replaceAll("*", ".*")}$`));
    }),
  );
});

test.each([
  [{ sandbox: "process" }, '`policy.sandbox` must be "wasm"'],
  [{ sandboxExceptions: ["a b"] }, "`policy.sandboxExceptions` must be"],
  [{ capabilities: { "a b": {} } }, "names of packages of macros"],
  [{ capabilities: { "*": { read: ["../x"] } } }, "`policy.capabilities.*.read` must be"],
  [{ exemptWorkspace: "yes" }, "`policy.exemptWorkspace` must be true or false"],
  [{ capability: {} }, "unknown key `policy.capability`"],
])("%j is no policy", (policy, words) => {
  const checked = checkSettings({ policy }, "/project/silcrow.config.json");
  expect(checked.kind === "invalid" ? checked.problems.join("\n") : checked).toContain(words);
});
