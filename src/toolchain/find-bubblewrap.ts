import { findProgram } from "./find-program.ts";
import { runProgram } from "./run-program.ts";

export type Bubblewrap =
  | { readonly kind: "found"; readonly path: string; readonly version: string }
  /** It is not there, or the system does not let it make namespaces; `reason` in its own words. */
  | { readonly kind: "missing"; readonly reason: string };

/** Looks for bubblewrap, with which processes are kept from files and the network, and tries whether it works. */
export async function findBubblewrap(env: NodeJS.ProcessEnv): Promise<Bubblewrap> {
  if (process.platform !== "linux") return { kind: "missing", reason: "bubblewrap is for Linux alone" };
  const path = await findProgram("bwrap", env, "/");
  if (path === undefined) return { kind: "missing", reason: "there is no `bwrap` on PATH; Debian's package is `bubblewrap`" };
  const tried = await runProgram(path, ["--unshare-all", "--die-with-parent", "--ro-bind", "/", "/", "--", "/bin/sh", "-c", "exit 0"], { env });
  if (tried.status !== 0) {
    const words = (tried.failure ?? tried.stderr).trim();
    return { kind: "missing", reason: `${path} cannot make a sandbox here: ${words === "" ? "it gives no reason" : words}` };
  }
  const version = (await runProgram(path, ["--version"], { env })).stdout.trim().replace(/^bubblewrap /, "");
  return { kind: "found", path, version };
}
