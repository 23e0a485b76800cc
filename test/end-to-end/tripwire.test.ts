import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fetchCrates, type Project, projectFrom, succeed } from "./project.ts";

let project: Project;
let ordinary: Project;

const marks = (from: Project) => from.files("marks").map((file) => path.basename(file)).filter((name) => name !== ".gitkeep");
/** A text of the macro crate's source that its compiled code contains. */
const compiledCode = "the code of the snare was compiled";
/** Packages that only the macro crate needs. */
const macroOnly = ["syn", "quote", "proc_macro2", "unicode_ident", "snare_core"];

beforeAll(() => {
  project = projectFrom("tripwire");
  fetchCrates(project);
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

test("the tripwire works: an ordinary build leaves all marks", () => {
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
].map((args) => ({ command: args.join(" "), args })))("$command neither runs nor compiles macro code", ({ args }) => {
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

test("a macro crate that is a member and that nobody uses is neither run nor compiled", () => {
  const workspace = project.copy();
  try {
    workspace.edit("Cargo.toml", "[workspace]", '[workspace]\nmembers = ["idle"]');
    const dependency = '[dependencies]\nsnare-core = { path = "../snare-core" }\n';
    workspace.write("idle/Cargo.toml", `[package]\nname = "idle"\nversion = "0.1.0"\nedition = "2021"\n\n[lib]\nproc-macro = true\n\n${dependency}`);
    const macro = `#[proc_macro]\npub fn idle(_: proc_macro::TokenStream) -> proc_macro::TokenStream {\n    snare_core::run();\n    ${JSON.stringify(compiledCode)}.parse().unwrap()\n}\n`;
    workspace.write("idle/src/lib.rs", macro);
    succeed(workspace.silcrow("emit"));
    expect(workspace.read("macro-cache/macros.json")).not.toContain("idle");
    for (const mark of marks(workspace)) workspace.remove(`marks/${mark}`);
    workspace.remove("target");

    // What it depends on is a member as well; a build of the whole workspace compiles that for its own sake.
    const members = ["-p", "tripwire", "-p", "idle", "--locked"];
    succeed(workspace.silcrow("build", ...members));
    // By itself it needs no cache at all.
    const cache = workspace.path("no-cache");
    succeed(workspace.silcrow("--macro-cache-dir", cache, "build", "-p", "idle", "--locked"));
    expect(marks(workspace)).toEqual([]);
    expect(artefacts(workspace, "idle").length).toBeGreaterThan(0);
    for (const file of artefacts(workspace, "idle")) expect(statSync(file).size, file).toBe(0);
    // Its documentation tests would load it, if there were any.
    workspace.write("idle/src/lib.rs", `${macro}\n#[test]\nfn runs() {}\n`);
    expect(succeed(workspace.silcrow("test", ...members)).stdout).toContain("test runs ... ok");
    workspace.edit("idle/src/lib.rs", "#[proc_macro]", "/// ```\n/// idle::idle!();\n/// ```\n#[proc_macro]");
    expect(workspace.silcrow("test", ...members).stderr).toContain("SC0211");

    // Once somebody uses it, it is one like all.
    workspace.edit("Cargo.toml", "[dependencies]", '[dependencies]\nidle = { path = "idle" }');
    expect(workspace.silcrow("build").stderr).toContain("SC0211");
    const main = workspace.read("src/main.rs");
    workspace.write("src/main.rs", `${main}\n#[allow(dead_code)]\nconst IDLE: &str = idle::idle!();\n`);
    workspace.edit("idle/src/lib.rs", JSON.stringify(compiledCode), JSON.stringify(JSON.stringify("text")));
    succeed(workspace.silcrow("emit"));
    for (const mark of marks(workspace)) workspace.remove(`marks/${mark}`);
    succeed(workspace.silcrow("build", ...members));
    expect(marks(workspace)).toEqual([]);
  } finally {
    workspace.dispose();
  }
});

/** Compiled libraries of a crate, anywhere below target/. */
function artefacts(from: Project, crate: string): string[] {
  const name = new RegExp(`^(lib)?${crate}(-[0-9a-f]+)?\\.(rlib|rmeta|so|dylib|dll|o|wasm)$`);
  return from.files("target").filter((file) => name.test(path.basename(file))).map((file) => from.path(file));
}
