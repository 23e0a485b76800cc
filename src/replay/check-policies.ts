import { isOfWorkspace, type MacroCrate, type Workspace } from "#cargo";
import { enforceOnCache, type PolicyInForce } from "#config";
import type { MacrosJson } from "#format";

/**
 * Throws SC0520 or SC0521 where a cache was made with more than the policies allow. All records count, also those
 * that this build does not use. Of a macro crate in it, cargo says where it comes from; of others macros.json.
 */
export function checkPolicies(policies: readonly PolicyInForce[], macros: MacrosJson, crates: readonly MacroCrate[], workspace: Workspace): void {
  const isOwn = (record: MacrosJson["macro_crates"][number]) =>
    record.source === null && crates.every((crate) => crate.package.name !== record.package || isOfWorkspace(crate, workspace));
  enforceOnCache(policies, macros.macro_crates, isOwn);
}
