import { rm, utimes } from "node:fs/promises";
import path from "node:path";
import { type Measured, measureInTurn, median, ratio } from "./measure.ts";
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
      const [inNative, inReplayed, inPasted] = await passTimes([
        { name: "native", check: () => run("cargo", ["check"], ordinary, timed), main: path.join(ordinary, "src/main.rs") },
        { name: "replayed", check: () => silcrow(["check"], ordinary, timed), main: path.join(ordinary, "src/main.rs") },
        { name: "pasted", check: () => run("cargo", ["check"], pasted, timed), main: path.join(pasted, "src/main.rs") },
      ], rounds);
      if (inNative === undefined || inReplayed === undefined || inPasted === undefined) throw new Error("nothing was timed");
      // What is done for the expansions alone: beyond what rustc does in the pass anyhow, and beyond the user's own text.
      const answering = difference("from the cache", inReplayed.macro_expand_crate, inPasted.macro_expand_crate);
      const parsing = difference("parsed", inPasted.parse_crate, inReplayed.parse_crate);
      return [
        row("clean replayed build / ordinary build", replayed, native, 1 / 1.4),
        row("clean replayed build / pre-expanded build", replayed, limit, 1.03),
        row("macro expansion inside rustc, replayed / native", inReplayed.macro_expand_crate, inNative.macro_expand_crate, 0.5),
        row("expansions from the cache / the same text parsed by rustc", answering, parsing, 1.5),
      ];
    }),
};

const timed = { RUSTC_BOOTSTRAP: "1", RUSTFLAGS: "-Ztime-passes" };

function row(what: string, a: Measured, b: Measured, limit: number): Row {
  const { value, low, high } = ratio(a, b);
  return { what, ratio: value, low, high, limit: Number(limit.toFixed(2)), detail: `${milliseconds(a.median)} against ${milliseconds(b.median)}` };
}

const passes = ["parse_crate", "macro_expand_crate"] as const;
type Passes = Record<(typeof passes)[number], Measured>;

/** Passes over the binary, as rustc times them. The dependencies are compiled first, so that the times printed are the binary's. */
async function passTimes(ways: readonly { name: string; check(): Promise<string>; main: string }[], rounds: number): Promise<Passes[]> {
  const times = ways.map(() => ({ parse_crate: [] as number[], macro_expand_crate: [] as number[] }));
  for (let round = -1; round < Math.max(rounds, 5); round++) {
    for (const [index, { check, main }] of ways.entries()) {
      const now = new Date();
      await utimes(main, now, now);
      const output = await check();
      if (round < 0) continue;
      for (const pass of passes) {
        const found = [...output.matchAll(new RegExp(`time:\\s+([\\d.]+);.*\\b${pass}\\b`, "g"))].at(-1)?.[1];
        if (found === undefined) throw new Error(`rustc did not time its passes:\n${output}`);
        times[index]?.[pass].push(Number(found) * 1000);
      }
    }
  }
  const measured = (name: string, list: readonly number[]): Measured => {
    const sorted = list.toSorted((a, b) => a - b);
    return { name, times: sorted, median: median(sorted) };
  };
  return ways.map(({ name }, index) => {
    const { parse_crate, macro_expand_crate } = times[index] as (typeof times)[number];
    return { parse_crate: measured(name, parse_crate), macro_expand_crate: measured(name, macro_expand_crate) };
  });
}

/** What one takes longer than the other, from the medians; single runs of two programs cannot be subtracted. */
function difference(name: string, more: Measured, less: Measured): Measured {
  const value = more.median - less.median;
  return { name, times: [value], median: value };
}
