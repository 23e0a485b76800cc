import { spawn } from "node:child_process";
import { once } from "node:events";
import { open } from "node:fs/promises";
import { availableParallelism } from "node:os";
import path from "node:path";
import { type CompilerView, unpretty } from "./compiler-view.ts";
import type { RustcCall } from "./rustc-calls.ts";

export interface ViewsRequest {
  readonly rustc: string;
  readonly calls: readonly RustcCall[];
  readonly views: readonly CompilerView[];
  /** Takes a file for each unit and view, as `viewFile` names it. */
  readonly folder: string;
}

/**
 * Has rustc print the views of units that are compiled, for which all that they depend on must still be where it
 * was then: one call for each, as many at a time as there are processors. What a call says beside that is dropped,
 * because it has been said at the compilation; where it fails, the file ends early or is empty.
 */
export async function printViews({ rustc, calls, views, folder }: ViewsRequest): Promise<void> {
  const jobs = calls.flatMap((call) => views.map((view) => () => printView(rustc, call, view, path.join(folder, viewFile(call.unit, view)))));
  const worker = async (): Promise<void> => {
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) await job();
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}

export function viewFile(unit: string, view: CompilerView): string {
  return `${unit}.${view}`;
}

async function printView(rustc: string, { cwd, args, env }: RustcCall, view: CompilerView, file: string): Promise<void> {
  await using output = await open(file, "w");
  const child = spawn(rustc, [...withoutIncremental(args), `-Zunpretty=${unpretty[view]}`], {
    cwd,
    env: viewEnvironment(env),
    stdio: ["ignore", output.fd, "ignore"],
  });
  await once(child, "close");
}

/** The compiler's state of incremental builds is the build's own. */
function withoutIncremental(args: readonly string[]): string[] {
  return args.flatMap((arg, index) => {
    const next = args[index + 1] ?? "";
    if (arg === "-C") return next.startsWith("incremental=") ? [] : [arg];
    return args[index - 1] === "-C" && arg.startsWith("incremental=") ? [] : [arg];
  });
}

/**
 * RUSTC_BOOTSTRAP is set for these calls alone: the compilations must not notice. The stand-ins are not asked to
 * note again which entries they use, and cargo's job server is gone.
 */
function viewEnvironment({ SILCROW_USED: _, CARGO_MAKEFLAGS: __, MAKEFLAGS: ___, ...env }: RustcCall["env"]): NodeJS.ProcessEnv {
  return { ...env, RUSTC_BOOTSTRAP: "1" };
}
