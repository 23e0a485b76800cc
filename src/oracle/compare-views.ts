import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import type { ViewDifference } from "./build-comparison.ts";
import type { CompilerView } from "./compiler-view.ts";
import { firstDifference, lineAt } from "./first-difference.ts";
import { normaliseHygiene } from "./normalise-hygiene.ts";
import { viewFile } from "./print-views.ts";

export interface ComparedViews {
  /** How many views were compared that have a text: of code that is wrong there are none. */
  readonly compared: number;
  readonly difference: ViewDifference | undefined;
}

/** The folder that the views of a build are in, below its own. */
export const viewsFolder = ".views";

/**
 * Compares the views of a unit that are below the folders of both builds, up to the first that differs: what comes
 * later in the compiler follows from it. Files that are equal are removed.
 */
export async function compareViews(
  unit: string,
  views: readonly CompilerView[],
  folders: { readonly ordinary: string; readonly replayed: string },
): Promise<ComparedViews> {
  let compared = 0;
  for (const view of views) {
    const file = path.join(viewsFolder, viewFile(unit, view));
    const files = [folders.ordinary, folders.replayed].map((folder) => path.join(folder, file));
    const [ordinary, replayed] = await Promise.all(files.map((at) => readFile(at).catch(() => undefined)));
    const difference = compareTexts(normalise(view, ordinary), normalise(view, replayed));
    if (difference !== undefined) return { compared: compared + 1, difference: { kind: "view", view, ...difference, file } };
    if (ordinary !== undefined && ordinary.length > 0) compared++;
    await Promise.all(files.map((at) => rm(at, { force: true })));
  }
  return { compared, difference: undefined };
}

function normalise(view: CompilerView, text: Buffer | undefined): Buffer | undefined {
  return view === "hygiene" && text !== undefined ? Buffer.from(normaliseHygiene(text.toString("utf8"))) : text;
}

function compareTexts(ordinary: Buffer | undefined, replayed: Buffer | undefined): Pick<ViewDifference, "line" | "ordinary" | "replayed"> | undefined {
  if (ordinary === undefined && replayed === undefined) return undefined;
  if (ordinary === undefined || replayed === undefined) return { line: undefined, ordinary: undefined, replayed: undefined };
  if (ordinary.equals(replayed)) return undefined;
  const offset = firstDifference(ordinary, replayed);
  const { number, text } = lineAt(ordinary, offset);
  return { line: number, ordinary: text, replayed: lineAt(replayed, offset).text };
}
