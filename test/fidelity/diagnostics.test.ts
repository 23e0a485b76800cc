import { readdirSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fetchCrates, type Project, projectFrom, type Run, withRightChecksum } from "../end-to-end/project.ts";
import { type DiagnosticsByTarget, diagnosticsByTarget } from "./diagnostics-by-target.ts";

/**
 * Programs that are wrong, each in another way (fixtures/diagnostics): what rustc says about them must be the
 * same when their macros are answered from the cache, in every field of its messages.
 */
const check = ["check", "--examples", "--package", "wrong", "--package", "old", "--keep-going", "--locked"];
const macroSources = /\/shims\/[^/]+\/lib\.rs$|^macros\/|\/registry\//;

const fixture = path.join(import.meta.dirname, "../../fixtures/diagnostics");
const programs = ["wrong", "old"]
  .flatMap((member) => readdirSync(path.join(fixture, member, "examples")).map((file) => path.basename(file, ".rs")))
  .sort();

/** Its messages show where macros are defined, which is not the same file (see below). */
const showsDefinitions = "similar_macros";

let project: Project;
let ordinary: DiagnosticsByTarget;
let replayed: DiagnosticsByTarget;
let emitted: Run;
let runs: readonly Run[];

beforeAll(() => {
  project = projectFrom("diagnostics");
  fetchCrates(project);
  // None of the programs compiles, and all their expansions are written.
  emitted = project.silcrow("emit", "--", ...check);
  runs = [project.cargo(...check, "--message-format=json"), project.silcrow(...check, "--message-format=json")];
  [ordinary, replayed] = runs.map((run) => diagnosticsByTarget(run.stdout, macroSources)) as [DiagnosticsByTarget, DiagnosticsByTarget];
});
afterAll(() => project.dispose());

describe("wrong programs", () => {
  test("are emitted whole though they do not compile", () => {
    expect(emitted.exitCode).toBe(1);
    expect(emitted.stderr).toMatch(/^emitted \d{3} new entries, 0 kept in macro-cache/m);
  });

  test("do not compile for the compiler's own reasons", () => {
    expect(runs.map((run) => run.exitCode)).toEqual([101, 101]);
    expect(runs[1]?.stderr).not.toMatch(/SC\d{4}/);
    expect(programs.length).toBeGreaterThanOrEqual(50);
    expect(Object.keys(ordinary).sort()).toEqual(programs.map((program) => `example ${program}`));
    expect(Object.values(ordinary).flat().length).toBeGreaterThan(350);
  });

  test.for(programs.filter((program) => program !== showsDefinitions))("%s: every message is the same", (program) => {
    const messages = ordinary[`example ${program}`];
    expect(messages?.length).toBeGreaterThan(0);
    expect(replayed[`example ${program}`]).toEqual(messages);
  });

  test("a proposal of a macro with a nearly equal name shows the stand-in's definition, and is the same otherwise", () => {
    const [before, after] = [ordinary, replayed].map((messages) => messages[`example ${showsDefinitions}`] as readonly Diagnostic[]);
    expect(after?.map(withoutDefinition)).toEqual(before?.map(withoutDefinition));
    expect(before?.filter(({ spans }) => spans.some(isDefinition))).toHaveLength(5);
  });
});

describe("what makes them the same", () => {
  test("is the span maps: without one the places are others", () => {
    const entry = project.entry("field_types/Account.Total");
    const before = project.read(entry);
    try {
      project.write(entry, withRightChecksum(before.replace(/^ {2}"spans": .*\n/m, "")));
      const { stdout } = project.silcrow("check", "--example", "field_types", "--package", "wrong", "--message-format=json");
      const messages = diagnosticsByTarget(stdout, macroSources)["example field_types"];
      expect(messages?.length).toBe(ordinary["example field_types"]?.length);
      expect(messages).not.toEqual(ordinary["example field_types"]);
    } finally {
      project.write(entry, before);
    }
  });
});

describe("macros that panic", () => {
  test("say at emit what they say to the compiler, and leave nothing behind", () => {
    const bins = ["check", "--bins", "--package", "panics", "--keep-going", "--locked", "--message-format=json"];
    const said = panics(diagnosticsByTarget(project.cargo(...bins).stdout, macroSources));
    const emit = project.silcrow("emit", "--", ...bins);
    expect(emit.exitCode).toBe(1);
    expect(panics(diagnosticsByTarget(emit.stdout, macroSources))).toEqual(said);
    expect(Object.keys(said)).toHaveLength(5);
    // One macro of these works.
    const entries = ["attribute", "plain", "resumed", "unwrapped", "with_text"].flatMap((bin) => project.files(`macro-cache/${bin}`));
    expect(entries.map((file) => path.basename(file).split(".")[1])).toEqual(["rebuild"]);
    const replay = project.silcrow(...bins);
    expect(replay.exitCode).toBe(101);
    expect(replay.stdout.match(/SC0201/g)?.length).toBeGreaterThanOrEqual(5);
  });
});

interface Diagnostic {
  readonly message: string;
  readonly rendered: string;
  readonly spans: readonly { readonly label: string | null }[];
  readonly children: readonly { readonly message: string }[];
}

function isDefinition({ label }: { readonly label: string | null }): boolean {
  return /^similarly named .* defined here$/.test(label ?? "");
}

function withoutDefinition({ rendered: _rendered, spans, ...rest }: Diagnostic): object {
  return { ...rest, spans: spans.filter((span) => !isDefinition(span)) };
}

/** The panics among the messages: what, where and which words the macro gave. */
function panics(messages: DiagnosticsByTarget): Record<string, readonly object[]> {
  const found = Object.entries(messages).map(([target, list]) => {
    return [target, (list as readonly Diagnostic[]).filter(({ message }) => /panicked/.test(message))] as const;
  });
  return Object.fromEntries(found.filter(([, list]) => list.length > 0));
}
