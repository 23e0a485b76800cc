import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of silcrow's own Rust sources: `rust/`, two levels above this file both in src/ and in dist/. */
export const rustDirectory = fileURLToPath(new URL("../../rust", import.meta.url));

/** SHA-256 in hexadecimal over texts, each with its length, so that no two lists collide. */
export function hashOf(texts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(`${Buffer.byteLength(text)}\n`).update(text);
  return hash.digest("hex");
}

/** Names and contents of the Rust sources below some parts of `rust/`, in a stable order, for `hashOf`. */
export async function rustSources(parts: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const part of [...parts].sort()) {
    if (part.endsWith(".rs")) {
      files.push(part);
      continue;
    }
    const below = await readdir(path.join(rustDirectory, part), { recursive: true });
    files.push(...below.filter((file) => file.endsWith(".rs")).sort().map((file) => `${part}/${file}`));
  }
  const texts = await Promise.all(files.map((file) => readFile(path.join(rustDirectory, file), "utf8")));
  return files.flatMap((file, index) => [file, texts[index] ?? ""]);
}
