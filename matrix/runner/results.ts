import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { matrixFolder } from "./places.ts";

/** The steps in the order in which a project goes through them. */
export const steps = ["ordinary", "emit", "entries", "replay", "compare", "verify", "again"] as const;
export type Step = (typeof steps)[number];

export interface Project {
  readonly name: string;
  readonly kind: "crate" | "program";
  /** Packages that the matrix is about, with the versions that were used. */
  readonly versions: readonly string[];
  readonly steps: Readonly<Partial<Record<Step, Outcome>>>;
  /** Invocations in the project's own crates that have an entry. */
  readonly expansions: number;
  /** The same for other packages that are built for it. */
  readonly expansionsOfDependencies: number;
  /** Tests that ran in the ordinary build. */
  readonly tests: number;
  /** ISO date of the run. */
  readonly date: string;
}

export interface Outcome {
  readonly ok: boolean;
  /** One or several lines for a person; without it there is nothing to say. */
  readonly detail?: string;
}

/** Shares of a whole run, kept for the history. */
export interface Summary {
  readonly date: string;
  readonly silcrow: string;
  readonly rustc: string;
  readonly crates: { readonly passed: number; readonly total: number };
  readonly programs: { readonly passed: number; readonly total: number };
}

export interface Results {
  readonly silcrow: string;
  readonly rustc: string;
  readonly projects: readonly Project[];
  /** Oldest first; one for each day and version. */
  readonly history: readonly Summary[];
}

export const resultsFile = path.join(matrixFolder, "results.json");

export async function readResults(): Promise<Results | undefined> {
  const text = await readFile(resultsFile, "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Results);
}

export async function writeResults(results: Results): Promise<void> {
  await writeFile(resultsFile, `${JSON.stringify(results, undefined, 2)}\n`);
}

export function passed(project: Project): boolean {
  return steps.every((step) => project.steps[step]?.ok === true);
}

/** New results take the place of older ones of the same name; projects that are no longer defined go. */
export function mergeResults(
  old: Results | undefined,
  fresh: readonly Project[],
  defined: ReadonlySet<string>,
  now: { readonly date: string; readonly silcrow: string; readonly rustc: string },
): Results {
  const key = ({ kind, name }: Pick<Project, "kind" | "name">) => `${kind} ${name}`;
  const projects = new Map([...(old?.projects ?? []), ...fresh.map(withoutPlaces)].map((project) => [key(project), project]));
  const kept = [...projects.values()].filter((project) => defined.has(key(project)));
  kept.sort((a, b) => (key(a) < key(b) ? -1 : 1));
  const share = (kind: Project["kind"]) => {
    const all = kept.filter((project) => project.kind === kind);
    return { passed: all.filter(passed).length, total: all.length };
  };
  const summary: Summary = { ...now, crates: share("crate"), programs: share("program") };
  const before = (old?.history ?? []).filter(({ date, silcrow, rustc }) => date !== now.date || silcrow !== now.silcrow || rustc !== now.rustc);
  return { silcrow: now.silcrow, rustc: now.rustc, projects: kept, history: [...before, summary] };
}

/** Without the names that folders have on this machine alone: those of cargo's registry and of the matrix. */
function withoutPlaces(project: Project): Project {
  const shorter = (text: string) => text.replace(/\/[^\s`'"]*\/registry\/src\/[^/\s]+\//g, "").replaceAll(matrixFolder, "");
  const outcome = ({ ok, detail }: Outcome): Outcome => (detail === undefined ? { ok } : { ok, detail: shorter(detail) });
  return { ...project, steps: Object.fromEntries(Object.entries(project.steps).map(([step, found]) => [step, outcome(found)])) };
}
