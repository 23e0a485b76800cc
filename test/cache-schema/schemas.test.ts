import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, expectTypeOf, test } from "vitest";
import {
  type EntryMetadata,
  type MacrosJson,
  parseEntry,
  parseMacrosJson,
  printEntry,
  printMacrosJson,
  readExpansion,
} from "#format";
import { generateTypes, readSchema } from "./generate-types.ts";
import type { EntryMetadata as EntryMetadataOfSchema } from "./generated/entry.ts";
import type { MacrosJson as MacrosJsonOfSchema } from "./generated/macros.ts";

const golden = path.join(import.meta.dirname, "golden");
const entries = readdirSync(golden).filter((name) => name.endsWith(".rsm"));
const ajv = new Ajv2020({ allErrors: true });
const isMetadata = ajv.compile(readSchema("entry"));
const isMacros = ajv.compile(readSchema("macros"));

describe("the types in #format are those of the schemas", () => {
  test.each(["entry", "macros"] as const)("generated/%s.ts is up to date", async (name) => {
    const file = path.join(import.meta.dirname, `generated/${name}.ts`);
    const types = await generateTypes(name);
    if (process.env["UPDATE_GOLDEN"]) writeFileSync(file, types);
    expect(readFileSync(file, "utf8")).toBe(types);
  });

  // Checked by tsc. The schemas know neither `readonly` nor keys that are there and undefined.
  test("as the type checker sees them", () => {
    expectTypeOf<Plain<EntryMetadata>>().toEqualTypeOf<Plain<EntryMetadataOfSchema>>();
    expectTypeOf<Plain<MacrosJson>>().toEqualTypeOf<Plain<MacrosJsonOfSchema>>();
  });
});

type Plain<T> = T extends readonly (infer Item)[]
  ? Plain<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Plain<Exclude<T[Key], undefined>> }
    : T;

describe("golden entries", () => {
  test("are several, of all kinds", () => {
    const kinds = entries.map((name) => metadataOf(name)["macro_kind"]);
    expect(new Set(kinds)).toEqual(new Set(["function", "attribute", "derive"]));
  });

  // They were written by the first version of the format: every later one must read them.
  test.each(entries)("%s is valid, read, and printed as it was", (name) => {
    const text = readFileSync(path.join(golden, name), "utf8");
    isMetadata(metadataOf(name));
    expect(isMetadata.errors).toBeNull();
    const parsed = parseEntry(text);
    if (parsed.kind !== "entry") throw new Error(JSON.stringify(parsed));
    expect(printEntry(parsed.entry)).toBe(text);
    expect(readExpansion(parsed.entry)).toMatchObject({ ok: true });
  });

  test("macros.json is valid, read, and printed as it was", () => {
    const text = readFileSync(path.join(golden, "macros.json"), "utf8");
    isMacros(JSON.parse(text));
    expect(isMacros.errors).toBeNull();
    const parsed = parseMacrosJson(text);
    if (parsed.kind !== "macros") throw new Error(JSON.stringify(parsed));
    expect(printMacrosJson(parsed.macros)).toBe(text);
  });
});

function metadataOf(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(path.join(golden, name), "utf8").split("\n§§\n")[0]!) as Record<string, unknown>;
}

describe("what the schema refuses, the reader refuses", () => {
  const file = readFileSync(path.join(golden, "full.rsm"), "utf8");
  const metadata = metadataOf("full.rsm");
  const rest = file.slice(file.indexOf("\n§§\n"));

  const wrong: readonly [string, unknown][] = [
    ["rust_macro_cache_version", 0],
    ["rust_macro_cache_version", "1"],
    ["macro_kind", "bang"],
    ["macro_item", ""],
    ["macro_hash", "sha256:12"],
    ["macro_hash", (metadata["macro_hash"] as string).toUpperCase()],
    ["expand_crate", null],
    ["expand_module", 3],
    ["expand_linenum", 0],
    ["expand_linenum", 1.5],
    ["macro-frag-spec", []],
    ["targets", []],
    ["targets", "x86_64-unknown-linux-gnu"],
    ["targets", ["*", ""]],
    ["hash", "abc"],
    ["macro_package", ""],
    ["source_file", 1],
    ["scopes", []],
    ["scopes", { "0": "mixed_site" }],
    ["scopes", { "1": "call_site" }],
    ["scopes", { "1": { input: 3 } }],
    ["scopes", { "1": {} }],
    ["depends", "env"],
    ["depends", { env: [] }],
    ["depends", { env: { A: "x" } }],
    ["depends", { position: null }],
    ["depends", { source_text: "sha256:" }],
    ["depends", { files: { "/.env": "directory" } }],
    ["depends", { files: { "/../.env": null } }],
    ["depends", { files: { "/silcrow-build": null } }],
    ["depends", { files: { "/silcrow-build/out/../x": null } }],
    ["depends", { directories: { "/etc": `sha256:${"0".repeat(64)}` } }],
    ["parsed", "12:0123456789abcdef"],
    ["parsed", ["12:0123456789ABCDEF"]],
    ["parsed", ["012:0123456789abcdef"]],
    ["alone", "A!"],
    ["alone", "Ag"],
    ["spans", ""],
    ["spans", "Ag"],
    ["checksum", null],
  ];
  test.each(wrong)("%s: %j", (key, value) => {
    const changed = { ...metadata, [key]: value };
    expect(isMetadata(changed)).toBe(false);
    expect(parseEntry(JSON.stringify(changed) + rest).kind).toBe("damaged");
  });

  const required = Object.keys(metadata).filter((key) => readSchema("entry").required.includes(key));
  test.each(required)("no %s", (key) => {
    const { [key]: _, ...changed } = metadata;
    expect(isMetadata(changed)).toBe(false);
    expect(parseEntry(JSON.stringify(changed) + rest).kind).toBe("damaged");
  });

  test("paths in roots, and paths in none where nothing was", () => {
    const files = { "/silcrow-build/out/x": `sha256:${"0".repeat(64)}`, "/silcrow-target/tmp": "directory", "/.env": null, "/above/x": null };
    const changed = { ...metadata, depends: { files } };
    expect(isMetadata(changed)).toBe(true);
    expect(parseEntry(JSON.stringify(changed) + rest).kind).toBe("edited");
  });

  test("keys that neither knows are passed over by both", () => {
    const changed = { ...metadata, colour: "red" };
    expect(isMetadata(changed)).toBe(true);
    expect(parseEntry(JSON.stringify(changed) + rest).kind).toBe("edited");
  });

  const macros = readFileSync(path.join(golden, "macros.json"), "utf8");
  test.each([
    [/"edition": "2021"/, '"edition": "2022"'],
    [/"crate_name": "[^"]*"/, '"crate_name": "a-b"'],
    [/"macro_item": "[^"]*"/, '"macro_item": "a"'],
    [/"root_length": \d+/, '"root_length": -1'],
    [/"kind": "wasm"/, '"kind": "elsewhere"'],
    [/"abi": 1/, '"abi": "1"'],
    [/"name": "FieldNames"/, '"name": "Field Names"'],
    [/\["serde"\]/, '["serde()"]'],
    [/"capabilities": \{.*\}/, '"capabilities": []'],
    [/"features": \[.*\]/, '"features": [""]'],
    [/"silcrow_macros_version": 1/, '"silcrow_macros_version": 0'],
  ])("macros.json: %s to %s", (from, to) => {
    expect(macros).toMatch(from);
    const changed = macros.replace(from, to);
    expect(isMacros(JSON.parse(changed))).toBe(false);
    expect(parseMacrosJson(changed).kind).toBe("damaged");
  });
});
