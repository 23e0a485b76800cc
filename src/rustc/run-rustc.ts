import { spawn } from "node:child_process";
import { StringDecoder } from "node:string_decoder";
import { SilcrowError } from "#diagnostics";
import { marker, parseMarker, showProblem, type ShowOptions } from "./marker-diagnostics.ts";

export interface RustcRun {
  readonly rustc: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly streams: { readonly stdout: { write(text: string | Uint8Array): unknown }; readonly stderr: { write(text: string): unknown } };
  readonly show: ShowOptions;
}

/**
 * Runs rustc with its output passed on. What the shim reports becomes a diagnostic, and what the compiler says
 * after that is about code that is missing its expansions: it is dropped, and the exit code is 1. Otherwise the
 * exit code is rustc's. Throws SC0101 when rustc cannot be started.
 */
export async function runRustc({ rustc, args, cwd, env, streams, show }: RustcRun): Promise<number> {
  const child = spawn(rustc, args, { cwd, env, stdio: ["inherit", "pipe", "pipe"] });
  let problems = 0;
  let rest = "";
  const decoder = new StringDecoder("utf8");
  const take = (line: string): void => {
    // A macro may have left an unfinished line of its own in front of the marker.
    const at = line.indexOf(marker);
    if (at >= 0) {
      if (at > 0 && problems === 0) streams.stderr.write(line.slice(0, at));
      problems += 1;
      streams.stderr.write(showProblem(parseMarker(line.slice(at).trimEnd()), show));
    } else if (problems === 0) {
      streams.stderr.write(line);
    }
  };
  child.stdout.on("data", (chunk: Buffer) => streams.stdout.write(chunk));
  child.stderr.on("data", (chunk: Buffer) => {
    rest += decoder.write(chunk);
    for (let end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n")) {
      take(rest.slice(0, end + 1));
      rest = rest.slice(end + 1);
    }
  });
  return await new Promise((resolve, reject) => {
    child.on("error", (cause) => reject(new SilcrowError("SC0101", `cannot run ${rustc}`, { cause })));
    child.on("close", (code, signal) => {
      rest += decoder.end();
      if (rest !== "") take(rest);
      resolve(problems > 0 ? 1 : (code ?? (signal === null ? 1 : 101)));
    });
  });
}
