import { cp, readFile } from "node:fs/promises";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { PassThrough } from "node:stream";
import { loadSettings } from "#config";
import { emit } from "#emit";
import { sha256, toReal } from "#format";
import { loadModule, type LoadedModule } from "../src/sandbox/load-module.ts";
import { InstanceCache, type RawOutcome, runInvocation } from "../src/sandbox/run-invocation.ts";
import type { ExpandRequest } from "../src/sandbox/types.ts";
import { median } from "./measure.ts";
import { inTemporaryFolder, root } from "./project.ts";
import { type Benchmark, milliseconds, type Row } from "./report.ts";

const limit = 1.1;
const warmMilliseconds = 3000;
const runs = 200;

/** What it costs to give macros an environment and files, and to record what they look at: warm invocations of fixtures/files. */
export const observation: Benchmark = {
  name: "observation",
  title: "Recording what macros look at",
  run: ({ log }) =>
    inTemporaryFolder(async (folder) => {
      const project = path.join(folder, "project");
      await cp(path.join(root, "fixtures/files"), project, { recursive: true, filter: (file) => path.basename(file) !== "target" });
      log("emit");
      const requests = await requestsOf(project);
      const modules = new Map<string, LoadedModule>();
      for (const { module } of requests) if (!modules.has(module)) modules.set(module, await loadModule(module, 1024 ** 3));
      const instances = new InstanceCache();
      const expand = async (request: ExpandRequest): Promise<RawOutcome> =>
        await runInvocation(modules.get(request.module) as LoadedModule, request, { memoryLimitBytes: 1024 ** 3, randomSeed: 0 }, instances);

      const alone: Pair[] = [];
      const reading: Pair[] = [];
      for (const request of requests) {
        const outcome = await expand(request);
        if (outcome.kind !== "done") continue;
        const { env, files, directories } = outcome.observed;
        const seen = Object.entries(files).filter(([, state]) => state !== null && state !== "directory");
        const known = Object.keys(env).flatMap((name) => (request.environment[name] === undefined ? [] : [[name, request.environment[name]]]));
        const plain: ExpandRequest = { ...request, files: undefined, environment: Object.fromEntries(known) as Record<string, string>, hiddenEnvironment: [] };
        if (seen.length === 0 && Object.keys(directories).length === 0) {
          if ((await expand(plain)).kind === "done") alone.push({ full: () => expand(request), other: () => expand(plain) });
          continue;
        }
        const contents = await Promise.all(seen.map(([file]) => readFile(toReal(file, request.files?.places ?? { roots: [] }) ?? file)));
        reading.push({ full: () => expand(request), other: async () => contents.forEach((content) => sha256(content)) });
      }
      if (alone.length === 0 || reading.length === 0) throw new Error("the fixture has no macros of one kind");
      log(`${alone.length} invocations that read nothing, ${reading.length} that read files`);
      const first = await time(alone);
      const second = await time(reading);
      return [
        row(`${alone.length} invocations that read no file: with environment and files / without`, first.map(({ full, other }) => full / other), sum(first, "full"), sum(first, "other")),
        // What is not recorded cannot be replayed, so there is no sandbox that reads and does not: hashing is timed by itself.
        row(`${reading.length} invocations that read files: whole / whole less the hashing`, second.map(({ full, other }) => full / (full - other)), sum(second, "full"), sum(second, "full") - sum(second, "other")),
      ];
    }),
};

interface Pair {
  full(): Promise<unknown>;
  other(): Promise<unknown>;
}

interface Times {
  /** Median milliseconds. */
  readonly full: number;
  readonly other: number;
}

/** In turn, and warm: the engine compiles again what runs often. */
async function time(pairs: readonly Pair[]): Promise<Times[]> {
  const times = pairs.map(() => ({ full: [] as number[], other: [] as number[] }));
  const round = async (isCounted: boolean): Promise<void> => {
    for (const [index, pair] of pairs.entries()) {
      for (const name of ["full", "other"] as const) {
        // Another macro's code and memory were in the processor's caches before.
        await pair[name]();
        const start = performance.now();
        await pair[name]();
        if (isCounted) times[index]?.[name].push(performance.now() - start);
      }
    }
  };
  for (const end = performance.now() + warmMilliseconds; performance.now() < end; ) await round(false);
  for (let count = 0; count < runs; count++) await round(true);
  return times.map(({ full, other }) => ({ full: median(full.toSorted((a, b) => a - b)), other: median(other.toSorted((a, b) => a - b)) }));
}

function sum(times: readonly Times[], name: keyof Times): number {
  return times.reduce((total, one) => total + one[name], 0);
}

function row(what: string, ratios: readonly number[], a: number, b: number): Row {
  return { what, ratio: a / b, low: Math.min(...ratios), high: Math.max(...ratios), limit, detail: `${milliseconds(a)} against ${milliseconds(b)}, all together` };
}

/** What an emit asks the sandbox for. */
async function requestsOf(project: string): Promise<ExpandRequest[]> {
  const requests: ExpandRequest[] = [];
  const { settings } = await loadSettings(project);
  const output = new PassThrough().resume();
  const { exitCode } = await emit({
    cwd: project,
    cargoArgs: [],
    cacheDir: path.join(project, "expanded"),
    env: process.env,
    streams: { stdout: output, stderr: output },
    options: { capabilities: settings.capabilities, quiet: true },
    hooks: {
      targetFolder: "verify",
      expander: (sandbox) => ({
        expand: async (request) => {
          const outcome = await sandbox.expand(request);
          const { sequence: _, ...alone } = request;
          if (outcome.kind === "done") requests.push(alone);
          return outcome;
        },
        follow: (request) => sandbox.follow(request),
        openSequence: () => sandbox.openSequence(),
        closeSequence: (id) => sandbox.closeSequence(id),
      }),
    },
  });
  if (exitCode !== 0) throw new Error(`emit ended with ${exitCode}`);
  return requests;
}
