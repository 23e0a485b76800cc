import fc from "fast-check";
import { expect, test } from "vitest";
import { auditEntry, rules } from "#audit";

const word = fc.constantFrom("unsafe", "std", "::", "fs", "{", "}", "(", ")", "[", "]", "#", "!", "doc", "hidden", "mod", "pub", "static", "mut", "*", "const", "§(", "§)", "x§1", "'a", "extern", "\"s\"", "use", ",", ";", "cfg_attr", "allow", "=", "\n", "\u202E", "sc\u043Epe", "scope");
const text = fc.oneof(fc.string({ unit: "binary" }), fc.array(word, { maxLength: 60 }).map((words) => words.join(" ")));

test("any entry has flags that lie in it, in the order of its text", () => {
  fc.assert(
    fc.property(text, text, fc.boolean(), (invocation, expansion, isInput) => {
      const flags = auditEntry({ invocation, expansion, isInput: () => isInput });
      const known = new Set(rules.map(({ id }) => id));
      let before = -1;
      for (const { id, section, start, end, line } of flags) {
        const within = section === "invocation" ? invocation : expansion;
        expect(known).toContain(id);
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(within.length);
        expect(line).toBe(within.slice(0, start).split("\n").length);
        const at = (section === "invocation" ? 0 : invocation.length + 1) + start;
        expect(at).toBeGreaterThanOrEqual(before);
        before = at;
      }
    }),
  );
});

test("what a macro hands on as it is has no flags of code", () => {
  const ofText = new Set(["bidirectional-text", "invisible-text", "long-line"]);
  fc.assert(
    fc.property(fc.array(word, { maxLength: 60 }), (words) => {
      // The format's own markup is none of Rust, and has no place in an invocation.
      const source = words.filter((one) => !one.includes("§")).join(" ");
      const flags = auditEntry({ invocation: source, expansion: source, isInput: () => true });
      expect(flags.filter(({ id }) => !ofText.has(id))).toEqual([]);
    }),
  );
});

test("more claims of the input's spans never bring a flag", () => {
  fc.assert(
    fc.property(text, text, (invocation, expansion) => {
      const count = (isInput: () => boolean): number => auditEntry({ invocation, expansion, isInput }).length;
      expect(count(() => true)).toBeLessThanOrEqual(count(() => false));
    }),
  );
});
