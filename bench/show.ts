import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { writeCache } from "./example-entries.ts";
import { measureInTurn, ratio } from "./measure.ts";
import { root, run } from "./project.ts";
import { type Benchmark, milliseconds } from "./report.ts";

/** The whole process of `silcrow show` in a project with 2,000 entries against a Node that does nothing. */
export const show: Benchmark = {
  name: "show",
  title: "Showing one expansion of 2,000",
  async run({ rounds, log }) {
    const folder = await mkdtemp(path.join(os.tmpdir(), "silcrow-bench-show-"));
    try {
      log(`writing ${size.entries} entries`);
      await writeCache(folder, size);
      const program = path.join(root, "bin/silcrow.js");
      const silcrow = (name: string, args: readonly string[]) => ({
        name,
        run: async () => void (await run(process.execPath, [program, "show", ...args], folder)),
      });
      const [bare, byName, byPlace] = await measureInTurn(
        [
          { name: "bare node", run: async () => void (await run(process.execPath, ["-e", "0"], folder)) },
          silcrow("by name", ["Type1234"]),
          silcrow("by place", ["src/module_34.rs:1235"]),
        ],
        Math.max(rounds, 31),
      );
      if (bare === undefined || byName === undefined || byPlace === undefined) throw new Error("nothing was measured");
      return [byName, byPlace].map((measured) => {
        const { value, low, high } = ratio(measured, bare);
        const detail = `${milliseconds(measured.median)} against ${milliseconds(bare.median)}`;
        return { what: `\`silcrow show\` ${measured.name} / bare node`, ratio: value, low, high, limit: 2, detail };
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

const size = { entries: 2000, modules: 40, version: 1 };
