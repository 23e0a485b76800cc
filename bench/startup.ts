import path from "node:path";
import { measureInTurn, ratio } from "./measure.ts";
import { root, run } from "./project.ts";
import { type Benchmark, milliseconds } from "./report.ts";

/** The whole process of `silcrow --version` against a Node that does nothing. */
export const startup: Benchmark = {
  name: "startup",
  title: "Start of the program",
  async run({ rounds }) {
    const program = path.join(root, "bin/silcrow.js");
    const [bare, version] = await measureInTurn(
      [
        { name: "bare node", run: async () => void (await run(process.execPath, ["-e", "0"], root)) },
        { name: "silcrow --version", run: async () => void (await run(process.execPath, [program, "--version"], root)) },
      ],
      Math.max(rounds, 31),
    );
    if (bare === undefined || version === undefined) throw new Error("nothing was measured");
    const { value, low, high } = ratio(version, bare);
    const detail = `${milliseconds(version.median)} against ${milliseconds(bare.median)}`;
    return [{ what: "`silcrow --version` / bare node", ratio: value, low, high, limit: 1.5, detail }];
  },
};
