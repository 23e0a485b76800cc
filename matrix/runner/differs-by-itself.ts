import { createHash } from "node:crypto";
import { runProcess } from "./run-process.ts";
import type { PackageFacts } from "./workspace-facts.ts";

/**
 * Which of these packages' libraries, or programs where there is no library, an ordinary compiler expands to
 * different text from one run to the next. A comparison with such a build says nothing: there is more than one right
 * answer.
 */
export async function differsByItself(request: {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly limit: number;
  readonly cargoArgs: readonly string[];
  readonly packages: readonly PackageFacts[];
}): Promise<ReadonlySet<string>> {
  const unsteady = new Set<string>();
  for (const { name, crates, target } of request.packages.flatMap((facts) => facts.mainTargets.map((target) => ({ ...facts, target })))) {
    // What is compiled for its own tests alone may be what differs.
    for (const profile of unsteady.has(name) ? [] : ["check", "test"]) {
      const seen = new Set<string>();
      // The variable names crates, so that it changes nothing for what they depend on. A map of two keys has the same order in half of all runs.
      for (let run = 0; run < 8 && seen.size < 2; run++) {
        const { exitCode, stdout } = await runProcess("cargo", ["rustc", "--profile", profile, ...target, "-p", name, ...request.cargoArgs, "--", "-Zunpretty=expanded"], {
          cwd: request.cwd,
          env: { ...request.env, RUSTC_BOOTSTRAP: crates.join(",") },
          limit: request.limit,
        });
        if (exitCode !== 0) break;
        seen.add(createHash("sha256").update(stdout).digest("hex"));
      }
      if (seen.size < 2) continue;
      unsteady.add(name);
      break;
    }
  }
  return unsteady;
}
