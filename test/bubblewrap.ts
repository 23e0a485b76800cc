import { describe, test } from "vitest";
import { type Bubblewrap, findBubblewrap } from "#toolchain";
import { findProgram } from "./find-program.ts";

/** bubblewrap for tests: installed where it may be, and tried for what processes of macro crates need of it. */
export const bubblewrap: Bubblewrap = await installed();

async function installed(): Promise<Bubblewrap> {
  try {
    if (process.platform === "linux") findProgram("bwrap", "bubblewrap");
  } catch (error) {
    return { kind: "missing", reason: (error as Error).message };
  }
  return await findBubblewrap(process.env, { asAnother: true });
}

/** A group of tests that need bubblewrap; where the system has none that works, one that is skipped and says why. */
export function describeConfined(name: string, tests: () => void): void {
  if (bubblewrap.kind === "found") describe(name, tests);
  else test(name, ({ skip }) => skip(bubblewrap.reason));
}
