import { rm } from "node:fs/promises";
import path from "node:path";
import { measureInTurn, ratio } from "./measure.ts";
import { inTemporaryFolder, run, serdeProject, silcrow, withoutModules } from "./project.ts";
import { type Benchmark, milliseconds, type Row } from "./report.ts";

/** A complete first emit against an ordinary `cargo check` of the same project, with and without cached modules. */
export const firstEmit: Benchmark = {
  name: "first-emit",
  title: "First emit of a project",
  run: ({ rounds, log }) =>
    inTemporaryFolder(async (folder) => {
      const rows: Row[] = [];
      for (const derives of [50, 500]) {
        const project = path.join(folder, `derives-${derives}`);
        await serdeProject(project, derives);
        await run("cargo", ["fetch"], project);
        log(`${derives} derives`);
        const clean = async () => {
          await rm(path.join(project, "target"), { recursive: true, force: true });
          await rm(path.join(project, "macro-cache"), { recursive: true, force: true });
        };
        let environment: Record<string, string> = {};
        const modules = path.join(folder, `modules-${derives}`);
        const [check, cold, cached] = await measureInTurn(
          [
            { name: "cargo check", prepare: clean, run: async () => void (await run("cargo", ["check", "--workspace", "--all-targets"], project)) },
            {
              name: "first emit, nothing cached",
              prepare: async () => {
                await clean();
                environment = await withoutModules(modules);
              },
              run: async () => void (await silcrow(["emit"], project, environment)),
            },
            { name: "first emit, modules cached", prepare: clean, run: async () => void (await silcrow(["emit"], project, environment)) },
          ],
          rounds,
        );
        if (check === undefined || cold === undefined || cached === undefined) throw new Error("nothing was measured");
        for (const [what, measured, limit] of [["nothing cached", cold, 1.5], ["modules cached", cached, 0.9]] as const) {
          const { value, low, high } = ratio(measured, check);
          rows.push({
            what: `first emit of ${derives} derives, ${what} / \`cargo check\``,
            ratio: value, low, high, limit,
            detail: `${milliseconds(measured.median)} against ${milliseconds(check.median)}`,
          });
        }
      }
      return rows;
    }),
};
