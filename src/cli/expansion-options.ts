import type { PolicyInForce, Settings } from "#config";
import type { ExpansionOptions } from "#emit";
import type { LimitOptions } from "./command-line.ts";
import type { CommandContext } from "./context.ts";

/** How a project's macros are expanded. The command line wins over the configuration. */
export function expansionOptions(
  { deadline, memoryLimit, jobs }: LimitOptions,
  { settings, policies }: { readonly settings: Settings; readonly policies: readonly PolicyInForce[] },
  { quiet, color }: CommandContext,
): ExpansionOptions {
  return {
    deadlineSeconds: deadline ?? settings.deadlineSeconds,
    memoryLimit: memoryLimit ?? settings.memoryLimit,
    jobs: jobs ?? settings.jobs,
    scripts: settings.emit,
    capabilities: settings.capabilities,
    sandbox: settings.sandbox,
    policies,
    quiet,
    color,
  };
}
