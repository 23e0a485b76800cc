import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderError } from "#diagnostics";
import { parseEntry, parseMacrosJson } from "#format";
import { rustcMode, type RustcModeOptions } from "#rustc";
import { readMetadata } from "../../src/rustc/module-metadata.ts";

const fixture = fileURLToPath(new URL("wstr", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "silcrow-rustc-"));
const at = (name: string): string => join(directory, name);
const write = (name: string, text: string): void => writeFileSync(at(name), text);

beforeAll(() => cpSync(fixture, directory, { recursive: true }));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function rustc(...args: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  return await rustcWith({}, ...args);
}

async function rustcWith(options: Pick<RustcModeOptions, "capabilities" | "policies">, ...args: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  let stdout = "";
  let stderr = "";
  const decode = (text: string | Uint8Array): string => (typeof text === "string" ? text : Buffer.from(text).toString("utf8"));
  const streams = { stdout: { write: (text: string | Uint8Array) => (stdout += decode(text)) }, stderr: { write: (text: string) => (stderr += text) } };
  try {
    const status = await rustcMode({ args, cwd: directory, env: process.env, cacheDir: undefined, streams, ...options });
    return { status, stdout, stderr };
  } catch (error) {
    return { status: 2, stdout, stderr: stderr + renderError(error, { color: false }) };
  }
}

const compileMacro = ["--edition", "2021", "--crate-type", "proc-macro", "--target", "wasm32-macro"];
const emit = ["--edition=2021", "--emit=macros", "--macro-cache-dir=cache"];
const replay = ["--edition=2021", "--macro-cache-dir", "cache"];
const wstr = ["--extern", "wstr=libwstr.wasm"];

