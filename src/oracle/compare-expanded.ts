import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { ExpandedDifference } from "./build-comparison.ts";
import type { CrateName } from "./cargo-messages.ts";
import { normaliseHygiene } from "./normalise-hygiene.ts";

export interface ExpandedUnit extends CrateName {
  readonly difference: ExpandedDifference | undefined;
}

/** The folder that the recorder writes expanded sources to, below that of a build. */
export const expandedFolder = ".expanded";

/** Compares the expanded sources that the recorder has left below the folders of both builds. */
export async function compareExpanded(ordinary: string, replayed: string): Promise<ExpandedUnit[]> {
  const folder = path.join(replayed, expandedFolder);
  const units = (await readdir(folder)).filter((name) => name.endsWith(".unit")).map((name) => name.slice(0, -".unit".length));
  return await Promise.all(
    units.sort().map(async (unit) => {
      const [name = "", version = "", crate = ""] = (await readFile(path.join(folder, `${unit}.unit`), "utf8")).split("\n");
      return { package: `${name} ${version}`, crate, difference: await compareUnit(ordinary, replayed, unit) };
    }),
  );
}

async function compareUnit(ordinary: string, replayed: string, unit: string): Promise<ExpandedDifference | undefined> {
  for (const extension of ["expanded", "hygiene"]) {
    const file = path.join(expandedFolder, `${unit}.${extension}`);
    const read = async (build: string) => await readFile(path.join(build, file), "utf8").catch(() => undefined);
    const normalise = (text: string | undefined) => (extension === "hygiene" && text !== undefined ? normaliseHygiene(text) : text);
    const difference = firstDifference(normalise(await read(ordinary)), normalise(await read(replayed)));
    if (difference !== undefined) return { kind: "expanded", hygiene: extension === "hygiene", ...difference, file };
  }
  return undefined;
}

function firstDifference(
  ordinary: string | undefined,
  replayed: string | undefined,
): Pick<ExpandedDifference, "line" | "ordinary" | "replayed"> | undefined {
  if (ordinary === replayed) return undefined;
  if (ordinary === undefined || replayed === undefined) return { line: undefined, ordinary: undefined, replayed: undefined };
  const [a, b] = [ordinary.split("\n"), replayed.split("\n")];
  let index = 0;
  while (a[index] === b[index]) index++;
  return { line: index + 1, ordinary: a[index], replayed: b[index] };
}
