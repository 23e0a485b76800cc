import { readFile } from "node:fs/promises";
import path from "node:path";
import { enforceOnCache, type PolicyInForce } from "#config";
import { parseMacrosJson } from "#format";

/** Throws SC0520 or SC0521 where the committed cache was made with more than the policies allow; a damaged one is a finding. */
export async function checkCommittedPolicies(policies: readonly PolicyInForce[], cacheDir: string): Promise<void> {
  const text = await readFile(path.join(cacheDir, "macros.json"), "utf8").catch(() => undefined);
  const parsed = text === undefined ? undefined : parseMacrosJson(text);
  if (parsed?.kind === "macros") enforceOnCache(policies, parsed.macros.macro_crates);
}
