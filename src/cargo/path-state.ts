import { lstat, readdir, readlink } from "node:fs/promises";
import { fnv1a64 } from "./variable-state.ts";

/**
 * What lies at a path that an entry depends on, as the wrapper records it (docs/contracts.md §6): the same text
 * means that nothing has changed.
 */
export async function pathState(path: string): Promise<string> {
  try {
    const found = await lstat(path, { bigint: true });
    if (found.isFile()) return `file ${found.mtimeNs} ${found.size}`;
    if (found.isSymbolicLink()) return `link ${fnv1a64(await readlink(path, { encoding: "buffer" }))}`;
    if (!found.isDirectory()) return "other";
    const items = await readdir(path, { encoding: "buffer", withFileTypes: true });
    items.sort((a, b) => Buffer.compare(a.name, b.name));
    const letter = (item: (typeof items)[number]) => (item.isFile() ? "f" : item.isDirectory() ? "d" : item.isSymbolicLink() ? "l" : "o");
    return `directory ${fnv1a64(Buffer.concat(items.flatMap((item) => [Buffer.from(letter(item)), item.name, Buffer.of(0)])))}`;
  } catch {
    return "absent";
  }
}
