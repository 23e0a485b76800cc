import type { AllowedFlags } from "#audit";
import { loadSettings } from "#config";
import { SilcrowError } from "#diagnostics";
import { findCache } from "#review";
import type { CommandContext } from "./context.ts";

/** What every command that reads the cache needs. Throws SC0207, and SC0502 for a flag that there is not. */
export async function reviewSettings({ cwd, cacheDir }: CommandContext): Promise<{ readonly cacheDirectory: string; readonly allowed: AllowedFlags }> {
  const { settings, file } = await loadSettings(cwd);
  const allowed = settings.audit?.allow ?? {};
  // The audit is not loaded for nothing.
  const problems = Object.keys(allowed).length === 0 ? [] : (await import("#audit")).policyProblems(allowed);
  if (problems.length > 0) throw new SilcrowError("SC0502", `${file} is not a valid configuration`, { notes: problems });
  return { cacheDirectory: findCache(cwd, cacheDir ?? settings.cacheDir), allowed };
}

/** Throws SC0501 for what can be no argument of `--deny`. */
export async function checkDenied(denied: readonly string[]): Promise<void> {
  if (denied.length === 0) return;
  const { findRule, isSeverity, rules, severities } = await import("#audit");
  const wrong = denied.find((what) => !isSeverity(what) && findRule(what) === undefined);
  if (wrong === undefined) return;
  throw new SilcrowError("SC0501", `\`${wrong}\` cannot be denied`, {
    notes: [`severities are ${severities.join(", ")}`, `flags are ${rules.map(({ id }) => id).join(", ")}`],
  });
}
