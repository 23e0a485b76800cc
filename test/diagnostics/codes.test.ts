import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { codes, isErrorCode, pageOf } from "#diagnostics";

const root = path.join(import.meta.dirname, "../..");
const page = readFileSync(path.join(root, "docs/errors.md"), "utf8");

/** The sections of docs/errors.md: code, bold title, text. */
const sections = [...page.matchAll(/^## (SC\d{4})\n\n\*\*(.+)\.\*\*\n\n([^]+?)(?=\n##? |$(?![^]))/gm)].map(
  ([, code = "", title = "", text = ""]) => ({ code, title, text }),
);

describe("docs/errors.md", () => {
  test("has a section for each code of the table and no others, in the same order", () => {
    expect(sections.map(({ code }) => code)).toEqual(Object.keys(codes));
    expect(page.match(/^## /gm)?.length).toBe(sections.length);
  });

  test.each(Object.entries(codes))("says under %s what the table says", (code, { title }) => {
    const section = sections.find((candidate) => candidate.code === code);
    expect(section?.title.toLowerCase()).toBe(title.toLowerCase());
    expect(section?.text.trim().length).toBeGreaterThan(40);
  });

  test("is where the table's pages point to", () => {
    expect(pageOf("SC0201")).toBe("docs/errors.md#sc0201");
    const anchors = new Set([...page.matchAll(/^## (.+)$/gm)].map(([, heading = ""]) => heading.toLowerCase()));
    for (const code of Object.keys(codes)) {
      if (isErrorCode(code)) expect(anchors).toContain(pageOf(code).split("#")[1]);
    }
  });
});

describe("the table", () => {
  test("has every code that the sources name", () => {
    const named = [...sourceFiles("src"), ...sourceFiles("rust"), ...sourceFiles("bin")].flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(/\bSC\d{4}\b/g)].map(([code]) => ({ code, file: path.relative(root, file) })),
    );
    expect(named.length).toBeGreaterThan(Object.keys(codes).length);
    expect(named.filter(({ code }) => !isErrorCode(code))).toEqual([]);
  });

  test("has titles that continue a sentence and helps that say what to do", () => {
    for (const [code, { title, help }] of Object.entries(codes)) {
      expect(title, code).toMatch(/^(an? |no |[a-z]|[A-Z]).*[^.]$/);
      expect(help, code).toMatch(/[^.]$/);
      expect(help.length, code).toBeGreaterThan(20);
    }
  });
});

test("text that only looks like a code is none", () => {
  expect(isErrorCode("SC9999")).toBe(false);
  expect(isErrorCode("constructor")).toBe(false);
});

function sourceFiles(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(ts|js|rs)$/.test(file) && !/(^|\/)target\//.test(file))
    .map((file) => path.join(root, folder, file));
}
