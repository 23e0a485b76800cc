import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import path from "node:path";

/**
 * The standard library's sources as the sandbox needs them: links to the originals, and one file with a change.
 * `folder` is made.
 *
 * In the sandbox a `usize` has 32 bits. `Hasher::write_usize` hands its bytes to the hasher, and with them goes the
 * length of all that is hashed; with 4 bytes in place of 8 every hash is another, and so is the order in which a
 * macro walks through a `HashMap` whose hasher has no random state. It is the order of an ordinary build that counts.
 */
export async function shadowLibrary(library: string, folder: string): Promise<void> {
  const file = path.join("core", "src", "hash", "mod.rs");
  const changed = widenHashes(await readFile(path.join(library, file), "utf8"));
  let place = "";
  for (const part of file.split(path.sep)) {
    await mkdir(path.join(folder, place));
    for (const name of await readdir(path.join(library, place))) {
      if (name !== part) await symlink(path.join(library, place, name), path.join(folder, place, name));
    }
    place = path.join(place, part);
  }
  await writeFile(path.join(folder, file), changed);
}

/** The source of core::hash in which `write_usize` writes 64 bits; unchanged where that function looks otherwise. */
export function widenHashes(source: string): string {
  return source.replace(/(fn write_usize\(&mut self, i: usize\) \{\s*self\.write\(&)i(\.to_ne_bytes\(\)\))/, "$1(i as u64)$2");
}
