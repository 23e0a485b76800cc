import { readdir, utimes } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MacroCrateRecord } from "#format";
import { writeEntry, writeMacros } from "./hand-made-cache.ts";
import { createProject, native, type Project } from "./project.ts";

/**
 * A registry (a folder that stands in for it) with a macro crate and a library that uses it. cargo
 * takes registry packages for unchangeable, so it does not look at their dep-info.
 */
describe("packages from a registry", () => {
  let project: Project;
  let records: MacroCrateRecord[];
  let entry: string;

  beforeAll(async () => {
    project = await createProject(files);
    records = await writeMacros(project, { mac: [{ name: "five", kind: "function" }] });
    [entry] = (await writeEntry(project, records, { package: "mac", macro: "five", kind: "function", input: "", expansion: "5", crates: ["library"] })) as [string];
  });
  afterAll(async () => await project.dispose());

  it("are built from the cache, and fresh the second time", async () => {
    expect(records[0]).toMatchObject({ source: "registry+https://github.com/rust-lang/crates.io-index", checksum: "a".repeat(64) });
    expect(await project.silcrow("run", ["--offline"])).toMatchObject({ code: 0, stdout: "5\n" });
    expect((await project.silcrow("run", ["--offline"])).stderr).not.toMatch(/Compiling/);
  });

  it("are built again when one of their entries is touched or edited", async () => {
    const file = path.join(project.root, entry);
    // Now, not later: what is younger than the build that follows would be stale once more.
    const now = new Date();
    await utimes(file, now, now);
    const touched = await project.silcrow("run", ["--offline"]);
    expect(touched.stderr).toMatch(/Compiling library/);
    expect((await project.silcrow("run", ["--offline"])).stderr).not.toMatch(/Compiling/);
    const text = await project.read(entry);
    await project.write(entry, text.replace("\n5\n", "\n6\n"));
    expect((await project.silcrow("run", ["--offline"])).stderr).toMatch(/SC0204/);
    await project.write(entry, text);
    expect((await project.silcrow("run", ["--offline"])).code).toBe(0);
  });

  it("are built again when the shim's content changes", async () => {
    const text = await project.read("macro-cache/macros.json");
    await project.write("macro-cache/macros.json", text.replace('"name": "five"', '"name": "six"').replace('"name":"five"', '"name":"six"'));
    expect((await project.silcrow("run", ["--offline"])).stderr).toMatch(/`five`/);
    await project.write("macro-cache/macros.json", text);
    expect((await project.silcrow("run", ["--offline"])).code).toBe(0);
  });

  it("say what changed when the lock file moves to another version", async () => {
    const lock = await project.read("Cargo.lock");
    await project.write("vendor/mac/Cargo.toml", (await project.read("vendor/mac/Cargo.toml")).replace("1.0.0", "1.0.1"));
    await project.remove("Cargo.lock");
    const problem: unknown = await project.silcrow("run", ["--offline"]).catch((error: unknown) => error);
    expect(problem).toMatchObject({ code: "SC0212", notes: ["emit expanded version 1.0.0, this build uses 1.0.1"] });
    await project.write("vendor/mac/Cargo.toml", (await project.read("vendor/mac/Cargo.toml")).replace("1.0.1", "1.0.0"));
    await project.write("Cargo.lock", lock);
    expect((await project.silcrow("run", ["--offline", "--locked"])).code).toBe(0);
    expect(await project.read("Cargo.lock")).toBe(lock);
  });

  it("do run their macros in an ordinary build, so that these tests can fail", async () => {
    expect(await project.exists("TRIPPED")).toBe(false);
    const { execa } = await import("execa");
    const { cargo } = (await native()).toolchain;
    const run = await execa(cargo, ["run", "--offline"], { cwd: project.root, reject: false });
    expect(run.stdout).toBe("500");
    expect(await project.exists("TRIPPED")).toBe(true);
    // And an ordinary build leaves no trace in silcrow's own target directory.
    expect(await project.silcrow("run", ["--offline"])).toMatchObject({ code: 0, stdout: "5\n" });
    expect(await readdir(path.join(project.root, "target"))).toEqual(expect.arrayContaining(["debug", "silcrow"]));
  });
});

describe("a project without macros", () => {
  it("is simply built by cargo", async () => {
    const project = await createProject({
      "Cargo.toml": '[package]\nname = "plain"\nversion = "0.1.0"\nedition = "2021"\n',
      "src/main.rs": 'fn main() { println!("plain {}", std::env::args().skip(1).collect::<String>()); }\n',
    });
    try {
      expect(await project.silcrow("run", ["--", "--target-dir"])).toMatchObject({ code: 0, stdout: "plain --target-dir\n" });
      expect(await project.exists("target/debug/plain")).toBe(true);
    } finally {
      await project.dispose();
    }
  });
});

const checksum = JSON.stringify({ files: {}, package: "a".repeat(64) });
const files = {
  ".cargo/config.toml": '[source.crates-io]\nreplace-with = "folder"\n[source.folder]\ndirectory = "vendor"\n',
  "Cargo.toml": '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\nlibrary = "1"\n',
  "src/main.rs": 'fn main() { println!("{}", library::five()); }\n',
  "vendor/library/.cargo-checksum.json": checksum.replaceAll("a".repeat(64), "b".repeat(64)),
  "vendor/library/Cargo.toml": '[package]\nname = "library"\nversion = "1.0.0"\nedition = "2021"\n[dependencies]\nmac = "1"\n',
  "vendor/library/src/lib.rs": "pub fn five() -> i32 { mac::five!() }\n",
  "vendor/mac/.cargo-checksum.json": checksum,
  "vendor/mac/Cargo.toml": '[package]\nname = "mac"\nversion = "1.0.0"\nedition = "2021"\n[lib]\nproc-macro = true\n',
  "vendor/mac/src/lib.rs": `use proc_macro::TokenStream;
#[proc_macro] pub fn five(_: TokenStream) -> TokenStream {
    std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/../../TRIPPED"), "").unwrap();
    "500".parse().unwrap()
}
`,
};
