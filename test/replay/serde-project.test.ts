import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeEntry, writeMacros } from "./hand-made-cache.ts";
import { createProject, type Project } from "./project.ts";

/**
 * A project whose macro crate comes from the registry: serde_derive and what only it uses must not
 * be compiled. Its one expansion is written by hand.
 */
describe("a project that uses serde", () => {
  let project: Project;

  beforeAll(async () => {
    project = await createProject({
      "Cargo.toml": '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\nserde = { version = "1", features = ["derive"] }\n',
      "src/main.rs": "use serde::Serialize;\n#[derive(Serialize)]\nstruct Point { x: u32 }\nfn is_serialize<T: Serialize>(_: &T) {}\nfn main() { let point = Point { x: 7 }; is_serialize(&point); println!(\"{}\", point.x); }\n",
    });
    const records = await writeMacros(project, {
      serde_derive: [
        { name: "Serialize", kind: "derive", helper_attributes: ["serde"] },
        { name: "Deserialize", kind: "derive", helper_attributes: ["serde"] },
      ],
    });
    await writeEntry(project, records, {
      package: "serde_derive",
      macro: "Serialize",
      kind: "derive",
      input: "struct Point { x : u32 }",
      expansion: "impl serde::Serialize for Point { fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> { s.serialize_u32(self.x) } }",
      crates: ["app"],
    });
  });
  afterAll(async () => await project.dispose());

  it("runs from the cache, without compiling what only macros use", async () => {
    const lock = await project.read("Cargo.lock");
    const first = await project.silcrow("run", ["--locked", "--offline"]);
    expect(first).toMatchObject({ code: 0, stdout: "7\n" });
    expect(await project.read("Cargo.lock")).toBe(lock);
    const { stdout: sizes } = await sizesOf(project, "target/silcrow/replay/debug/deps");
    expect(sizes).toMatch(/^0 libsyn-\w+\.rlib$/m);
    expect(sizes).toMatch(/^0 libquote-\w+\.rmeta$/m);
    expect(sizes).toMatch(/^[1-9]\d+ libserde-\w+\.rlib$/m);

    const second = await project.silcrow("run", ["--locked", "--offline"]);
    expect(second.stderr).not.toMatch(/Compiling|Dirty/);
    expect(second).toMatchObject({ code: 0, stdout: "7\n" });
  });

  it("checks, lints and documents", async () => {
    for (const command of ["check", "clippy", "doc"]) {
      const run = await project.silcrow(command, ["--offline"]);
      expect(run, run.stderr).toMatchObject({ code: 0 });
      const again = await project.silcrow(command, ["--offline"]);
      expect(again.stderr, command).not.toMatch(/Compiling|Checking|Documenting/);
    }
  });
});

async function sizesOf(project: Project, directory: string): Promise<{ stdout: string }> {
  const { readdir, stat } = await import("node:fs/promises");
  const folder = `${project.root}/${directory}`;
  const lines = await Promise.all((await readdir(folder)).map(async (name) => `${(await stat(`${folder}/${name}`)).size} ${name}`));
  return { stdout: lines.join("\n") };
}
