import { createHash } from "node:crypto";
import { runProcess } from "./run-process.ts";
import type { PackageFacts } from "./workspace-facts.ts";

/**
 * Which of these packages' libraries, or programs where there is no library, an ordinary compiler expands to
 * different text from one run to the next. A comparison with such a build says nothing: there is more than one right
 * answer.
 */
export async function differsByItself({ packages, ...request }: OrdinaryBuilds & { readonly packages: readonly PackageFacts[] }): Promise<ReadonlySet<string>> {
  const unsteady = new Set<string>();
  for (const facts of packages) {
    for (const target of facts.mainTargets) {
      // What is compiled for its own tests alone may be what differs.
      if ((await isUnsteady(request, facts, [...target, "--profile", "check"])) || (await isUnsteady(request, facts, [...target, "--profile", "test"]))) {
        unsteady.add(facts.name);
        break;
      }
    }
  }
  return unsteady;
}

interface OrdinaryBuilds {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly limit: number;
  readonly cargoArgs: readonly string[];
}

/** A map of two keys has the same order in half of all runs, so there are some. */
async function isUnsteady({ cwd, env, limit, cargoArgs }: OrdinaryBuilds, { name, crates }: PackageFacts, target: readonly string[]): Promise<boolean> {
  const seen = new Set<string>();
  for (let run = 0; run < 8 && seen.size < 2; run++) {
    // The variable names crates, so that it changes nothing for what they depend on.
    const { exitCode, stdout } = await runProcess("cargo", ["rustc", ...target, "-p", name, ...cargoArgs, "--", "-Zunpretty=expanded"], { cwd, env: { ...env, RUSTC_BOOTSTRAP: crates.join(",") }, limit });
    if (exitCode !== 0) break;
    seen.add(createHash("sha256").update(stdout).digest("hex"));
  }
  return seen.size > 1;
}
