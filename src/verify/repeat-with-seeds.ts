import type { Expander, LoadedMacroCrate } from "#emit";
import { invocationKey, layOutExpansion } from "#format";
import { type ExpandOutcome, type ExpandRequest, SandboxPool, type SandboxPoolOptions } from "#sandbox";
import { firstDifference } from "./first-difference.ts";

export interface Unsteady {
  /** `shout_0123456789ab::shout`. */
  readonly macro: string;
  /** Of the invocation. */
  readonly key: string;
  readonly detail: string;
}

/**
 * Runs each expansion again with other random numbers, and keeps what came out differently. The answers are
 * those of the sandbox that it stands before.
 */
export class SeedRepeater {
  readonly unsteady: Unsteady[] = [];
  readonly #pools: SandboxPool[];

  constructor(seeds: number, options: SandboxPoolOptions) {
    // Random to the macro, and the same in each run of silcrow: a finding can be looked into.
    this.#pools = Array.from({ length: seeds }, (_, index) => new SandboxPool({ ...options, randomSeed: Math.imul(index + 1, 0x9e3779b1) >>> 0 }));
  }

  before(sandbox: Expander, crates: ReadonlyMap<string, LoadedMacroCrate>): Expander {
    return {
      openSequence: () => sandbox.openSequence(),
      closeSequence: (id) => sandbox.closeSequence(id),
      follow: (request) => sandbox.follow(request),
      expand: async (request) => {
        const outcome = await sandbox.expand(request);
        // The same request comes again, with positions. What depends on earlier invocations cannot be run alone.
        if (outcome.kind !== "positions-wanted" && outcome.keepsState !== true) await this.#repeat(request, outcome, crates);
        return outcome;
      },
    };
  }

  async close(): Promise<void> {
    await Promise.all(this.#pools.map((pool) => pool.close()));
  }

  async #repeat(request: ExpandRequest, outcome: ExpandOutcome, crates: ReadonlyMap<string, LoadedMacroCrate>): Promise<void> {
    const { sequence: _, ...alone } = request;
    for (const pool of this.#pools) {
      const again = await pool.expand(alone);
      const detail = differenceOf(outcome, again);
      if (detail === undefined) continue;
      const crate = [...crates.values()].find(({ module }) => module === request.module);
      const name = crate?.declarations.find((each) => each.function === request.function && each.kind === request.kind)?.name;
      const macro = `${crate?.item ?? "?"}::${name ?? "?"}`;
      this.unsteady.push({ macro, key: invocationKey(macro, request.kind, request.attr, request.input), detail });
      return;
    }
  }
}

function differenceOf(outcome: ExpandOutcome, again: ExpandOutcome): string | undefined {
  if (outcome.kind !== again.kind) return `with another random seed it ends in another way: ${outcome.kind}, then ${again.kind}`;
  if (outcome.kind === "panic" && again.kind === "panic") {
    return outcome.message === again.message ? undefined : "with another random seed it panics with another message";
  }
  if (outcome.kind !== "done" || again.kind !== "done") return undefined;
  const [one, other] = [outcome.rendered, again.rendered];
  if (one.expansion !== other.expansion) {
    const [usual, found] = [one, other].map(({ expansion }) => layOutExpansion(expansion).expansion);
    return `with another random seed ${firstDifference(found ?? "", usual ?? "", "with the usual one")}`;
  }
  if (JSON.stringify(one) !== JSON.stringify(other)) return "with another random seed it gives its tokens other spans";
  if (JSON.stringify(outcome.observed) !== JSON.stringify(again.observed)) return "with another random seed it looks at other things";
  return undefined;
}
