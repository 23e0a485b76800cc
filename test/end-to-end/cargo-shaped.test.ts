import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Project, projectFrom, succeed } from "./project.ts";

let project: Project;

beforeAll(() => {
  project = projectFrom("quickstart", "quickstart-offline");
  succeed(project.silcrow("emit"));
});
afterAll(() => project.dispose());

describe("replay is cargo", () => {
  test("arguments, known or not, reach it untouched", () => {
    expect(project.silcrow("build", "--frobnicate").stderr).toContain("unexpected argument '--frobnicate'");
    expect(project.silcrow("build", "--frobnicate").exitCode).not.toBe(0);
    for (const flag of ["--help", "-h"]) expect(succeed(project.silcrow("build", flag)).stdout).toContain("cargo build");
    expect(succeed(project.silcrow("run", "--quiet", "--", "--help")).stdout).toContain("UTF-16");
  });

  test("a program's exit code is passed on", () => {
    const failing = project.copy();
    failing.edit("src/main.rs", "fn main() {", "fn main() {\n    std::process::exit(7);\n    #[allow(unreachable_code)]");
    failing.edit("src/main.rs", "#[allow(unreachable_code)]", "");
    const { exitCode, stderr } = failing.silcrow("run", "--quiet");
    // The line of the wstr! call has moved, which is no reason to emit again.
    expect(stderr).not.toContain("SC02");
    expect(exitCode).toBe(7);
    failing.dispose();
  });

  test("a mistake in the user's own code is rustc's to report, as ever", () => {
    const wrong = project.copy();
    wrong.edit("src/main.rs", "let ferris", "let ferris: u8");
    const replayed = wrong.silcrow("build");
    expect(replayed.exitCode).toBe(101);
    const ordinary = wrong.cargo("build");
    const messages = (stderr: string) => stderr.slice(stderr.indexOf("error[")).replace(/For more information[^]*/, "");
    expect(messages(replayed.stderr)).toBe(messages(ordinary.stderr));
    expect(messages(replayed.stderr)).toContain("E0308");
    wrong.dispose();
  });

  test("works from a folder inside the project", () => {
    const { exitCode, stderr } = project.silcrow("check", "--manifest-path", "macros/wstr/../../Cargo.toml");
    expect(exitCode, stderr).toBe(0);
  });

  test("JSON messages go to standard output and are nothing but JSON", () => {
    const { exitCode, stdout } = project.silcrow("build", "--message-format", "json");
    expect(exitCode).toBe(0);
    const messages = stdout.trim().split("\n").map((line) => JSON.parse(line) as { reason: string });
    expect(messages.at(-1)).toMatchObject({ reason: "build-finished", success: true });
  });

  test("a cargo that a test runs builds as it would anywhere", () => {
    const nested = project.copy();
    const body = 'let cargo = std::process::Command::new(env!("CARGO")).args(["check", "--offline", "--quiet"]).output().unwrap();';
    nested.write("tests/nested.rs", `#[test]\nfn nested() {\n    ${body}\n    assert!(cargo.status.success(), "{cargo:?}");\n}\n`);
    succeed(nested.silcrow("test", "--test", "nested"));
    // Which runs macros, as whoever wrote the test has asked for; silcrow's own build is elsewhere.
    expect(nested.files("target/debug").length).toBeGreaterThan(0);
    nested.dispose();
  });
});

test("without a project, cargo's message is shown", () => {
  const empty = project.copy();
  empty.remove("Cargo.toml");
  for (const command of ["emit", "build"]) {
    const { exitCode, stderr } = empty.silcrow(command);
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain("could not find `Cargo.toml`");
    expect(stderr).not.toContain("SC0900");
  }
  empty.dispose();
});
