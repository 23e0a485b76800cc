import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import type { ExpandRequest } from "../src/sandbox/types.ts";
import { recordingCopy } from "../test/real-crates/recording-copy.ts";
import { median } from "./measure.ts";
import { inTemporaryFolder, root, run } from "./project.ts";
import { type Benchmark, milliseconds, type Row } from "./report.ts";
import { OptimizedSerdeDerive, readRecords, serdeDeriveFolder } from "./serde-derive.ts";

const timingRecorder = fileURLToPath(new URL("./timing-recorder.rs", import.meta.url));

const warmMilliseconds = 5000;

/** Warm expansions of serde_derive: in the sandbox, against a native release and debug build inside rustc. */
export const expansions: Benchmark = {
  name: "expansions",
  title: "One warm expansion of serde_derive",
  run: ({ log }) =>
    inTemporaryFolder(async (folder) => {
      const project = path.join(folder, "project");
      await cp(path.join(root, "fixtures/serde-corpus"), project, { recursive: true });
      await mkdir(path.join(project, "src"));
      const fields = (count: number) => Array.from({ length: count }, (_, index) => `f${index}: Vec<Option<String>>`).join(", ");
      await writeFile(
        path.join(project, "src/lib.rs"),
        [3, 10, 100].flatMap((count) => ["Serialize", "Deserialize"].map((name) => `#[derive(serde::${name})]\npub struct ${name}${count} { ${fields(count)} }\n`)).join("\n"),
      );
      const serdeDerive = await serdeDeriveFolder(project);

      log("native, timed inside rustc");
      const native = new Map<string, Map<string, number>>();
      const records = path.join(folder, "records");
      await mkdir(records);
      for (const [name, recorder, level] of [["tokens", undefined, 0], ["debug", timingRecorder, 0], ["release", timingRecorder, 3]] as const) {
        const variant = path.join(folder, name);
        const copy = path.join(folder, `serde_derive-${name}`);
        await cp(project, variant, { recursive: true });
        await recordingCopy(serdeDerive, copy, recorder);
        const manifest = await readFile(path.join(variant, "Cargo.toml"), "utf8");
        await writeFile(path.join(variant, "Cargo.toml"), `${manifest}\n[profile.dev.build-override]\nopt-level = ${level}\n[patch.crates-io]\nserde_derive = { path = ${JSON.stringify(copy)} }\n`);
        const times = path.join(folder, `${name}.times`);
        await run("cargo", ["check"], variant, { SILCROW_TEST_RECORD: records, SILCROW_BENCH_TIMES: times, SILCROW_BENCH_ROUNDS: "60" });
        if (recorder === undefined) continue;
        const lines = (await readFile(times, "utf8")).trim().split("\n").map((line) => line.split("\t"));
        native.set(name, new Map(lines.map(([macro, size, , middle]) => [`${macro} ${size}`, Number(middle) / 1000])));
      }

      log("sandbox");
      const module = await OptimizedSerdeDerive.emit(project, path.join(folder, "cache"));
      const requests = (await readRecords(records)).map((record) => ({ name: record.name, request: module.requestFor(record), times: [] as number[] }));
      const expand = async (request: ExpandRequest): Promise<number> => {
        const start = performance.now();
        await module.expand(request);
        return (performance.now() - start) * 1000;
      };
      // The engine compiles again what runs often, beside the program and as it comes to it: all is warm before any
      // is timed. The rounds before the median do so natively, where code is what it is.
      for (const end = performance.now() + warmMilliseconds; performance.now() < end; ) for (const { request } of requests) await expand(request);
      for (let round = 0; round < 300; round++) for (const { request, times } of requests) times.push(await expand(request));
      const sandbox = requests.map(({ name, request, times }) => ({ name, bytes: request.input.length, micros: median(times.toSorted((a, b) => a - b)) }));
      const rows: Row[] = [];
      for (const [variant, limit] of [["release", 0.6], ["debug", 0.3]] as const) {
        const measured = [...(native.get(variant) ?? new Map<string, number>())].map(([key, micros]) => ({ name: key.split(" ")[0] ?? "", bytes: Number(key.split(" ")[1]), micros }));
        const ratios: number[] = [];
        for (const macro of ["Serialize", "Deserialize"]) {
          const bySize = (a: { bytes: number }, b: { bytes: number }) => a.bytes - b.bytes;
          const ours = sandbox.filter(({ name }) => name === macro).toSorted(bySize);
          const theirs = measured.filter(({ name }) => name === macro).toSorted(bySize);
          for (const [index, count] of [3, 10, 100].entries()) {
            const [a, b] = [ours[index], theirs[index]];
            if (a === undefined || b === undefined) throw new Error(`${macro} with ${count} fields was not measured`);
            const value = a.micros / b.micros;
            ratios.push(value);
            rows.push({
              what: `${macro}, ${count} fields: sandbox / native ${variant}`, ratio: value, low: value, high: value, limit,
              detail: `${milliseconds(a.micros / 1000)} against ${milliseconds(b.micros / 1000)}`,
            });
          }
        }
        const mean = Math.exp(ratios.reduce((sum, value) => sum + Math.log(value), 0) / ratios.length);
        rows.unshift({
          what: `all of these (geometric mean): sandbox / native ${variant}`, ratio: mean, low: Math.min(...ratios), high: Math.max(...ratios), limit,
          detail: "macro modules of `emit --optimize`",
        });
      }
      await rm(records, { recursive: true });
      return rows;
    }),
};
