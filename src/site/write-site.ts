import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { SilcrowError } from "#diagnostics";
import { generateSite, type SiteRequest, type SiteSummary } from "./generate-site.ts";

/** What tells a site of ours from a folder that somebody needs. */
const marker = ".silcrow-site";

/**
 * Writes the review site to a folder. A site that is there already is replaced when the new one is complete; any
 * other folder with something in it is left alone. Throws SC0510.
 */
export async function writeSite(folder: string, request: SiteRequest): Promise<SiteSummary> {
  const target = path.resolve(folder);
  checkTarget(target, request.cacheDirectory);
  const made = `${target}.silcrow-${process.pid}`;
  try {
    mkdirSync(made, { recursive: true });
    const folders = new Set<string>();
    const summary = await generateSite(request, (place, text) => {
      const file = path.join(made, place);
      const inside = path.dirname(file);
      if (!folders.has(inside)) mkdirSync(inside, { recursive: true });
      folders.add(inside);
      writeFileSync(file, text);
    });
    writeFileSync(path.join(made, marker), "This folder is written by `silcrow review --html`, and replaced as a whole by the next run.\n");
    checkTarget(target, request.cacheDirectory);
    rmSync(target, { recursive: true, force: true });
    renameSync(made, target);
    return summary;
  } catch (error) {
    rmSync(made, { recursive: true, force: true });
    if (error instanceof SilcrowError || (error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new SilcrowError("SC0510", `the site cannot be written to ${target}`, { cause: error });
  }
}

function checkTarget(target: string, cacheDirectory: string): void {
  if (`${cacheDirectory}${path.sep}`.startsWith(`${target}${path.sep}`) || target.startsWith(`${cacheDirectory}${path.sep}`)) {
    throw new SilcrowError("SC0510", `${target} is the macro cache, or around or inside it`);
  }
  const found = statSync(target, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isDirectory()) throw new SilcrowError("SC0510", `${target} is no folder`);
  if (!existsSync(path.join(target, marker)) && readdirSync(target).length > 0) throw new SilcrowError("SC0510", `${target} has something else in it`);
}
