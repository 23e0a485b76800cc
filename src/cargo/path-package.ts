import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { pathPackageHash } from "#format";

/**
 * The content hash of a path package and the files that it covers: Cargo.toml, build.rs, src/**,
 * and crate roots that lie elsewhere.
 */
export async function readPathPackage(
  directory: string,
  roots: readonly string[],
): Promise<{ checksum: string; files: string[] }> {
  const found = ["Cargo.toml", "build.rs", ...(await filesBelow(directory, "src"))];
  const elsewhere = roots.map((root) => path.relative(directory, root).split(path.sep).join("/")).filter(isOutsideSource);
  const read = await Promise.all(
    [...new Set([...found, ...elsewhere])].map(async (file) => {
      const content = await readFile(path.join(directory, file)).catch(() => undefined);
      return content === undefined ? [] : [{ path: file, content }];
    }),
  );
  const files = read.flat();
  return { checksum: pathPackageHash(files), files: files.map((file) => path.join(directory, file.path)).sort() };
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
