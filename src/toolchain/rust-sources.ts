import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
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

/**
 * Names and contents of the Rust sources below some parts of `rust/`, in a stable order, for `hashOf`. At once, not
 * through promises: each command needs them, and the files are many and small.
 */
export function rustSources(parts: readonly string[]): string[] {
  const files = [...parts].sort().flatMap((part) => {
    if (part.endsWith(".rs")) return [part];
    const below = readdirSync(path.join(rustDirectory, part), { recursive: true, encoding: "utf8" });
    return below.filter((file) => file.endsWith(".rs")).sort().map((file) => `${part}/${file}`);
  });
  return files.flatMap((file) => [file, readFileSync(path.join(rustDirectory, file), "utf8")]);
}
