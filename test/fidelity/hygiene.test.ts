import { chmodSync, copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Project, projectFrom, type Run, succeed, withRightChecksum } from "../end-to-end/project.ts";
import { diagnosticsByTarget } from "./diagnostics-by-target.ts";

/**
 * Programs whose results tell in which context each name is resolved (fixtures/hygiene): compiled ordinarily
 * and from the cache they must be the same at every stage of the compiler.
 */
const programs = ["user2015", "user2018", "user2021", "user2024", "decl"];
const libraries = ["rules2015", "rules2024"];
const stages = ["expanded", "expanded,hygiene", "hir", "mir"];
const macroSources = /\/shims\/[^/]+\/lib\.rs$|^toolbox\/|^macros\//;
const fixture = path.join(import.meta.dirname, "../../fixtures/hygiene");

let project: Project;
let ordinary: Run;
let replayed: Run;

beforeAll(() => {
  project = projectFrom("hygiene");
  const printStages = project.path("print-stages.sh");
  copyFileSync(path.join(import.meta.dirname, "print-stages.sh"), printStages);
  chmodSync(printStages, 0o755);
  // One of the programs needs an unstable feature.
  vi.stubEnv("RUSTC_BOOTSTRAP", "decl");
  succeed(project.silcrow("emit"));
  vi.stubEnv("RUSTC_WORKSPACE_WRAPPER", printStages);
  vi.stubEnv("STAGES_OF", [...programs, ...libraries].join(" "));
  const arguments_ = ["build", "--workspace", "--message-format=json"];
  ordinary = succeed(printing("ordinary", () => project.cargo(...arguments_)));
  replayed = succeed(printing("replayed", () => project.silcrow(...arguments_)));
});
afterAll(() => {
  vi.unstubAllEnvs();
  project.dispose();
});

describe("the same program", () => {
  test.each(programs)("%s gives the same numbers", (program) => {
    const numbers = output(`target/debug/${program}`);
    expect(output(`target/silcrow/replay/debug/${program}`)).toBe(numbers);
    // What rustc makes of these programs is written down, so that a case which tells nothing shows.
    expect(numbers).toBe(readFileSync(path.join(fixture, "expected", `${program}.txt`), "utf8"));
  });

  test.each([...programs, ...libraries].flatMap((crate) => stages.map((stage) => ({ crate, stage }))))(
    "$crate is the same when $stage",
    ({ crate, stage }) => {
      const text = withoutSymbolNumbers(project.read(`stages/ordinary/${crate}.${stage}`));
      expect(withoutSymbolNumbers(project.read(`stages/replayed/${crate}.${stage}`))).toBe(text);
      expect(text.length).toBeGreaterThan(200);
    },
  );

  test.each(programs)("%s is the same executable, bit for bit", (program) => {
    const [one, other] = ["target", "target/silcrow/replay"].map((folder) => readFileSync(project.path(folder, "debug", program)));
    expect(one?.equals(other as Buffer)).toBe(true);
  });

  test("warnings are the same", () => {
    const warnings = diagnosticsByTarget(ordinary.stdout, macroSources);
    expect(diagnosticsByTarget(replayed.stdout, macroSources)).toEqual(warnings);
    expect(Object.values(warnings).flat().length).toBeGreaterThan(20);
  });
});

describe("entries", () => {
  test.each([
    ["user2021/locals/three_or_four.plus_local"],
    ["user2021/locals/two_of_a_name.two_of_a_name"],
    ["user2021/locals/label_of_its_own.labelled"],
    ["user2021/locals/mixed_names.mix"],
    ["user2021/locals/a_mixed_macro_from_a_macro.define_mixed_macro"],
    ["user2021/items/weigh.own_weight"],
    ["decl/inside/rebuild"],
  ])("%s shows its scopes", async (name) => {
    const found = project.files("macro-cache").filter((file) => file.startsWith(`macro-cache/${name}.`));
    const texts = found.map((file) => {
      const [metadata = "", invocation, expansion] = project.read(file).split("\n§§\n");
      const { scopes = {} } = JSON.parse(metadata) as { scopes?: object };
      return [`scopes ${JSON.stringify(scopes)}`, invocation, expansion?.trimEnd()].join("\n§§\n");
    });
    expect(texts.length).toBeGreaterThan(0);
    const golden = path.join(fixture, "expected/entries", `${name.replaceAll("/", "-")}.txt`);
    await expect(`${texts.sort().join("\n\n")}\n`).toMatchFileSnapshot(golden);
  });

  test("are the same from another clone", () => {
    const again = projectFrom("hygiene");
    try {
      vi.stubEnv("RUSTC_WORKSPACE_WRAPPER", undefined);
      succeed(again.silcrow("emit"));
      const files = project.files("macro-cache");
      expect(again.files("macro-cache")).toEqual(files);
      for (const file of files) expect(again.read(file), file).toBe(project.read(file));
    } finally {
      again.dispose();
    }
  });

  // Each entry as plain text would be: what it was made of, without contexts. One after the other, because the
  // cases must go on compiling.
  test.each([
    ["locals/three_or_four.plus_local", "x", "locals::three_or_four", 4, 2],
    ["locals/two_of_a_name.two_of_a_name", "x", "locals::two_of_a_name", 10_400, 200_400],
    ["items/weigh.own_weight", "(weight: i64)", "items::weight_of_its_own", 6, 1001],
    ["locals/rebuilt_in_a_rule.rebuild", "a * 10 +", "locals::rebuilt_in_a_rule", 101, 110],
    ["groups/pass", "2 * §(1 + 2§)", "groups::doubled_passed", 6, 4],
  ] as const)("%s decides about the program", (name, invocation, variable, right, wrong) => {
    const file = project.files("macro-cache/user2021").find((entryFile) => {
      return entryFile.startsWith(`macro-cache/user2021/${name}.`) && project.read(entryFile).split("\n§§\n")[1]?.includes(invocation);
    });
    const before = project.read(file ?? "");
    try {
      expect(resultOf(variable)).toBe(right);
      project.write(file ?? "", withoutContexts(before));
      expect(resultOf(variable)).toBe(wrong);
    } finally {
      project.write(file ?? "", before);
    }
  });
});

/** A result of the program that the cache makes. */
function resultOf(variable: string): number {
  const { stdout } = succeed(project.silcrow("run", "--quiet", "--package", "user2021"));
  return Number(new RegExp(`^user2021::${variable} = (.*)$`, "m").exec(stdout)?.[1]);
}

function withoutContexts(entry: string): string {
  const [metadata = "", invocation = "", expansion = ""] = entry.split("\n§§\n");
  const { spans: _spans, scopes: _scopes, ...rest } = JSON.parse(metadata) as Record<string, unknown>;
  return withRightChecksum([JSON.stringify(rest, null, 2), invocation, expansion.replaceAll(/§\d+/g, "")].join("\n§§\n"));
}

function printing(folder: string, run: () => Run): Run {
  mkdirSync(project.path("stages", folder), { recursive: true });
  vi.stubEnv("STAGES_IN", project.path("stages", folder));
  return run();
}

function output(program: string): string {
  const { status, stdout, stderr } = spawnSync(project.path(program), { encoding: "utf8" });
  expect(status, stderr).toBe(0);
  return stdout;
}

/**
 * `12#3` is symbol 12 in context 3: symbols are numbered as the compiler meets them, contexts mean something.
 * Lines are broken by length, and so by the numbers.
 */
function withoutSymbolNumbers(text: string): string {
  return text.replaceAll(/\d+#(\d+)/g, "#$1").replaceAll(/\s+/g, " ");
}
