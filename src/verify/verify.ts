import { rm, stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import path from "node:path";
import { claimTargetDirectory, findWorkspace, silcrowTargetDirectory, stateDirectory } from "#cargo";
import { SilcrowError } from "#diagnostics";
import { emit, type EmitResult, type ExpansionOptions, type OutputStream, withEmitLock } from "#emit";
import { type PolicyInForce, withPoliciesOf } from "#config";
import type { Capabilities, SandboxKind } from "#format";
import { findNativeToolchain, userCacheDirectory } from "#toolchain";
import { compareCaches } from "./compare-caches.ts";
import { checkCommittedPolicies } from "./check-policies.ts";
import { compareMacros } from "./compare-macros.ts";
import { type Finding, type FindingKind, findingKinds } from "./finding.ts";
import { type CachedFile, readCache } from "./read-cache.ts";
import { SeedRepeater, type Unsteady } from "./repeat-with-seeds.ts";
import { trustEntriesOf } from "./trusted-entries.ts";
import type { VerifyReport } from "./verify-report.ts";

export interface VerifyRequest {
  readonly cwd: string;
  /** As for emit: a command of cargo with its arguments, or arguments of `check`. */
  readonly cargoArgs: readonly string[];
  /** The cache to verify, absolute; undefined for `macro-cache` in the workspace. */
  readonly cacheDir?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** Takes what cargo and macros say meanwhile. */
  readonly stderr: NodeJS.WritableStream & OutputStream;
  readonly options?: VerifyOptions | undefined;
}

export interface VerifyOptions extends ExpansionOptions {
  /** How often each expansion is repeated with another random seed; 0 without it. */
  readonly seeds?: number | undefined;
  /** A git revision whose entries are taken as right where the cache has them unchanged. */
  readonly since?: string | undefined;
  /** Whether notes are findings. */
  readonly strict?: boolean | undefined;
  /** Entries that nothing uses are no findings. */
  readonly keepUnused?: boolean | undefined;
}

/**
 * Expands the macros of a project again, from nothing, and compares what comes out with the macro cache. The
 * cache is read only, and nothing in it answers a macro. Throws what keeps emit from running, and SC0207.
 */
export async function verify(request: VerifyRequest): Promise<VerifyReport> {
  const { cwd, env } = request;
  const { cargo } = await findNativeToolchain({ cwd, env });
  const workspace = await findWorkspace({ cargo, args: request.cargoArgs, cwd, env });
  const cacheDir = request.cacheDir === undefined ? path.join(workspace.root, "macro-cache") : path.resolve(cwd, request.cacheDir);
  if ((await stat(cacheDir).catch(() => undefined))?.isDirectory() !== true) {
    throw new SilcrowError("SC0207", `there is no cache directory ${cacheDir}`);
  }
  const targetDirectory = silcrowTargetDirectory(workspace.targetDirectory, "verify");
  // Beside the folder, which emit may clear: held until the comparison is done.
  const lock = { patience: 10_000, onWait: () => void request.stderr.write("waiting for another verify of this project\n") };
  return await withEmitLock(`${targetDirectory}.lock`, lock, async () => {
    await claimTargetDirectory(targetDirectory, userCacheDirectory(env));
    return await verifyLocked(request, workspace.root, cacheDir, path.join(stateDirectory(targetDirectory), "expanded"));
  });
}

async function verifyLocked(request: VerifyRequest, root: string, cacheDir: string, freshDir: string): Promise<VerifyReport> {
  const { seeds = 0, since, strict = false, keepUnused = false, ...expansion } = request.options ?? {};
  const { deadlineSeconds, memoryLimit, jobs, policies } = expansion;
  // Crates whose entries are gone are compiled again, so no expansion of an earlier run is taken over.
  await rm(freshDir, { recursive: true, force: true });
  if (since !== undefined) await trustEntriesOf(since, cacheDir, freshDir, request.env);
  const repeater = new SeedRepeater(seeds, {
    workers: jobs ?? availableParallelism(),
    ...(deadlineSeconds === undefined ? {} : { deadlineMs: deadlineSeconds * 1000 }),
    ...(memoryLimit === undefined ? {} : { memoryLimitBytes: memoryLimit }),
  });
  await checkCommittedPolicies(await withPoliciesOf(root, policies), cacheDir);
  let result: EmitResult;
  try {
    result = await emit({
      cwd: request.cwd,
      cargoArgs: request.cargoArgs,
      cacheDir: freshDir,
      env: request.env,
      // What is printed on standard output is the report.
      streams: { stdout: request.stderr, stderr: request.stderr },
      options: expansion,
      hooks: { targetFolder: "verify", knownMacros: cacheDir, expander: (sandbox, crates) => repeater.before(sandbox, crates) },
    });
  } finally {
    await repeater.close();
  }
  const { exitCode, coverage } = result;
  const isComplete = coverage.isComplete && !keepUnused;
  const [committed, fresh] = [await readCache(cacheDir), await readCache(freshDir)];
  const compared = compareCaches({
    committed,
    fresh,
    failed: coverage.failed,
    isUnused: (folder) => isComplete && !coverage.exemptFolders.has(folder),
  });
  const findings = [...compared.findings, ...(await compareMacros(cacheDir, freshDir, isComplete)), ...unsteadyFindings(repeater.unsteady, fresh)];
  findings.sort((a, b) => order(a) - order(b) || (a.file < b.file ? -1 : Number(a.file > b.file)));
  const counted = findings.some(({ severity }) => strict || severity === "error");
  return {
    verifyVersion: 1,
    result: counted ? "findings" : exitCode === 0 ? "clean" : "incomplete",
    cacheDir,
    ...(since === undefined ? {} : { since }),
    expansions: result.summary.created,
    compared: compared.compared,
    unchecked: compared.unchecked,
    seeds,
    counts: countKinds(findings),
    findings,
  };
}

/** One finding for each macro, at the first of its entries. */
function unsteadyFindings(unsteady: readonly Unsteady[], fresh: readonly CachedFile[]): Finding[] {
  return [...Map.groupBy(unsteady, ({ macro }) => macro)].map(([macro, runs]) => {
    const keys = new Map(runs.map(({ key, detail }) => [key, detail]));
    const files = fresh.filter(({ parsed }) => parsed.kind === "entry" && keys.has(parsed.entry.metadata.hash));
    const [first] = files;
    const detail = (first?.parsed.kind === "entry" ? keys.get(first.parsed.entry.metadata.hash) : undefined) ?? runs[0]?.detail ?? "";
    const others = keys.size - 1;
    const more = others === 0 ? "" : ` (and ${others} more ${others === 1 ? "invocation" : "invocations"})`;
    // Macros that macro crates use themselves have no entry in the cache.
    return { kind: "nondeterministic", severity: "error", file: first?.path ?? "macros.json", macro, parts: ["expansion"], detail: `${detail}${more}` };
  });
}

function order({ severity }: Finding): number {
  return severity === "error" ? 0 : 1;
}

function countKinds(findings: readonly Finding[]): Partial<Record<FindingKind, number>> {
  const counts = findingKinds.map((kind) => [kind, findings.filter((finding) => finding.kind === kind).length] as const);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}
