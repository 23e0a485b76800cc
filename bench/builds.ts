import { rm, utimes } from "node:fs/promises";
import path from "node:path";
import { measureInTurn, ratio, type Measured } from "./measure.ts";
import { inTemporaryFolder, preExpandedProject, run, serdeProject, silcrow } from "./project.ts";
import { type Benchmark, milliseconds, type Row } from "./report.ts";

const derives = 500;

/** Clean builds: from the cache, ordinary, and with the expansions pasted into the source. */
export const builds: Benchmark = {
  name: "builds",
  title: `Clean build of a program with ${derives} serde derives`,
  run: ({ rounds, log }) =>
    inTemporaryFolder(async (folder) => {
      const ordinary = path.join(folder, "ordinary");
      const pasted = path.join(folder, "pasted");
      await serdeProject(ordinary, derives);
      log("emit");
      await silcrow(["emit"], ordinary);
      await preExpandedProject(ordinary, pasted);
      await run("cargo", ["fetch"], pasted);
      const clean = (project: string) => () => rm(path.join(project, "target"), { recursive: true, force: true });
      log("clean builds in turn");
      const measured = await measureInTurn(
        [
          { name: "ordinary", prepare: clean(ordinary), run: async () => void (await run("cargo", ["build"], ordinary)) },
          { name: "replayed", prepare: clean(ordinary), run: async () => void (await silcrow(["build"], ordinary)) },
          { name: "pasted", prepare: clean(pasted), run: async () => void (await run("cargo", ["build"], pasted)) },
        ],
        rounds,
      );
      const [native, replayed, limit] = measured as [Measured, Measured, Measured];
      log("expansion inside rustc");
      const inside = await expansionTimes(ordinary, rounds);
      return [
        row("clean replayed build / ordinary build", replayed, native, 1 / 1.4),
        row("clean replayed build / pre-expanded build", replayed, limit, 1.03),
        row("macro expansion inside rustc, replayed / native", inside.replayed, inside.native, 0.5),
      ];
    }),
};

function row(what: string, a: Measured, b: Measured, limit: number): Row {
  const { value, low, high } = ratio(a, b);
  return { what, ratio: value, low, high, limit: Number(limit.toFixed(2)), detail: `${milliseconds(a.median)} against ${milliseconds(b.median)}` };
}

/**
 * The pass `macro_expand_crate` of the binary, as rustc times it. The dependencies are compiled first, so that the
 * times printed are the binary's.
 */
async function expansionTimes(project: string, rounds: number): Promise<{ native: Measured; replayed: Measured }> {
  const times = { native: [] as number[], replayed: [] as number[] };
  const environment = { RUSTC_BOOTSTRAP: "1", RUSTFLAGS: "-Ztime-passes" };
  for (let round = -1; round < Math.max(rounds, 5); round++) {
    for (const kind of ["native", "replayed"] as const) {
      const now = new Date();
      await utimes(path.join(project, "src/main.rs"), now, now);
      const output = await (kind === "native" ? run("cargo", ["check"], project, environment) : silcrow(["check"], project, environment));
      if (round < 0) continue;
      const found = [...output.matchAll(/time:\s+([\d.]+);.*\bmacro_expand_crate\b/g)].at(-1)?.[1];
      if (found === undefined) throw new Error(`rustc did not time its passes:\n${output}`);
      times[kind].push(Number(found) * 1000);
    }
  }
  const measured = (name: string, list: number[]): Measured => {
    const sorted = list.toSorted((a, b) => a - b);
    return { name, times: sorted, median: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN };
  };
  return { native: measured("native", times.native), replayed: measured("replayed", times.replayed) };
}
