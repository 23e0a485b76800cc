import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Project, projectFrom, snapshot, succeed } from "./project.ts";

let project: Project;
let before: Record<string, string>;

beforeAll(() => {
  project = projectFrom("misbehaving");
  succeed(project.silcrow("emit"));
  before = snapshot(project, "macro-cache");
});
afterAll(() => project.dispose());

describe("a macro that", () => {
  test.each([
    { feature: "loops", code: "SC0301", options: ["--deadline", "1"], text: "loops" },
    { feature: "hoards", code: "SC0302", options: ["--memory-limit", "64MiB"], text: "hoards" },
    { feature: "recurses", code: "SC0303", options: [], text: "recurses" },
    { feature: "reads-file", code: "SC0304", options: [], text: "/etc/passwd" },
  ])("$feature is $code, and emit writes nothing", ({ feature, code, options, text }) => {
    const started = performance.now();
    const { exitCode, stderr } = project.silcrow("emit", ...options, "--", "--features", feature);
    expect(exitCode, stderr).toBe(1);
    expect(stderr).toContain(`error[${code}]`);
    expect(stderr).toContain(text);
    expect(stderr).toContain("src/main.rs");
    expect(performance.now() - started).toBeLessThan(60_000);
    expect(snapshot(project, "macro-cache")).toEqual(before);
  });

  test("panics is reported as rustc does, without what would steer the terminal", () => {
    const { exitCode, stderr } = project.silcrow("emit", "--", "--features", "panics");
    expect(exitCode, stderr).toBe(1);
    expect(stderr).toContain("did not like it");
    expect(stderr).toContain("src/main.rs");
    expect(stderr).not.toContain("\u001B");
    expect(snapshot(project, "macro-cache")).toEqual(before);
  });

  test("starts a thread fails with an error, not a hang", () => {
    const { exitCode, stderr } = project.silcrow("emit", "--deadline", "20", "--", "--features", "starts-thread");
    expect(exitCode, stderr).toBe(1);
    expect(stderr).toMatch(/error(\[SC03\d\d\])?:/);
    expect(snapshot(project, "macro-cache")).toEqual(before);
  });
});

test("a macro that misbehaved does not keep the others from being emitted", () => {
  const { exitCode } = project.silcrow("emit", "--deadline", "1", "--", "--features", "loops,recurses");
  expect(exitCode).toBe(1);
  succeed(project.silcrow("emit"));
  expect(snapshot(project, "macro-cache")).toEqual(before);
});

test("what a macro read from the environment is part of its entry: a change is SC0209", () => {
  expect(succeed(project.silcrow("run", "--quiet")).stdout).toBe("well 0.1.0\n");
  project.edit("Cargo.toml", 'version = "0.1.0"', 'version = "0.2.0"');
  project.edit("Cargo.lock", 'name = "misbehaving"\nversion = "0.1.0"', 'name = "misbehaving"\nversion = "0.2.0"');
  const { exitCode, stderr } = project.silcrow("build");
  expect(exitCode).toBe(101);
  expect(stderr).toContain("error[SC0209]");
  expect(stderr).toContain("CARGO_PKG_VERSION");
  succeed(project.silcrow("emit"));
  expect(succeed(project.silcrow("run", "--quiet")).stdout).toBe("well 0.2.0\n");
});
