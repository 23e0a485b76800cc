import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readMacroRequest } from "#config";
import { checkRequest } from "../../src/config/macro-request.ts";
import "../property-seed.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "silcrow-request-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function request(manifest: string) {
  writeFileSync(path.join(folder, "Cargo.toml"), manifest);
  return await readMacroRequest(folder);
}
const table = (content: string) => `[package]\nname = "m"\n[package.metadata.macro-sandbox]\n${content}\n`;

test("what an author asks for, in the author's words", async () => {
  expect(await request(table('read = ["templates", "workspace:shared"]\nenv = ["SQLX_*"]\nreason = "Templates are\\nread from there."'))).toEqual({
    capabilities: { env: ["SQLX_*"], read: ["templates", "workspace:shared"] },
    reason: "Templates are read from there.",
    problem: undefined,
  });
  expect(await request(table(""))).toEqual({ capabilities: {}, reason: undefined, problem: undefined });
});

test.each([
  ["no table", '[package]\nname = "macro-sandbox"'],
  ["no TOML", table("read = [")],
  ["a table elsewhere", "[metadata.macro-sandbox]\nread = []"],
  ["groups without an end", table(`read = ${"[".repeat(200_000)}`)],
  ["a file that is no manifest any more", table('reason = ""') + "#".repeat(2 ** 20)],
])("%s is no request", async (_what, manifest) => {
  expect(await request(manifest)).toBeUndefined();
});

test("a folder or nothing in place of the manifest is no request", async () => {
  expect(await readMacroRequest(path.join(folder, "gone"))).toBeUndefined();
  mkdirSync(path.join(folder, "Cargo.toml"));
  expect(await readMacroRequest(folder)).toBeUndefined();
});

test.each([
  ["a path out of the package", 'read = ["../../.ssh"]', "`read` must be"],
  ["the machine's files", 'read = ["/etc/passwd"]', "`read` must be"],
  ["the whole environment", 'env = ["*"]', "`env` must be"],
  ["another wish", 'network = true', "unknown key `network`"],
  ["keys of every object", '__proto__ = { read = ["."] }', "unknown key `__proto__`"],
  ["a reason that is no text", "reason = 5", "`reason` must be"],
  ["more than anyone reads", `env = [${'"A",'.repeat(33)}]`, "more than 32"],
  ["a very long one", `env = ["${"A".repeat(201)}"]`, "too long"],
  ["an escape sequence in a path", 'read = ["\\u001b[2Jtemplates"]', "cannot be printed"],
  ["an invisible character in a path", 'read = ["templ\\u200bates"]', "cannot be printed"],
])("%s is not passed on", async (_what, content, words) => {
  const found = await request(table(content));
  expect(found).toMatchObject({ capabilities: {}, reason: undefined });
  expect(found?.problem).toContain(words);
});

test("whatever the table has, what is passed on is short, on one line and harmless to a terminal", () => {
  const text = fc.oneof(fc.string({ unit: "binary", maxLength: 400 }), fc.constantFrom("\u001b]0;x\u0007", "a\r\nerror[SC0900]: b", "\u202eabc", "x".repeat(10_000)));
  const anything = fc.record({ reason: fc.oneof(text, fc.anything()), env: fc.oneof(fc.array(text), fc.anything()), read: fc.oneof(fc.array(text), fc.anything()) }, { requiredKeys: [] });
  const check = (value: unknown) => {
    const { capabilities, reason, problem } = checkRequest(value);
    for (const one of [...(capabilities.env ?? []), ...(capabilities.read ?? []), reason ?? "", problem ?? ""]) {
      expect(one.length).toBeLessThanOrEqual(200);
      expect(one).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }
  };
  fc.assert(fc.property(anything, check));
  fc.assert(fc.property(fc.dictionary(text, text), check));
});
