import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { elfSections, normaliseArchive, normaliseHygiene } from "#oracle";

test.runIf(process.platform === "linux")("the sections of a program", () => {
  const file = readFileSync(process.execPath);
  const sections = elfSections(file) ?? [];
  const named = (name: string) => sections.find((section) => section.name === name);
  expect(named(".text")?.size).toBeGreaterThan(1_000_000);
  const names = named(".shstrtab");
  expect(file.toString("latin1", names?.offset, (names?.offset ?? 0) + (names?.size ?? 0))).toContain("\0.text\0");
  expect(named(".bss")).toBeUndefined();
  expect(sections.map(({ offset }) => offset)).toEqual(sections.map(({ offset }) => offset).sort((a, b) => a - b));
});

test("what is no ELF file, or only the beginning of one, has no sections", () => {
  expect(elfSections(Buffer.from("#!/bin/sh\n"))).toBeUndefined();
  expect(elfSections(Buffer.alloc(0))).toBeUndefined();
  const header = Buffer.alloc(64);
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1]);
  header.writeBigUInt64LE(10_000n, 0x28);
  expect(elfSections(header)).toBeUndefined();
});

test("only the compiler's random numbers are taken out of an archive", () => {
  const archive = (names: string, content: string) => {
    const member = (name: string, text: string) => `${name.padEnd(16)}${"0".padEnd(12)}${"0".padEnd(6)}${"0".padEnd(6)}${"644".padEnd(8)}${String(text.length).padEnd(10)}\`\n${text}`;
    return Buffer.from(`!<arch>\n${member("/", "ab")}${member("//", names)}${member("/0", content)}`);
  };
  const one = normaliseArchive(archive("app.1x.0da5aoq.rcgu.o/\n\n", "x.0da5aoq.rcgu.o/"));
  expect(one).toEqual(normaliseArchive(archive("app.1x.1x3zt13.rcgu.o/\n\n", "x.0da5aoq.rcgu.o/")));
  expect(one).not.toEqual(normaliseArchive(archive("app.1x.0da5aoq.rcgu.o/\n\n", "x.1x3zt13.rcgu.o/")));
  expect(one).not.toEqual(normaliseArchive(archive("app.1y.0da5aoq.rcgu.o/\n\n", "x.0da5aoq.rcgu.o/")));
  const other = Buffer.from("no archive");
  expect(normaliseArchive(other)).toBe(other);
});

test("hygiene without the numbers of symbols, however its lines are broken", () => {
  const tables = "/*\nExpansions:\ncrate0::{{expn0}}: parent: crate0::{{expn0}}\n*/\n";
  expect(normaliseHygiene(`fn main /* 999#0 */() { let x /* 1#3 */; }\n${tables}`)).toBe(
    normaliseHygiene(`fn main /* 1000#0 */() {\n    let x /*\n        2#3\n        */; }\n${tables}`),
  );
  expect(normaliseHygiene("x /* 1#3 */")).not.toBe(normaliseHygiene("x /* 1#4 */"));
  expect(normaliseHygiene("x /* 1#3 */ /* y */")).toBe("x #3\n/* y */");
});
