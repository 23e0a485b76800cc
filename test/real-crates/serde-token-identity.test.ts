import { mkdir, mkdtemp, cp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { invocationKey, lexExpansion, parseEntry, parseMacrosJson, readExpansion, WireReader, WireWriter } from "#format";
import { serdeCorpus } from "./serde-corpus.ts";
import { recordingCopy } from "./recording-copy.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const kinds = ["function", "attribute", "derive"] as const;

interface Recorded {
  readonly kind: (typeof kinds)[number];
  readonly name: string;
  readonly attr: Uint8Array;
  readonly input: Uint8Array;
  readonly output: Uint8Array;
}

/** What serde_derive returned inside rustc, for each invocation of a project. */
async function recordNative(project: string, scratch: string): Promise<Recorded[]> {
  const native = path.join(scratch, "native");
  await cp(project, native, { recursive: true });
  const metadata = JSON.parse(
    (await execa("cargo", ["metadata", "--format-version=1", "--locked"], { cwd: native })).stdout,
  ) as { packages: { name: string; manifest_path: string }[] };
  const serdeDerive = metadata.packages.find(({ name }) => name === "serde_derive");
  if (serdeDerive === undefined) throw new Error("the project does not use serde_derive");
  const copy = path.join(scratch, "serde_derive");
  expect(await recordingCopy(path.dirname(serdeDerive.manifest_path), copy)).toBe(2);
  const manifest = path.join(native, "Cargo.toml");
  await writeFile(manifest, `${await readFile(manifest, "utf8")}\n[patch.crates-io]\nserde_derive = { path = ${JSON.stringify(copy)} }\n`);
  const records = path.join(scratch, "records");
  await mkdir(records);
  await execa("cargo", ["check", "--all-targets"], { cwd: native, env: { SILCROW_TEST_RECORD: records } });
  const files = await readdir(records);
  return Promise.all(
    files.map(async (file) => {
      const reader = new WireReader(await readFile(path.join(records, file)));
      const kind = kinds[reader.u8()] ?? "derive";
      const name = reader.string();
      const [attr, input, output] = [reader.bytes(reader.u()), reader.bytes(reader.u()), reader.bytes(reader.u())];
      return { kind, name, attr, input, output };
    }),
  );
}

async function compareWithEntries(project: string, scratch: string): Promise<{ compared: number; different: string[] }> {
  const [records] = await Promise.all([recordNative(project, scratch)]);
  const emit = await execa("node", [path.join(root, "bin/silcrow.js"), "emit"], { cwd: project, reject: false });
  expect(emit.exitCode, emit.stderr).toBe(0);
  const cache = path.join(project, "macro-cache");
  const macros = parseMacrosJson(await readFile(path.join(cache, "macros.json"), "utf8"));
  if (macros.kind !== "macros") throw new Error("macros.json does not parse");
  const crate = macros.macros.macro_crates.find((record) => record.crate_name === "serde_derive");
  if (crate === undefined) throw new Error("macros.json does not list serde_derive");

  const entries = new Map<string, { file: string; text: string; alone: string | undefined }>();
  for (const file of await readdir(cache, { recursive: true })) {
    if (!file.endsWith(".rsm")) continue;
    const text = await readFile(path.join(cache, file), "utf8");
    const parsed = parseEntry(text);
    if (parsed.kind !== "entry") throw new Error(`${file} is ${parsed.kind}`);
    const read = readExpansion(parsed.entry);
    if (!read.ok) throw new Error(`${file}: ${read.problem}`);
    entries.set(parsed.entry.metadata.hash, { file, text: parsed.entry.expansion, alone: parsed.entry.metadata.alone });
  }
  const different: string[] = [];
  for (const record of records) {
    const key = invocationKey(`${crate.macro_item}::${record.name}`, record.kind, record.attr, record.input);
    const entry = entries.get(key);
    if (entry === undefined) {
      different.push(`no entry for a ${record.name}: ${key}`);
      continue;
    }
    const lexed = lexExpansion(entry.text, entry.alone);
    if (!lexed.ok) throw new Error(`${entry.file}: ${lexed.problem.message}`);
    const writer = new WireWriter();
    writer.inputStream(lexed.trees);
    if (!Buffer.from(writer.finish()).equals(Buffer.from(record.output))) different.push(entry.file);
  }
  return { compared: records.length, different };
}

describe("expansions of serde_derive are token for token what rustc gets from the native macro", () => {
  let scratch = "";
  beforeAll(async () => {
    scratch = await mkdtemp(path.join(tmpdir(), "silcrow-serde-"));
  });
  afterAll(() => rm(scratch, { recursive: true, force: true }));

  test("on a corpus of over 600 derives", async () => {
    const project = path.join(scratch, "corpus");
    await cp(path.join(root, "fixtures/serde-corpus"), project, { recursive: true });
    await mkdir(path.join(project, "src"));
    await writeFile(path.join(project, "src/lib.rs"), serdeCorpus());
    const folder = await mkdtemp(path.join(scratch, "corpus-"));
    const { compared, different } = await compareWithEntries(project, folder);
    expect(different).toEqual([]);
    expect(compared).toBeGreaterThan(600);
  });

  // serde's test suite is not a published package: a checkout of the repository at v1.0.228 is named by the
  // variable, and the suite's files are used from there.
  test("on serde's own test suite", async ({ skip }) => {
    const checkout = process.env["SILCROW_SERDE_CHECKOUT"];
    if (checkout === undefined) skip("SILCROW_SERDE_CHECKOUT does not name a checkout of serde v1.0.228; the suite is in no registry");
    const project = path.join(scratch, "suite");
    await cp(path.join(root, "fixtures/serde-test-suite"), project, { recursive: true });
    await cp(path.join(checkout ?? "", "test_suite/tests"), path.join(project, "tests"), { recursive: true });
    for (const gone of ["compiletest.rs", "ui"]) await rm(path.join(project, "tests", gone), { recursive: true });
    // automod reads a folder to write these lines; naming the modules is all that the test needs of it.
    const regressions = (await readdir(path.join(project, "tests/regression"))).toSorted();
    const modules = regressions.map((file) => `    mod ${path.basename(file, ".rs")};`).join("\n");
    await writeFile(path.join(project, "tests/regression.rs"), `mod regression {\n${modules}\n}\n`);
    const folder = await mkdtemp(path.join(scratch, "suite-"));
    const { compared, different } = await compareWithEntries(project, folder);
    expect(different).toEqual([]);
    expect(compared).toBeGreaterThan(480);
  });
});
