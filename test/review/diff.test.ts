import { chmodSync, existsSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runCli } from "../cli/run-cli.ts";
import { type EntrySketch, pathOf, type ReviewProject, reviewProject } from "./review-project.ts";

/** A derive that writes a line for each field. */
function describeEntry(item: string, fields: readonly string[], more: Partial<EntrySketch> = {}, call = "describe"): EntrySketch {
  return {
    item,
    macro: "Describe",
    line: 10,
    invocation: `#[derive(Describe)]\nstruct ${item} {\n${fields.map((field) => `    ${field}: u8,`).join("\n")}\n}`,
    expansion: [
      `impl Describe for ${item} {`,
      "    fn describe(&self, out: &mut Out) {",
      ...fields.map((field) => `        self.${field}.${call}(out, "${field}");`),
      "    }",
      "}",
    ].join("\n"),
    ...more,
  };
}
const plainCall: EntrySketch = { macro: "wstr", kind: "function", package: "wstr 0.1.0", item: "main", file: "src/main.rs", line: 3, invocation: 'wstr!("a")', expansion: "[0x61u16]" };

let project: ReviewProject;
beforeEach(() => {
  project = reviewProject();
});
afterEach(() => project.remove());

const env = () => ({ PATH: process.env["PATH"], HOME: project.root, GIT_CONFIG_NOSYSTEM: "1" });
const diff = async (...args: string[]) => await runCli(["diff", ...args], { cwd: project.root, env: env() });
const json = async (...args: string[]) => JSON.parse((await diff("--format", "json", ...args)).stdout);
const golden = (name: string) => path.join(import.meta.dirname, "golden", name);
const replace = (before: EntrySketch, after: EntrySketch) => {
  rmSync(path.join(project.cache, pathOf(before)));
  project.writeEntry(after);
};
/** Commits have ids that tell the time. */
const anonymous = (text: string) => text.replace(/\([0-9a-f]{12}\)/, "(commit)");

