import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseEntry } from "#format";
import { type Project, projectFrom, type Run, snapshot, succeed } from "./project.ts";

let project: Project;
/** The folder for temporary files of everything that is run here. */
let temporary: string;
let ordinary: string;
let before: Record<string, string>;

const silcrow = (...args: string[]): Run => project.silcrowWith({ TMPDIR: temporary }, ...args);

beforeAll(() => {
  project = projectFrom("hostile");
  temporary = project.path("temporary");
  mkdirSync(temporary);
  ordinary = succeed(project.cargo("run", "--quiet", "-p", "app")).stdout;
  succeed(silcrow("emit", "--", "-p", "app", "-p", "bystander"));
  before = snapshot(project, "macro-cache");
});
afterAll(() => project.dispose());

/** Processes that were started with our folder for temporary files and are still there. */
function leftOver(): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, "latin1").includes(`TMPDIR=${temporary}\0`);
      } catch {
        return false;
      }
    });
}

function expectNothingLeft(): void {
  expect(readdirSync(temporary)).toEqual([]);
  expect(leftOver()).toEqual([]);
  expect(project.files("macro-cache").filter((file) => !/\.(?:rsm|json)$/.test(file))).toEqual([]);
}

describe("names", () => {
  test("entries differ by more than case, stay below the cache, and are short enough for any file system", () => {
    const files = project.files("macro-cache");
    expect(files.length).toBeGreaterThan(9);
    expect(new Set(files.map((file) => file.normalize("NFKC").toLowerCase())).size).toBe(files.length);
    for (const part of files.flatMap((file) => file.split("/"))) {
      expect(Buffer.byteLength(part)).toBeLessThan(200);
      expect(part).not.toMatch(/^\.|^(?:aux|con|nul)$|[\u0000-\u001f<>:"|?*\\]/i);
    }
  });

  test("the program says the same as an ordinary one", () => {
    expect(succeed(silcrow("run", "--quiet", "-p", "app")).stdout).toBe(ordinary);
  });
});

test("what looks like the sections of another entry is text in a literal", () => {
  const file = project.entry("forges");
  const parsed = parseEntry(project.read(file));
  expect(parsed.kind).toBe("entry");
  expect(parsed.kind === "entry" && parsed.entry.expansion).toContain("fn smuggled() {}");
  expect(parsed.kind === "entry" && parsed.entry.invocation).toBe("macros::forges!()");
  expect(project.files("macro-cache").filter((file) => project.read(file).startsWith("fn smuggled"))).toEqual([]);
});

describe("attacks", () => {
  let run: Run;
  beforeAll(() => {
    project.edit("bystander/src/lib.rs", '"bystander"', '"onlooker"');
    run = silcrow("emit", "--deadline", "20", "--", "-p", "app", "-p", "bystander", "--features", "app/attacks", "--keep-going");
  });

  test("each has its message, and none is said in another's name", () => {
    expect(run.exitCode, run.stderr).toBe(1);
    for (const code of ["SC0301", "SC0303", "SC0304", "SC0305", "SC0310"]) expect(run.stderr).toContain(`error[${code}]`);
    expect(run.stderr).toContain("the macro ended its process with exit code 0");
    expect(run.stderr).not.toMatch(/^error\[SC0000\]/m);
    expect(run.stderr).not.toMatch(/^ *= help: run this/m);
  });

  test("nothing steers the terminal", () => {
    // eslint-disable-next-line no-control-regex
    expect(run.stderr + run.stdout).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/);
  });

  test("entries of the crate are as they were, and the other crate has its new one", () => {
    const now = snapshot(project, "macro-cache");
    for (const [file, state] of Object.entries(before)) if (!file.includes("bystander")) expect(now[file], file).toBe(state);
    expect(project.files("macro-cache/bystander").some((file) => project.read(file).includes('"onlooker"'))).toBe(true);
  });

  test("nothing is left behind", expectNothingLeft);
});

test("a module with its own idea of the interface is refused, and no code of it reaches the compiler", () => {
  const { exitCode, stderr } = silcrow("emit", "--", "-p", "app", "--features", "usurper");
  expect(exitCode, stderr).toBe(1);
  expect(stderr).toMatch(/error\[SC030[568]\]/);
  expectNothingLeft();
});