describe("the example of the proposal", () => {
  test("the macro is compiled for the sandbox", async () => {
    expect(await rustc(...compileMacro, "wstr.rs")).toMatchObject({ status: 0, stderr: expect.not.stringContaining("error") });
    expect(readdirSync(directory).sort()).toEqual(["entry.rsm", "foocrate.rs", "libwstr.wasm", "wstr.rs"]);
    expect(readMetadata("libwstr.wasm", readFileSync(at("libwstr.wasm")))).toMatchObject({ crate_name: "wstr", edition: "2021", features: [] });
  });

  test("its expansion is written down", async () => {
    expect(await rustc("foocrate.rs", ...emit, ...wstr)).toMatchObject({ status: 0 });
    const folder = "cache/foocrate/foo/bar";
    const [name = "", ...others] = readdirSync(at(folder));
    expect(others).toEqual([]);
    expect(name).toMatch(/^greeting\.wstr\.[0-9a-f]{12}\.rsm$/);
    const text = readFileSync(at(`${folder}/${name}`), "utf8");
    if (process.env.UPDATE_GOLDEN) writeFileSync(join(fixture, "entry.rsm"), text);
    expect(text).toBe(readFileSync(join(fixture, "entry.rsm"), "utf8"));
    const macros = parseMacrosJson(readFileSync(at("cache/macros.json"), "utf8"));
    if (macros.kind !== "macros") throw new Error(macros.kind);
    expect(macros.macros.macro_crates).toMatchObject([{ package: "wstr", version: "0.0.0", edition: "2021", macros: [{ name: "wstr", kind: "function" }] }]);
    // Only the macros were asked for.
    expect(existsSync(at("foocrate"))).toBe(false);
    expect(readdirSync(directory).some((file) => file.endsWith(".rmeta"))).toBe(false);
  });

  test("a second time writes nothing", async () => {
    const folder = at("cache/foocrate/foo/bar");
    const before = execFileSync("ls", ["-l", "--full-time", "-R", at("cache")], { encoding: "utf8" });
    expect((await rustc("foocrate.rs", ...emit, ...wstr)).status).toBe(0);
    expect(execFileSync("ls", ["-l", "--full-time", "-R", at("cache")], { encoding: "utf8" })).toBe(before);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  test("the crate is compiled from the cache, without the macro", async () => {
    rmSync(at("libwstr.wasm"));
    expect(await rustc("foocrate.rs", ...replay, ...wstr)).toMatchObject({ status: 0, stderr: "" });
    expect(execFileSync(at("foocrate"), { encoding: "utf8" })).toBe("Hello 🦀\n");
    rmSync(at("foocrate"));
    // The name alone will do, and other arguments are rustc's.
    expect((await rustc("foocrate.rs", ...replay, "--extern", "wstr", "-o", "renamed")).status).toBe(0);
    expect(existsSync(at("renamed"))).toBe(true);
  });

  test("a macro may be known by another name", async () => {
    write("renamed.rs", 'fn main() { let _ = other::wstr!("Hello 🦀"); }');
    cpSync(at("cache"), at("cache2"), { recursive: true });
    expect((await rustc(...compileMacro, "wstr.rs")).status).toBe(0);
    expect(await rustc("renamed.rs", "--edition=2021", "--emit=macros,metadata", "--macro-cache-dir=cache2", "--extern", "other=libwstr.wasm")).toMatchObject({ status: 0 });
    expect(existsSync(at("librenamed.rmeta"))).toBe(true);
    expect((await rustc("renamed.rs", "--edition=2021", "--macro-cache-dir=cache2", "--extern", "other=libwstr.wasm")).status).toBe(0);
  });
});

describe("capabilities", () => {
  test("what the configuration grants is granted and recorded, within its policy", async () => {
    write("reads.rs", 'extern crate proc_macro; #[proc_macro] pub fn reads(_: proc_macro::TokenStream) -> proc_macro::TokenStream { std::fs::read_to_string("number.txt").unwrap().parse().unwrap() }');
    write("number.txt", "7");
    write("prints.rs", 'fn main() { println!("{}", reads::reads!()); }');
    expect((await rustc(...compileMacro, "reads.rs")).status).toBe(0);
    const args = ["prints.rs", "--edition=2021", "--macro-cache-dir=cache3", "--extern", "reads=libreads.wasm"];
    const denied = await rustc(...args, "--emit=macros");
    expect(denied.status).toBe(1);
    expect(denied.stderr).toContain('"capabilities":{"reads":{"read":["workspace:number.txt"]}}');
    const capabilities = { reads: { read: ["number.txt"] } };
    const policies = [{ policy: { capabilities: {}, exemptWorkspace: true }, file: "/silcrow.config.json" }];
    expect(await rustcWith({ capabilities, policies }, ...args, "--emit=macros")).toMatchObject({ status: 2, stderr: expect.stringContaining("error[SC0520]: reads 0.0.0") });
    expect(await rustcWith({ capabilities }, ...args, "--emit=macros")).toMatchObject({ status: 0 });
    expect(readFileSync(at("cache3/macros.json"), "utf8")).toContain('"capabilities": {"read": ["number.txt"]}');
    expect(await rustcWith({ policies }, ...args)).toMatchObject({ status: 2, stderr: expect.stringContaining("error[SC0520]: reads 0.0.0") });
    expect(await rustc(...args, "-o", "prints")).toMatchObject({ status: 0 });
    expect(execFileSync(at("prints"), { encoding: "utf8" })).toBe("7\n");
    write("number.txt", "8");
    expect(await rustc(...args, "-o", "prints")).toMatchObject({ status: 1, stderr: expect.stringContaining("SC0209") });
  });
});

describe("libraries", () => {
  test("a macro may be built from libraries, which are part of its hash", async () => {
    write("units.rs", "pub fn twice(text: &str) -> String { text.repeat(2) }");
    write("double.rs", 'extern crate proc_macro; #[proc_macro] pub fn double(i: proc_macro::TokenStream) -> proc_macro::TokenStream { units::twice(&i.to_string()).parse().unwrap() }');
    write("uses.rs", "fn main() { println!(\"{}\", double::double!(1)); }");
    const hash = async (): Promise<string | undefined> => {
      expect(await rustc("--edition", "2021", "--crate-type", "lib", "--target", "wasm32-macro", "units.rs")).toMatchObject({ status: 0 });
      expect(existsSync(at("libunits.rlib"))).toBe(true);
      expect(await rustc(...compileMacro, "double.rs", "-o", "d.wasm", "--extern", "units=libunits.rlib")).toMatchObject({ status: 0 });
      expect(await rustc("uses.rs", ...emit, "--extern", "double=d.wasm")).toMatchObject({ status: 0 });
      const macros = parseMacrosJson(readFileSync(at("cache/macros.json"), "utf8"));
      return macros.kind === "macros" ? macros.macros.macro_crates.find(({ crate_name }) => crate_name === "double")?.macro_hash : undefined;
    };
    const before = await hash();
    expect((await rustc("uses.rs", ...replay, "--extern", "double=d.wasm", "-o", "uses")).status).toBe(0);
    expect(execFileSync(at("uses"), { encoding: "utf8" })).toBe("11\n");
    write("units.rs", "pub fn twice(text: &str) -> String { text.repeat(3) }");
    expect(await hash()).not.toBe(before);
    expect((await rustc("uses.rs", ...replay, "--extern", "double=d.wasm", "-o", "uses")).status).toBe(0);
    expect(execFileSync(at("uses"), { encoding: "utf8" })).toBe("111\n");
  });

  test("a library may pass a macro on", async () => {
    write("passing.rs", "pub use wstr::wstr;");
    write("end.rs", 'fn main() { println!("{}", passing::wstr!("Hello 🦀").len()); }');
    expect(await rustc("passing.rs", ...replay, "--crate-type", "lib", ...wstr)).toMatchObject({ status: 0 });
    cpSync(at("cache/foocrate"), at("cache/end"), { recursive: true });
    expect(await rustc("end.rs", ...replay, "--extern", "passing=libpassing.rlib")).toMatchObject({ status: 0 });
    expect(execFileSync(at("end"), { encoding: "utf8" })).toBe("8\n");
  });
});

describe("what goes wrong", () => {
  test("a missing entry is an error at the call, and nothing that follows from it is shown", async () => {
    write("missing.rs", 'fn main() {\n    let x: &[u16] = wstr::wstr!("other");\n    undefined_after();\n}\n');
    const run = await rustc("missing.rs", ...replay, ...wstr);
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(/^error\[SC0201\]: .*\n --> missing\.rs:2:21\n {2}\|\n2 \| {5}let x: &\[u16\] = wstr::wstr!\("other"\);\n {2}\| {21}\^/);
    expect(run.stderr).not.toContain("undefined_after");
    const json = await rustc("missing.rs", ...replay, ...wstr, "--error-format=json");
    expect(JSON.parse(json.stderr.split("\n")[0] ?? "")).toMatchObject({ $message_type: "diagnostic", level: "error", code: { code: "SC0201" } });
  });

  test("a macro that fails at emit leaves no entry", async () => {
    write("panics.rs", "fn main() { wstr::wstr!(1 + 1); wstr::wstr!(x); }");
    const run = await rustc("panics.rs", ...emit, ...wstr);
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(/panics\.rs:1:33[\s\S]*wstr! needs a string literal/);
  });

  test("rustc's own errors are its own", async () => {
    write("broken.rs", "fn main() { nothing() }");
    const run = await rustc("broken.rs", ...replay);
    expect(run.status).toBe(1);
    expect(run.stderr).toContain("error[E0425]");
  });

  test("a macro that has changed since", async () => {
    cpSync(at("wstr.rs"), at("old.rs"));
    write("wstr.rs", `${readFileSync(at("wstr.rs"), "utf8")}\n// Another one.\n`);
    expect((await rustc(...compileMacro, "wstr.rs")).status).toBe(0);
    const run = await rustc("foocrate.rs", ...replay, ...wstr);
    expect(run).toMatchObject({ status: 2, stderr: expect.stringContaining("error[SC0212]") });
    cpSync(at("old.rs"), at("wstr.rs"));
    expect((await rustc(...compileMacro, "wstr.rs")).status).toBe(0);
  });

  test("no macro code of this machine is loaded", async () => {
    write("native.rs", "extern crate proc_macro; #[proc_macro] pub fn native(_: proc_macro::TokenStream) -> proc_macro::TokenStream { panic!(\"ran\") }");
    execFileSync("rustc", ["--crate-type", "proc-macro", "native.rs", "--out-dir", at("natives")], { cwd: directory });
    write("uses.rs", "fn main() { native::native!(); }");
    const [library = ""] = readdirSync(at("natives"));
    const asExtern = ["uses.rs", "--extern", `native=natives/${library}`];
    expect(await rustc(...asExtern, ...replay)).toMatchObject({ status: 2, stderr: expect.stringContaining("error[SC0211]: the macro crate `native` is not in the macro cache") });
    expect(await rustc(...asExtern, ...emit)).toMatchObject({ status: 2, stderr: expect.stringContaining("error[SC0501]") });
    for (const folder of [["-L", "natives"], ["-Ldependency=natives"], ["-L", "all=natives"]]) {
      expect(await rustc("foocrate.rs", ...replay, ...wstr, ...folder)).toMatchObject({ status: 2, stderr: expect.stringContaining("natives") });
    }
    expect((await rustc("foocrate.rs", ...replay, ...wstr, "-Lnative=natives", "-o", "f")).status).toBe(0);
  });

  test.each([
    ["no cache directory is named", ["foocrate.rs"], "SC0501"],
    ["there is none", ["foocrate.rs", "--macro-cache-dir=nowhere"], "SC0207"],
    ["it has no macros.json", ["foocrate.rs", "--macro-cache-dir=cache/foocrate"], "SC0210"],
    ["a macro is unknown", ["foocrate.rs", ...replay, "--extern", "x=libx.wasm"], "SC0211"],
    ["a module is not there", ["foocrate.rs", ...emit, "--extern", "x=libx.wasm"], "SC0501"],
    ["a module is none", ["foocrate.rs", ...emit, "--extern", "x=foocrate.wasm"], "SC0305"],
    ["there is no source", [...replay], "SC0501"],
    ["the source is not there", ["none.rs", ...replay], "SC0501"],
  ])("%s", async (_, args, code) => {
    write("foocrate.wasm", "no module");
    expect(await rustc(...args)).toMatchObject({ status: 2, stderr: expect.stringContaining(`error[${code}]`) });
  });

  test("a macro that does not compile", async () => {
    write("bad.rs", "extern crate proc_macro; fn f() { nothing() }");
    const run = await rustc(...compileMacro, "bad.rs");
    expect(run.status).toBe(1);
    expect(run.stderr).toContain("error[E0425]");
    expect(existsSync(at("libbad.wasm"))).toBe(false);
  });
});

test("entries of a call without cargo are whole", () => {
  const files = readdirSync(at("cache"), { recursive: true }).map(String).filter((name) => name.endsWith(".rsm"));
  expect(files.length).toBeGreaterThan(1);
  for (const file of files) expect(parseEntry(readFileSync(at(join("cache", file)), "utf8")).kind).toBe("entry");
});
