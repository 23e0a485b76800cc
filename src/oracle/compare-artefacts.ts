import { readFile } from "node:fs/promises";
import path from "node:path";
import type { ArtefactDifference } from "./build-comparison.ts";
import { elfSections } from "./elf-sections.ts";
import { firstDifference } from "./first-difference.ts";
import { normaliseArchive } from "./normalise-archive.ts";

/**
 * Compares one file of the two builds byte for byte, but for what `normaliseArchive` says. `file` is its path below both folders. `notCompiled` when
 * replay has put something of its own in its place, as it does for what only macro crates need.
 */
export async function compareArtefact(
  file: string,
  folders: { readonly ordinary: string; readonly replayed: string },
  noop: Buffer,
): Promise<ArtefactDifference | "equal" | "notCompiled"> {
  const [ordinary, replayed] = await Promise.all([read(folders.ordinary, file), read(folders.replayed, file)]);
  if (replayed !== undefined && (replayed.length === 0 || replayed.equals(noop))) return "notCompiled";
  if (ordinary !== undefined && replayed !== undefined && ordinary.equals(replayed)) return "equal";
  return {
    kind: "artefact",
    file,
    sizes: { ordinary: ordinary?.length, replayed: replayed?.length },
    ...(ordinary === undefined || replayed === undefined
      ? { offset: undefined, sections: [] }
      : { offset: firstDifference(ordinary, replayed), sections: differentSections(ordinary, replayed) }),
  };
}

async function read(folder: string, file: string): Promise<Buffer | undefined> {
  const content = await readFile(path.join(folder, file)).catch(() => undefined);
  return content === undefined ? undefined : normaliseArchive(content);
}

function differentSections(a: Buffer, b: Buffer): ArtefactDifference["sections"] {
  const others = new Map((elfSections(b) ?? []).map((section) => [section.name, section]));
  return (elfSections(a) ?? [])
    .filter(({ name, offset, size }) => {
      const other = others.get(name);
      if (other === undefined) return true;
      return !a.subarray(offset, offset + size).equals(b.subarray(other.offset, other.offset + other.size));
    })
    .map(({ name, offset }) => ({ name, offset }));
}
