import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { auditEntry, rules, severities } from "#audit";

// Where spans claim that every token is the input's own, and where none does, a flag must not depend on the claim.
const claims = { "spans that claim nothing": () => false, "spans that claim everything": () => true };

describe.each(rules.map((rule) => [rule.id, rule] as const))("%s", (id, { fires, silent, severity, why, title }) => {
  test.each(Object.entries(claims))("fires with %s", (_, isInput) => {
    const found = auditEntry({ ...fires, isInput }).filter((flag) => flag.id === id);
    expect(found.length).toBeGreaterThan(0);
    for (const { section, start, end, line, column, severity: shown } of found) {
      const text = fires[section];
      expect(shown).toBe(severity);
      expect(end).toBeGreaterThan(start);
      expect(end).toBeLessThanOrEqual(text.length);
      const before = text.slice(0, start).split("\n");
      expect([line, column]).toEqual([before.length, before.at(-1)!.length + 1]);
    }
  });

  test("stays silent", () => {
    expect(auditEntry({ ...silent, isInput: () => true }).filter((flag) => flag.id === id)).toEqual([]);
  });

  test("says what it is", () => {
    expect(severities).toContain(severity);
    expect(title).toMatch(/^\S.*[^.]$/);
    expect(why).toMatch(/\.$/);
  });
});

test("names of flags are unlike each other and can be written in a configuration", () => {
  const ids = rules.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
});

test("docs/review.md has them all, as they are", () => {
  const page = readFileSync(path.join(import.meta.dirname, "../../docs/review.md"), "utf8");
  const listed = page.split("\n").filter((line) => /^\| `[a-z-]+` \| (?:info|warn|danger) \|/.test(line));
  expect(listed).toEqual(rules.map(({ id, severity, title, why }) => `| \`${id}\` | ${severity} | ${title} | ${why} |`));
});
