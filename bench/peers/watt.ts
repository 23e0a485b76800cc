import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { recordingCopy } from "../../test/real-crates/recording-copy.ts";
import { type Measured, median, ratio } from "../measure.ts";
import { inTemporaryFolder, root, run } from "../project.ts";
import { type Benchmark, milliseconds, type Row } from "../report.ts";
import { OptimizedSerdeDerive, packageFolder } from "../serde-derive.ts";

/** The newest serde_derive that was published as a watt module, and the serde that it is for. */
const published = { serdeDerive: "0.1.137", serde: "1.0.137" };
const timingRecorder = fileURLToPath(new URL("../timing-recorder.rs", import.meta.url));
const firstExpansion = fileURLToPath(new URL("./first-expansion.ts", import.meta.url));

const source = `#[derive(serde::Deserialize)]\npub struct S { ${Array.from({ length: 10 }, (_, index) => `pub f${index}: Vec<Option<String>>`).join(", ")} }\n`;

/** One derive in watt's interpreter, timed inside rustc, and in silcrow's sandbox. */
export const oneWithWatt: Benchmark = {
  name: "watt",
  title: "One serde derive: silcrow's sandbox and watt",
  run: ({ rounds, log }) =>
    inTemporaryFolder(async (folder) => {
      const project = path.join(folder, "project");
      await cp(path.join(root, "fixtures/serde-corpus"), project, { recursive: true });
      await mkdir(path.join(project, "src"));
      await writeFile(path.join(project, "src/lib.rs"), source);

      log("what the macro is given, from a native build");
      const records = path.join(folder, "records");
      const native = path.join(folder, "native");
      await mkdir(records);
      await recordingCopy(await packageFolder(project, "serde_derive"), path.join(folder, "serde_derive"));
      await cp(project, native, { recursive: true });
      await patch(native, "serde_derive", path.join(folder, "serde_derive"));
      await run("cargo", ["check"], native, { SILCROW_TEST_RECORD: records });
      log("emit");
      const cache = path.join(folder, "cache");
      await OptimizedSerdeDerive.emit(project, cache);

      const withWatt = path.join(folder, "watt");
      await wattProject(project, withWatt);
      await run("cargo", ["fetch"], withWatt);
      const copy = path.join(folder, "wa-serde-derive");
      await recordingCopy(await packageFolder(withWatt, "wa-serde-derive"), copy, timingRecorder);
      await patch(withWatt, "wa-serde-derive", copy);

      const ours = new Times();
      const theirs = { 0: new Times(), 3: new Times() };
      for (let round = 0; round < rounds; round++) {
        log(`round ${round + 1}`);
        ours.add(JSON.parse(await run(process.execPath, ["--conditions=silcrow-src", firstExpansion, cache, records], root)) as Pair);
        for (const [level, times] of Object.entries(theirs)) times.add(await inWatt(withWatt, level));
      }
      return Object.entries(theirs).flatMap(([level, times]): Row[] => [
        row(`first in its process: sandbox / watt at opt-level ${level}`, ours.first, times.first),
        row(`warm: sandbox / watt at opt-level ${level}`, ours.warm, times.warm),
      ]);
    }),
};

/** Milliseconds. */
interface Pair {
  readonly first: number;
  readonly warm: number;
}

class Times {
  readonly #pairs: Pair[] = [];

  add(pair: Pair): void {
    this.#pairs.push(pair);
  }

  get first(): Measured {
    return measured(this.#pairs.map(({ first }) => first));
  }

  get warm(): Measured {
    return measured(this.#pairs.map(({ warm }) => warm));
  }
}

function measured(times: readonly number[]): Measured {
  const sorted = times.toSorted((a, b) => a - b);
  return { name: "", times: sorted, median: median(sorted) };
}

function row(what: string, ours: Measured, theirs: Measured): Row {
  const { value, low, high } = ratio(ours, theirs);
  return { what, ratio: value, low, high, detail: `${milliseconds(ours.median)} against ${milliseconds(theirs.median)}` };
}

async function inWatt(project: string, level: string): Promise<Pair> {
  const times = path.join(project, "times");
  await rm(times, { force: true });
  await writeFile(path.join(project, "src/lib.rs"), `${withWattsNames(source)}// ${Date.now()}\n`);
  await run("cargo", ["check"], project, { SILCROW_BENCH_TIMES: times, CARGO_PROFILE_DEV_BUILD_OVERRIDE_OPT_LEVEL: level, CARGO_TARGET_DIR: path.join(project, `target-${level}`) });
  const [, , , warm, first] = (await readFile(times, "utf8")).trim().split("\t").map(Number);
  if (warm === undefined || first === undefined) throw new Error("watt's expansion was not timed");
  return { first: first / 1e6, warm: warm / 1e6 };
}

async function patch(project: string, crate: string, folder: string): Promise<void> {
  const manifest = path.join(project, "Cargo.toml");
  await writeFile(manifest, `${await readFile(manifest, "utf8")}\n[patch.crates-io]\n${crate} = { path = ${JSON.stringify(folder)} }\n`);
}

/** The same program with serde's derives as watt modules. */
export async function wattProject(project: string, folder: string): Promise<void> {
  await cp(project, folder, { recursive: true, filter: (file) => !/[\\/](?:target|macro-cache)$/.test(file) });
  await rm(path.join(folder, "Cargo.lock"), { force: true });
  const manifest = await readFile(path.join(folder, "Cargo.toml"), "utf8");
  const dependencies = `serde = "=${published.serde}"\nwa-serde-derive = "=${published.serdeDerive}"`;
  await writeFile(path.join(folder, "Cargo.toml"), manifest.replace(/^serde = .*$/m, dependencies));
  for (const name of ["main.rs", "lib.rs"]) {
    const file = path.join(folder, "src", name);
    const text = await readFile(file, "utf8").catch(() => undefined);
    if (text !== undefined) await writeFile(file, withWattsNames(text));
  }
}

function withWattsNames(text: string): string {
  return text.replaceAll(/\bserde::(?=(?:Serialize|Deserialize)\b)/g, "wa_serde_derive::");
}
