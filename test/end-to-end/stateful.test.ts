import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseEntry, printEntry } from "#format";
import { fetchCrates, type Project, projectFrom, snapshot, succeed } from "./project.ts";

const original = projectFrom("stateful");

let project: Project;
let firstEmit: string;

beforeAll(() => {
  project = original;
  fetchCrates(project);
  firstEmit = succeed(project.silcrow("emit")).stderr;
});
afterAll(() => original.dispose());

/** Both builds run, and say the same. */
function expectSameProgram(): void {
  expect(succeed(project.silcrow("run", "--quiet")).stdout).toBe(succeed(project.cargo("run", "--quiet")).stdout);
}

const entries = () => project.files("macro-cache").filter((file) => file.endsWith(".rsm"));

describe("macros that keep state between invocations", () => {
  test("the program and its tests are those of an ordinary build", () => {
    expectSameProgram();
    expect(succeed(project.silcrow("test", "--quiet", "-p", "app")).stdout).toContain("1 passed");
  });

  test("an emit that finds out about it has no complaints of rustc to show", () => {
    expect(firstEmit).toContain("keeps state between invocations");
    expect(firstEmit).not.toMatch(/^(?:error|warning)/m);
  });

  test("nor has one that finds out late, after many invocations that make no difference", () => {
    const late = project.copy();
    try {
      const traits = Array.from({ length: 20 }, (_, index) => `#[enum_dispatch]\npub trait Many${index} {\n    fn many(&self);\n}\n`).join("\n");
      late.edit("app/src/lib.rs", "#[enum_dispatch]\npub trait Shape", `${traits}\n#[enum_dispatch]\npub trait Shape`);
      late.remove("macro-cache");
      late.remove("target");
      const { stderr } = succeed(late.silcrow("emit"));
      expect(stderr).toContain("keeps state between invocations");
      expect(stderr).not.toMatch(/^(?:error|warning)/m);
      expect(succeed(late.silcrow("run", "--quiet")).stdout).toBe(succeed(late.cargo("run", "--quiet")).stdout);
    } finally {
      late.dispose();
    }
  });

  test("each entry says which invocations came before, equal ones have an entry each, and macros.json knows", () => {
    for (const file of entries()) {
      const parsed = parseEntry(project.read(file));
      expect(parsed.kind === "entry" && parsed.entry.metadata.depends?.state, file).toMatch(/^sha256:/);
    }
    expect(entries().filter((file) => file.includes("app/counted.next"))).toHaveLength(3);
    expect(project.read("macro-cache/macros.json").match(/"keeps_state": true/g)).toHaveLength(2);
  });

  test("an entry that does not say so is refused, also with a right checksum", () => {
    const file = project.entry("Shape.enum_dispatch");
    const text = project.read(file);
    const parsed = parseEntry(text);
    if (parsed.kind !== "entry") throw new Error(parsed.kind);
    const { state: _, ...depends } = parsed.entry.metadata.depends ?? {};
    project.write(file, printEntry({ ...parsed.entry, metadata: { ...parsed.entry.metadata, depends } }));
    const { exitCode, stderr } = project.silcrow("build");
    project.write(file, text);
    expect(exitCode).toBe(101);
    expect(stderr).toContain("error[SC0209]");
    expect(stderr).toContain("the invocations of its crate before this one, of which it says nothing");
  });

  test("a second emit finds everything as it is", () => {
    const before = snapshot(project, "macro-cache");
    expect(succeed(project.silcrow("emit")).stderr).toContain("emitted 0 new entries, 10 kept");
    expect(snapshot(project, "macro-cache")).toEqual(before);
  });

  test("a new invocation in front makes those behind it stale, and they are expanded again, in order", () => {
    const before = entries();
    project.edit("app/src/lib.rs", "pub struct Square", "pub const ZERO: usize = counter::next!();\n\npub struct Square");
    const { exitCode, stderr } = project.silcrow("build");
    expect(exitCode).toBe(101);
    expect(stderr).toContain("error[SC0209]");
    expect(stderr).toContain("the invocations of its crate before this one");
    succeed(project.silcrow("emit"));
    expectSameProgram();
    const after = entries();
    // The crate next door has a compilation of its own, and enum_dispatch statics of its own.
    for (const name of ["other/", "enum_dispatch"]) expect(after.filter((file) => file.includes(name))).toEqual(before.filter((file) => file.includes(name)));
    expect(after.filter((file) => file.includes("register"))).not.toEqual(before.filter((file) => file.includes("register")));
  });

  test("an enum that gets a variant is joined with the trait that came before it and has not changed", () => {
    const trait = project.entry("Shape.enum_dispatch");
    project.edit("app/src/lib.rs", "    Circle,\n", "    Circle,\n    Dot,\n");
    project.edit("app/src/lib.rs", "#[enum_dispatch(Shape)]", "pub struct Dot;\n\nimpl Shape for Dot {\n    fn area(&self) -> f64 {\n        0.0\n    }\n}\n\n#[enum_dispatch(Shape)]");
    project.edit("app/src/main.rs", "app::Any::from(app::Circle(1.0))", "app::Any::from(app::Circle(1.0)), app::Any::from(app::Dot)");
    succeed(project.silcrow("emit"));
    expect(project.entry("Shape.enum_dispatch")).toBe(trait);
    expectSameProgram();
  });

  test("verify finds the same, and an entry of another place in the sequence", () => {
    succeed(project.silcrow("verify", "--seeds", "1"));
    const [first = "", second = ""] = entries().filter((file) => file.includes("counted.next"));
    const text = project.read(second);
    project.write(second, project.read(first));
    const { exitCode, stdout } = project.silcrow("verify");
    project.write(second, text);
    expect(exitCode, stdout).toBe(1);
    expect(stdout).toContain(second);
  });
});
