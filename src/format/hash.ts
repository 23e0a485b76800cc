import { createHash } from "node:crypto";

/** SHA-256 as entries write it: `sha256:` and 64 hex digits. Text is hashed as UTF-8; parts are joined. */
export function sha256(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return `sha256:${hash.digest("hex")}`;
}

/** The first 12 hex digits of a hash that `sha256` made: enough for the names of files and macro crates. */
export function h12(hash: string): string {
  return hash.slice("sha256:".length, "sha256:".length + 12);
}
