import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { WireReader } from "#format";
import { recordingCopy } from "../../test/real-crates/recording-copy.ts";
import { measureInTurn, ratio } from "../measure.ts";
import { inTemporaryFolder, run, serdeProject } from "../project.ts";
import { type Benchmark, milliseconds, type Row } from "../report.ts";
import { OptimizedSerdeDerive, readRecords, serdeDeriveFolder } from "../serde-derive.ts";
import { flatTree, MacroServer } from "./macro-server.ts";

const derives = 500;

/** A wasm module in a worker's loop against rust-analyzer's macro server with the macro crate compiled natively. */
export const expanding: Benchmark = {
  name: "macro-server",
  title: `${derives} serde derives, warm: silcrow's sandbox and rust-analyzer's macro server`,
  run: ({ rounds, log }) =>
    inTemporaryFolder(async (folder) => {
      const project = path.join(folder, "project");
      await serdeProject(project, derives);

      log("what the macros are given, from a native build");
      const records = path.join(folder, "records");
      await mkdir(records);
      const native = await nativeLibrary(project, path.join(folder, "native"), records);
      const invocations = await readRecords(records);
      if (invocations.length < derives) throw new Error(`only ${invocations.length} invocations were recorded`);

      log("emit");
      const module = await OptimizedSerdeDerive.emit(project, path.join(folder, "cache"));
      const requests = invocations.map((invocation) => module.requestFor(invocation));
      const inSandbox = async () => {
        for (const request of requests) await module.expand(request);
      };

      const bodies = invocations.map(({ name, input }) => ({ name, body: flatTree(new WireReader(input).inputStream()) }));
      const sysroot = (await run("rustc", ["--print", "sysroot"], folder)).trim();
      const rows: Row[] = [];
      for (const [level, library] of Object.entries(native)) {
        log(`macro server, serde_derive at opt-level ${level}`);
        const server = new MacroServer(path.join(sysroot, "libexec/rust-analyzer-proc-macro-srv"));
        try {
          await server.ask({ ApiVersionCheck: {} });
          await server.ask({ SetConfig: { span_mode: "RustAnalyzer" } });
          const inServer = async () => {
            for (const { name, body } of bodies) await server.expand(library, name, body);
          };
          for (const warmUp of [inSandbox, inSandbox, inSandbox, inServer]) await warmUp();
          const [ours, theirs] = await measureInTurn([{ name: "sandbox", run: inSandbox }, { name: "server", run: inServer }], Math.max(rounds, 5));
          if (ours === undefined || theirs === undefined) throw new Error("nothing was measured");
          const perSecond = (time: number) => `${Math.round((1000 * invocations.length) / time).toLocaleString("en")} a second`;
          const { value, low, high } = ratio(ours, theirs);
          rows.push({
            what: `sandbox / macro server with serde_derive at opt-level ${level}`, ratio: value, low, high,
            detail: `${milliseconds(ours.median)} against ${milliseconds(theirs.median)}: ${perSecond(ours.median)} against ${perSecond(theirs.median)}`,
          });
        } finally {
          server.close();
        }
      }
      return rows;
    }),
};

/** serde_derive compiled natively without and with optimisation, by level. The first build also records what it is given. */
async function nativeLibrary(project: string, folder: string, records: string): Promise<Record<string, string>> {
  const copy = path.join(folder, "serde_derive");
  await mkdir(folder, { recursive: true });
  await recordingCopy(await serdeDeriveFolder(project), copy);
  const recorded = path.join(folder, "recorded");
  await cp(project, recorded, { recursive: true });
  const manifest = await readFile(path.join(recorded, "Cargo.toml"), "utf8");
  await writeFile(path.join(recorded, "Cargo.toml"), `${manifest}\n[patch.crates-io]\nserde_derive = { path = ${JSON.stringify(copy)} }\n`);
  await run("cargo", ["check"], recorded, { SILCROW_TEST_RECORD: records });

  const libraries: Record<string, string> = {};
  for (const level of ["0", "3"]) {
    const target = path.join(folder, `target-${level}`);
    const messages = await run("cargo", ["check", "--quiet", "--message-format=json"], project, {
      CARGO_TARGET_DIR: target,
      CARGO_PROFILE_DEV_BUILD_OVERRIDE_OPT_LEVEL: level,
    });
    const library = messages
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line) as { reason: string; target?: { name: string }; filenames?: string[] })
      .find(({ reason, target: built }) => reason === "compiler-artifact" && built?.name === "serde_derive")?.filenames?.[0];
    if (library === undefined) throw new Error("cargo names no library of serde_derive");
    libraries[level] = library;
  }
  return libraries;
}
