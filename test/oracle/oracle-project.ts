import { cpSync, realpathSync, rmSync, mkdtempSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Writable } from "node:stream";
import { type BuildComparison, compareBuilds, type CompareRequest, type Difference, renderComparison } from "#oracle";

const root = path.join(import.meta.dirname, "../..");

/** The project of these tests (test/oracle/project) in a folder of its own; disposed of at the end. */
export function oracleProject(): { readonly folder: string; [Symbol.dispose](): void } {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "silcrow-oracle-")));
  cpSync(path.join(import.meta.dirname, "project"), folder, { recursive: true });
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

export const program = path.join(root, "bin/silcrow.js");

export const allViews: CompareRequest["views"] = ["expanded", "hygiene", "hir", "mir"];

/** Compares the builds of a project whose cache is written. `variables` are added to the environment. */
export async function compareIn(
  folder: string,
  args: readonly string[],
  options: { readonly views?: CompareRequest["views"]; readonly command?: CompareRequest["command"]; readonly variables?: Readonly<Record<string, string>> } = {},
): Promise<BuildComparison> {
  const { CARGO_TARGET_DIR: _, ...env } = process.env;
  return await compareBuilds({
    command: options.command ?? "build",
    args,
    views: options.views ?? [],
    cwd: folder,
    env: { ...env, ...options.variables },
    stderr: new Writable({ write: (_chunk, _encoding, done) => done() }),
    progress: { step: () => {} },
  });
}

export function differencesOf({ crates }: BuildComparison): readonly Difference[] {
  return crates.flatMap(({ differences }) => differences);
}

/** For messages of failed expectations. */
export function shownDifferences(comparison: BuildComparison): string {
  return comparison.equal ? "" : renderComparison(comparison);
}
