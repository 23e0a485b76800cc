import { afterAll, beforeAll, expect, test } from "vitest";
import { type Project, projectFrom, succeed } from "./project.ts";

let project: Project;

const manifest = (name: string, more: string) => `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n\n${more}`;

// A macro crate whose dependency needs one library natively and two others in the sandbox.
beforeAll(() => {
  project = projectFrom();
  project.write("Cargo.toml", manifest("app", '[dependencies]\nnumber = { path = "number" }\n\n[workspace]\nexclude = ["source", "native", "for-wasi", "below"]\n'));
  project.write("src/main.rs", 'fn main() {\n    println!("{}", number::number!());\n}\n');
  project.write("number/Cargo.toml", manifest("number", '[lib]\nproc-macro = true\n\n[dependencies]\nsource = { path = "../source" }\n'));
  project.write("number/src/lib.rs", "#[proc_macro]\npub fn number(_: proc_macro::TokenStream) -> proc_macro::TokenStream {\n    source::number().to_string().parse().unwrap()\n}\n");
  const native = '[target."cfg(unix)".dependencies]\nnative = { path = "../native" }\n';
  const sandbox = '[target.\'cfg(target_os = "wasi")\'.dependencies]\nplatform = { path = "../for-wasi", package = "for-wasi", features = ["more"] }\n';
  project.write("source/Cargo.toml", manifest("source", `${native}\n${sandbox}`));
  project.write("source/src/lib.rs", '#[cfg(target_os = "wasi")]\nuse platform::number as own;\n#[cfg(unix)]\nuse native::number as own;\n\npub fn number() -> u32 {\n    own() + 1\n}\n');
  project.write("native/Cargo.toml", manifest("native", ""));
  project.write("native/src/lib.rs", "pub fn number() -> u32 {\n    41\n}\n");
  project.write("for-wasi/Cargo.toml", manifest("for-wasi", '[features]\nmore = []\n\n[dependencies]\nbelow = { path = "../below" }\n'));
  project.write("for-wasi/src/lib.rs", '#[cfg(not(feature = "more"))]\ncompile_error!("the feature is not on");\n\npub fn number() -> u32 {\n    below::NUMBER\n}\n');
  project.write("below/Cargo.toml", manifest("below", ""));
  project.write("below/src/lib.rs", "pub const NUMBER: u32 = 41;\n");
});
afterAll(() => project.dispose());

test("a macro crate is built for the sandbox with what its packages need there alone", () => {
  succeed(project.silcrow("emit"));
  const { macro_crates: [crate] } = JSON.parse(project.read("macro-cache/macros.json")) as { macro_crates: { dependencies: { name: string }[] }[] };
  expect(crate?.dependencies.map(({ name }) => name)).toEqual(["below", "for-wasi", "native", "source"]);
  expect(succeed(project.silcrow("run", "--quiet")).stdout).toBe("42\n");
  expect(succeed(project.cargo("run", "--quiet")).stdout).toBe("42\n");
  expect(succeed(project.silcrow("emit")).stderr).toContain("emitted 0 new entries, 1 kept");
});

test("a change of that is a change of the macro crate", () => {
  project.edit("below/src/lib.rs", "41", "6");
  expect(succeed(project.silcrow("emit")).stderr).toContain("emitted 0 new entries, 1 updated");
  expect(succeed(project.silcrow("run", "--quiet")).stdout).toBe("7\n");
});

test("where it does not compile, that is said", () => {
  project.write("below/src/lib.rs", 'compile_error!("nothing is below");\n');
  const { exitCode, stderr } = project.silcrow("emit");
  expect(exitCode).toBe(1);
  expect(stderr).toContain("SC0306");
  expect(stderr).toContain("nothing is below");
});
