import { readFile } from "node:fs/promises";
import path from "node:path";
import { enforcePolicies, type PolicyInForce } from "#config";
import { parseMacrosJson } from "#format";

/** Throws SC0520 or SC0521 where the committed cache was made with more than the policies allow; a damaged one is a finding. */
export async function checkCommittedPolicies(policies: readonly PolicyInForce[], cacheDir: string): Promise<void> {
  const text = await readFile(path.join(cacheDir, "macros.json"), "utf8").catch(() => undefined);
  const parsed = text === undefined ? undefined : parseMacrosJson(text);
  if (parsed?.kind !== "macros") return;
  const rights = parsed.macros.macro_crates.map((record) => ({ ...record, sandbox: record.sandbox.kind, isOwn: record.source === null }));
  enforcePolicies(policies, rights, "take the grant out of `capabilities` and run `silcrow emit`");
}