describe("what changed", () => {
  test("nothing", async () => {
    project.writeEntry(plainCall);
    project.commit();
    const { exitCode, stdout, stderr } = await diff("--exit-code");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(anonymous(stdout)).toBe("macro-cache since HEAD (commit): 0 changed, 1 untouched\n");
  });

  test("an upgrade, a new input, new, gone and moved entries", async () => {
    const upgraded = { package: "describe 1.1.0" };
    const crab = describeEntry("Crab", ["name", "legs"]);
    const shell = describeEntry("Shell", ["size"], { line: 30 });
    const stone = { macro: "wstr", kind: "function", package: "wstr 0.1.0", item: "stone", line: 7, invocation: 'wstr!("b")', expansion: "[0x62u16]" } as const;
    const wave = { ...stone, item: "wave", invocation: 'wstr!("c")', expansion: "[0x63u16]" };
    for (const entry of [crab, shell, plainCall, stone, wave]) project.writeEntry(entry);
    project.commit();
    project.writeEntry(describeEntry("Crab", ["name", "legs"], upgraded, "describe_to"));
    project.writeEntry(describeEntry("Shell", ["size"], { ...upgraded, line: 30 }, "describe_to"));
    replace(plainCall, { ...plainCall, invocation: 'wstr!("ab")', expansion: "[0x61u16, 0x62u16]" });
    replace(stone, { ...stone, module: "beach", line: 9 });
    rmSync(path.join(project.cache, pathOf(wave)));
    project.writeEntry(describeEntry("Gull", ["wings"], upgraded));

    const { exitCode, stdout } = await diff();
    expect(exitCode).toBe(0);
    await expect(anonymous(stdout)).toMatchFileSnapshot(golden("diff.txt"));
    await expect(anonymous((await diff("--stat")).stdout)).toMatchFileSnapshot(golden("diff-stat.txt"));
    expect((await diff("--exit-code")).exitCode).toBe(1);

    const value = await json();
    expect(value.changed).toMatchObject([
      { cause: "input-changed", macro: "wstr!", places: [{ file: "src/main.rs", tokens_added: 2, tokens_removed: 0 }] },
      {
        cause: "macro-changed",
        package_before: "describe 1.0.0",
        package_now: "describe 1.1.0",
        places: [{ tokens_added: 2 }, { tokens_added: 1 }],
        edits: [
          { removed: ["describe"], added: ["describe_to"] },
          { removed: ["describe"], added: ["describe_to"] },
        ],
      },
    ]);
    expect(value).toMatchObject({ new: [{ entry: pathOf(describeEntry("Gull", ["wings"])) }], gone: [{ entry: pathOf(wave) }], moved: [{ line: 9, before: { line: 7 } }], untouched: 0 });
  });

  test("the same words put elsewhere are another change", async () => {
    const one = describeEntry("One", ["a"]);
    const two = describeEntry("Two", ["b"]);
    for (const entry of [one, two]) project.writeEntry(entry);
    project.commit();
    const upgraded = { package: "describe 1.1.0" };
    project.writeEntry({ ...one, ...upgraded, expansion: one.expansion.replace("    }\n", "        leak();\n    }\n") });
    project.writeEntry({ ...two, ...upgraded, expansion: two.expansion.replace("self.b", "leak();\n        self.b") });
    expect((await json()).changed).toHaveLength(2);
  });

  test("the same change but for the names of the input is one", async () => {
    const one = describeEntry("One", ["a", "b"]);
    const two = describeEntry("Two", ["c"]);
    for (const entry of [one, two]) project.writeEntry(entry);
    project.commit();
    const rename = (entry: EntrySketch) => entry.expansion.replace(/self\.(\w+)\.describe\(out, "(\w+)"\)/g, 'out.put("$2", self.$1)');
    for (const entry of [one, two]) project.writeEntry({ ...entry, package: "describe 1.1.0", expansion: rename(entry) });
    const { changed } = await json();
    expect(changed.map(({ places }: { places: unknown[] }) => places.length)).toEqual([2]);
  });

  test("what an expansion repeats is shown once, insertions as well", async () => {
    const fields = Array.from({ length: 12 }, (_, index) => `field_${index}`);
    const entry = describeEntry("Wide", fields);
    project.writeEntry(entry);
    project.commit();
    project.writeEntry({ ...entry, package: "describe 1.1.0", expansion: entry.expansion.replaceAll("describe(out", "describe(&mut *out") });
    const { stdout } = await diff();
    expect(stdout.match(/^ *[-+] .*/gm)).toEqual(['    -         self.field_0.describe(out, "field_0");', '    +         self.field_0.describe(&mut *out, "field_0");']);
    expect(stdout).toContain("22 more lines of this expansion change in the same way");
  });

  test("only the layout, only the record, only where it stands, only the spans", async () => {
    const [a, b, c, d] = ["A", "B", "C", "D"].map((item) => describeEntry(item, ["x"])) as [EntrySketch, EntrySketch, EntrySketch, EntrySketch];
    const spanned = { ...d, expansion: "x y", spans: { derived: [], runs: [{ kind: "call-site", length: 2 }] } } as const;
    for (const entry of [a, b, c, spanned]) project.writeEntry(entry);
    project.commit();
    project.writeEntry({ ...a, expansion: a.expansion.replace(/\n */g, " ") });
    project.writeEntry({ ...b, package: "describe 1.0.1" });
    project.writeEntry({ ...c, line: 11 });
    project.writeEntry({ ...spanned, spans: { derived: [], runs: [{ kind: "same", length: 2, span: 1 }] } });
    const value = await json();
    expect(value).toMatchObject({ changed: [], new: [], gone: [], untouched: 0 });
    expect([value.layout, value.same, value.moved, value.spans].map((list) => list.map(({ entry }: { entry: string }) => entry))).toEqual([a, b, c, spanned].map((entry) => [pathOf(entry)]));
    expect(value.same[0].cause).toBe("macro-changed");
  });

  test("one that was put in among its like does not shift the others", async () => {
    const call = (text: string, line: number) => ({ macro: "wstr", kind: "function", package: "wstr 0.1.0", line, invocation: `wstr!("${text} of the sea")`, expansion: `["${text}"]` }) as const;
    const [first, second] = [call("crab", 1), call("gull", 2)];
    for (const entry of [first, second]) project.writeEntry(entry);
    project.commit();
    replace(first, call("crab claw", 2));
    replace(second, call("gull wing", 3));
    project.writeEntry(call("a brand new one, long enough to be none", 1));
    const value = await json();
    expect(value.new).toHaveLength(1);
    expect(value.changed.flatMap(({ lines }: { lines: string[] }) => lines)).toEqual(['-["crab"]', '+["crab claw"]', '-["gull"]', '+["gull wing"]']);
  });

  test("an entry that cannot be read is named", async () => {
    const place = project.writeEntry(plainCall);
    project.commit();
    project.write(`macro-cache/${place}`, "garbage\n");
    expect((await json()).unreadable).toMatchObject([{ entry: place, problem: expect.stringContaining("damaged") }]);
  });
});

