import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { pathPackageHash } from "#format";
import { scanSource } from "#source";
import { isFile } from "#toolchain";
import { namedFiles } from "./named-files.ts";

/**
 * The content hash of a path package and the files that it covers: Cargo.toml, build.rs, src/**,
 * crate roots that lie elsewhere, and what all of these name for the compiler.
 */
export async function readPathPackage(
  directory: string,
  roots: readonly string[],
): Promise<{ checksum: string; files: string[] }> {
  const found = ["Cargo.toml", "build.rs", ...(await filesBelow(directory, "src"))];
  const elsewhere = roots.map((root) => relative(directory, root)).filter(isOutsideSource);
  const files = new Map<string, Uint8Array>();
  const add = async (file: string): Promise<void> => {
    const absolute = path.resolve(directory, file);
    // A device or pipe would never end.
    if (files.has(file) || !(await isFile(absolute))) return;
    const content = await readFile(absolute).catch(() => undefined);
    if (content === undefined) return;
    files.set(file, content);
    for (const named of file.endsWith(".rs") ? namedIn(content) : []) {
      // An absolute path is the same from everywhere.
      if (named.path !== undefined && path.isAbsolute(named.path)) await add(named.path);
      else await add(relative(directory, named.path === undefined ? `${directory}${named.below}` : path.resolve(path.dirname(absolute), named.path)));
    }
  };
  await Promise.all([...found, ...elsewhere].map(add));
  const read = [...files].map(([file, content]) => ({ path: file, content }));
  return { checksum: pathPackageHash(read), files: read.map((file) => path.resolve(directory, file.path)).sort() };
}

function namedIn(content: Buffer): ReturnType<typeof namedFiles> {
  const text = content.toString("latin1");
  return /\binclude(_str|_bytes)?\s*!|\bpath\s*=/.test(text) ? namedFiles(scanSource(text)) : [];
}

function relative(directory: string, file: string): string {
  return path.relative(directory, file).split(path.sep).join("/");
}

/** Tests, examples and benches have roots of their own, which are no part of what a macro is. */
function isOutsideSource(root: string): boolean {
  return !/^(?:src|tests|examples|benches)\//.test(root);
}

async function filesBelow(directory: string, folder: string): Promise<string[]> {
  const entries = await readdir(path.join(directory, folder), { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile() || entry.isSymbolicLink());
  return files.map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"));
}
