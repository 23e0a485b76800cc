import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Candidate, type Measured, measureInTurn, ratio } from "../measure.ts";
import { inTemporaryFolder, preExpandedProject, root, run, serdeProject, silcrow } from "../project.ts";
import { type Benchmark, milliseconds, type Row } from "../report.ts";
import { wattProject } from "./watt.ts";

const derives = 500;
/** The crates of the peers that are programs, compiled once into the repository's ignored `target/`. */
const installed = path.join(root, "target/bench-peers");
const cargoExpand = { crate: "cargo-expand", version: "1.0.127" };
const sccache = { crate: "sccache", version: "0.19.0" };
interface Way {
  readonly name: string;
  readonly project: string;
  build(command: string, ...args: string[]): Promise<string>;
  /** The folder that is removed for a clean build. */
  readonly target: string;
}

/** One program built in each of the ways that people have today, in turn. */
export const building: Benchmark = {
  name: "peers",
  title: `Building a program with ${derives} serde derives: silcrow and other ways`,
  run: ({ rounds, log }) =>
    inTemporaryFolder(async (folder) => {
      const project = path.join(folder, "ordinary");
      await serdeProject(project, derives);
      log("emit");
      await silcrow(["emit"], project);
      const pasted = path.join(folder, "pasted");
      await preExpandedProject(project, pasted);
      const withWatt = path.join(folder, "watt");
      await wattProject(project, withWatt);
      log("cargo-expand and sccache, compiled once");
      const [expand, cache] = [await install(cargoExpand), await install(sccache)];
      const sccacheFolder = path.join(folder, "sccache");
      const withCache = { RUSTC_WRAPPER: cache, SCCACHE_DIR: sccacheFolder, CARGO_INCREMENTAL: "0" };

      const cargo = (name: string, where: string, env: Record<string, string> = {}): Way => {
        const target = path.join(where, "target", name.replaceAll(/[^a-z0-9]+/g, "-"));
        return { name, project: where, target, build: (command, ...args) => run("cargo", [command, ...args], where, { ...env, CARGO_TARGET_DIR: target }) };
      };
      const ordinary = cargo("ordinary cargo", project);
      const optimised = cargo("ordinary cargo, macros at opt-level 3", project, { CARGO_PROFILE_DEV_BUILD_OVERRIDE_OPT_LEVEL: "3" });
      const caching = cargo("-Zcache-proc-macros", project, { RUSTC_BOOTSTRAP: "1", RUSTFLAGS: "-Zcache-proc-macros" });
      const compilerCache = cargo("sccache, warm", project, withCache);
      const precompiled = cargo("watt", withWatt);
      const limit = cargo("expansions pasted in", pasted);
      const replayed: Way = { name: "silcrow", project, target: path.join(project, "target/silcrow/replay"), build: (command, ...args) => silcrow([command, ...args], project) };
      const ways = [replayed, ordinary, optimised, limit, caching, compilerCache, precompiled];

      const rows: Row[] = [];
      const measure = async (what: string, taken: readonly Way[], candidate: (way: Way) => Candidate, limits: Record<string, number> = {}, often = rounds): Promise<void> => {
        log(what);
        const [ours, ...theirs] = (await measureInTurn(taken.map(candidate), often)) as [Measured, ...Measured[]];
        for (const other of theirs) {
          const { value, low, high } = ratio(ours, other);
          const bound = limits[other.name];
          rows.push({
            what: `${what}: silcrow / ${other.name}`, ratio: value, low, high, ...(bound === undefined ? {} : { limit: bound }),
            detail: `${milliseconds(ours.median)} against ${milliseconds(other.median)}${often === rounds ? "" : `, ${often} rounds`}`,
          });
        }
      };
      // Short ones differ by less than the machine's moods.
      const many = Math.max(rounds, 15);
      const cleanly = (command: string) => (way: Way): Candidate => ({
        name: way.name,
        prepare: () => rm(way.target, { recursive: true, force: true }),
        run: async () => void (await way.build(command)),
      });

      // Fetches what is missing, and fills sccache's cache.
      for (const way of ways) await way.build("build");
      await measure("clean build", ways, cleanly("build"), { [ordinary.name]: 1, [limit.name]: 1.03 });
      rows.push(...(await compiledUnits(replayed, [ordinary, limit])));
      await measure("clean `check`", [replayed, ordinary, limit], cleanly("check"));
      for (const way of ways) await way.build("build");
      const repeated = [replayed, ordinary, limit, caching];
      await measure("build again, nothing changed", repeated, (way) => ({ name: way.name, run: async () => void (await way.build("build")) }), {}, many);
      let edits = 0;
      const edited = (way: Way): Candidate => ({
        name: way.name,
        prepare: async () => {
          const main = path.join(way.project, "src/main.rs");
          const source = await readFile(main, "utf8");
          await writeFile(main, source.replace(/println!\("\{\}[^"]*"/, `println!("{} ${++edits}"`));
        },
        run: async () => void (await way.build("build")),
      });
      await measure("build after a line was edited", repeated, edited, { [ordinary.name]: 1, [caching.name]: 1 }, many);
      rows.push(...(await peakMemory([replayed, ordinary, limit])));

      log("seeing one expansion");
      const [shown, expanded] = await measureInTurn(
        [
          { name: "show", run: async () => void (await silcrow(["show", "S100.Serialize"], project)) },
          { name: "cargo expand", run: async () => void (await run(expand, ["expand", "--theme=none", "S100"], project, { CARGO_TARGET_DIR: ordinary.target })) },
        ],
        rounds,
      );
      if (shown === undefined || expanded === undefined) throw new Error("nothing was measured");
      const { value, low, high } = ratio(shown, expanded);
      rows.push({ what: "seeing one expansion: `silcrow show` / `cargo expand`, all compiled before", ratio: value, low, high, detail: `${milliseconds(shown.median)} against ${milliseconds(expanded.median)}` });
      await run(cache, ["--stop-server"], folder, withCache).catch(() => {});
      return rows;
    }),
};

/** How many crates and build scripts rustc compiles in a clean build. What silcrow puts an empty file in the place of does not count. */
async function compiledUnits(replayed: Way, theirs: readonly Way[]): Promise<Row[]> {
  const counts: number[] = [];
  for (const way of [replayed, ...theirs]) {
    await rm(way.target, { recursive: true, force: true });
    const messages = await way.build("build", "--message-format=json");
    counts.push(messages.split("\n").filter((line) => line.startsWith("{") && (JSON.parse(line) as { reason: string }).reason === "compiler-artifact").length);
  }
  const records = path.join(replayed.target, ".silcrow/units");
  const empty = (await Promise.all((await readdir(records)).map((name) => readFile(path.join(records, name), "utf8")))).filter((text) => /^action\t(?:stub|noop)$/m.test(text));
  const [ours = Number.NaN, ...others] = counts;
  return others.map((count, index) => {
    const value = (ours - empty.length) / count;
    return { what: `compiled units of a clean build: silcrow / ${theirs[index]?.name ?? ""}`, ratio: value, low: value, high: value, detail: `${ours - empty.length} against ${count}; another ${empty.length} are empty` };
  });
}

/** Memory of the largest process of a clean build. */
async function peakMemory(ways: readonly Way[]): Promise<Row[]> {
  const time = "/usr/bin/time";
  if (!existsSync(time)) return [];
  const peaks: number[] = [];
  for (const { name, target, project } of ways) {
    await rm(target, { recursive: true, force: true });
    const output = name === "silcrow"
      ? await run(time, ["-f", "peak %M", process.execPath, path.join(root, "bin/silcrow.js"), "build"], project)
      : await run(time, ["-f", "peak %M", "cargo", "build"], project, { CARGO_TARGET_DIR: target });
    peaks.push(Number(/peak (\d+)/.exec(output)?.[1]) / 1024);
  }
  const [ours = Number.NaN, ...theirs] = peaks;
  return theirs.map((peak, index) => ({
    what: `memory of the largest process of a clean build: silcrow / ${ways[index + 1]?.name ?? ""}`,
    ratio: ours / peak, low: ours / peak, high: ours / peak, detail: `${ours.toFixed(0)} MiB against ${peak.toFixed(0)} MiB`,
  }));
}

async function install({ crate, version }: { readonly crate: string; readonly version: string }): Promise<string> {
  const folder = path.join(installed, `${crate}-${version}`);
  const program = path.join(folder, "bin", crate);
  if (existsSync(program)) return program;
  await mkdir(folder, { recursive: true });
  await run("cargo", ["install", "--quiet", "--locked", "--no-default-features", "--version", version, "--root", folder, "--target-dir", path.join(folder, "target"), crate], root);
  await rm(path.join(folder, "target"), { recursive: true, force: true });
  return program;
}