describe("git", () => {
  test("compares with the revision that is named", async () => {
    project.writeEntry(plainCall);
    project.commit("one");
    project.writeEntry({ ...plainCall, expansion: "[0x62u16]" });
    project.commit("two");
    expect((await diff("--exit-code")).exitCode).toBe(0);
    expect((await json("HEAD~1")).changed).toMatchObject([{ cause: "unexplained" }]);
  });

  test.each(["nonsense", "--upload-pack=x", "HEAD:macro-cache", "-h"])("%s is no revision", async (revision) => {
    project.writeEntry(plainCall);
    project.commit();
    const { exitCode, stdout } = await runCli(["diff", revision], { cwd: project.root, env: env() });
    if (revision === "-h") expect(stdout).toContain("Usage: silcrow diff");
    else expect(exitCode).toBe(2);
  });

  test("is missed where there is none", async () => {
    project.writeEntry(plainCall);
    const { exitCode, stderr } = await diff();
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^error\[SC0504\]: .* is in no git repository/);
    const without = await runCli(["diff"], { cwd: project.root, env: { PATH: "/nowhere" } });
    expect(without.stderr).toContain("error[SC0504]: git cannot be run");
  });

  test("is not taken in by a bare repository among the entries", async () => {
    project.writeEntry(plainCall);
    project.commit();
    const sprung = path.join(project.root, "sprung");
    project.git("init", "-q", "--bare", "macro-cache");
    project.git("--git-dir=macro-cache", "config", "core.fsmonitor", `touch ${sprung}`);
    const { exitCode, stderr } = await diff();
    expect(exitCode).toBe(2);
    expect(stderr).toContain("error[SC0504]");
    expect(existsSync(sprung)).toBe(false);
  });

  test("runs nothing that the repository configures", async () => {
    project.writeEntry(plainCall);
    project.commit();
    const trap = path.join(project.root, "trap.sh");
    const sprung = path.join(project.root, "sprung");
    writeFileSync(trap, `#!/bin/sh\ntouch ${sprung}\n`);
    chmodSync(trap, 0o755);
    for (const key of ["core.fsmonitor", "core.pager", "diff.external", "core.sshCommand", "filter.trap.clean", "filter.trap.smudge", "diff.trap.textconv", "diff.trap.command"]) {
      project.git("config", key, trap);
    }
    project.git("config", "alias.cat-file", `!${trap}`);
    project.write(".gitattributes", "*.rsm filter=trap diff=trap\n");
    project.writeEntry({ ...plainCall, expansion: "[0x62u16]" });
    expect((await diff("--exit-code")).exitCode).toBe(1);
    expect(existsSync(sprung)).toBe(false);
    // The trap works: git itself falls into it.
    project.git("diff");
    expect(existsSync(sprung)).toBe(true);
  });
});
