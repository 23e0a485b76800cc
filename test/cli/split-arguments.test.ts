import { expect, test } from "vitest";
import { splitArguments } from "../../src/cli/split-arguments.ts";

const globals = ["--color", "--macro-cache-dir"];

test.each<[readonly string[], readonly string[], readonly string[] | undefined]>([
  [["build"], ["build"], []],
  [["build", "--release", "--frobnicate"], ["build"], ["--release", "--frobnicate"]],
  [["run", "--", "--help"], ["run"], ["--", "--help"]],
  [["test", "--help"], ["test"], ["--help"]],
  [["t", "-q", "--color", "never"], ["t"], ["-q", "--color", "never"]],
  [["--color", "never", "test", "--color", "always"], ["--color", "never", "test"], ["--color", "always"]],
  [["--macro-cache-dir", "build", "check", "x"], ["--macro-cache-dir", "build", "check"], ["x"]],
  [["--macro-cache-dir=run", "-q", "check"], ["--macro-cache-dir=run", "-q", "check"], []],
  [["--help", "build", "x"], ["--help", "build", "x"], undefined],
  [["rustc", "a.rs", "--emit=macros", "--"], ["rustc"], ["a.rs", "--emit=macros", "--"]],
  [["emit", "--jobs", "2", "--", "-p", "x", "--", "y"], ["emit", "--jobs", "2"], ["-p", "x", "--", "y"]],
  [["emit", "build"], ["emit", "build"], undefined],
  [["help", "build"], ["help", "build"], undefined],
  [["--", "build"], [], ["build"]],
  [[], [], undefined],
])("%j", (argv, own, passed) => {
  expect(splitArguments(argv, globals)).toEqual({ own, passed });
});
