import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { canFetch, type Project, projectFrom, succeed } from "./project.ts";

let project: Project;
let reachable = false;
let ordinary: Project;

const marks = (from: Project) => from.files("marks").map((file) => path.basename(file)).filter((name) => name !== ".gitkeep");
/** A text of the macro crate's source that its compiled code contains. */
const compiledCode = "the code of the snare was compiled";
/** Packages that only the macro crate needs. */
const macroOnly = ["syn", "quote", "proc_macro2", "unicode_ident", "snare_core"];

beforeAll(() => {
  project = projectFrom("tripwire");
  reachable = canFetch(project);
  if (!reachable) return;
  ordinary = project.copy();
  succeed(ordinary.cargo("run", "--locked"));
  succeed(project.silcrow("emit"));
  for (const mark of marks(project)) project.remove(`marks/${mark}`);
  project.remove("target");
});
afterAll(() => {
  project.dispose();
  ordinary?.dispose();
});

test("the tripwire works: an ordinary build leaves all marks", ({ skip }) => {
  if (!reachable) skip("the crates registry cannot be reached");
  expect(marks(ordinary)).toEqual(["build-script-of-a-dependency", "build-script-of-the-macro-crate", "dependency", "macro"]);
  expect(artefacts(ordinary, "syn").some((file) => statSync(file).size > 100_000)).toBe(true);
  expect(artefacts(ordinary, "snare").some((file) => readFileSync(file).includes(compiledCode))).toBe(true);
});

test.for([
  ["run", "--locked"],
  ["run", "--locked", "--release"],
  ["check", "--locked", "--all-targets"],
  ["test", "--locked"],
  ["doc", "--locked", "--no-deps"],
].map((args) => ({ command: args.join(" "), args })))("$command neither runs nor compiles macro code", ({ args }, { skip }) => {
  if (!reachable) skip("the crates registry cannot be reached");
  const replayed = succeed(project.silcrow(...args));
  if (args[0] === "run") expect(replayed.stdout).toBe("Caught name snares\n");
  expect(marks(project)).toEqual([]);
  for (const name of macroOnly) {
    for (const file of artefacts(project, name)) expect(statSync(file).size, file).toBe(0);
  }
  // Something stands in for the macro crate, and it is not its code.
  const snare = artefacts(project, "snare");
  expect(snare.length).toBeGreaterThan(0);
  for (const file of snare) expect(readFileSync(file).includes(compiledCode), file).toBe(false);
});

/** Compiled libraries of a crate, anywhere below target/. */
function artefacts(from: Project, crate: string): string[] {
  const name = new RegExp(`^(lib)?${crate}(-[0-9a-f]+)?\\.(rlib|rmeta|so|dylib|dll|o|wasm)$`);
  return from.files("target").filter((file) => name.test(path.basename(file))).map((file) => from.path(file));
}
