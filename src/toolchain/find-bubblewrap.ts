import { findProgram } from "./find-program.ts";
import { runProgram } from "./run-program.ts";

export type Bubblewrap =
  | { readonly kind: "found"; readonly path: string; readonly version: string }
  /** It is not there, or the system does not let it make namespaces; `reason` in its own words. */
  | { readonly kind: "missing"; readonly reason: string };

/**
 * Looks for bubblewrap, with which processes are kept from files and the network, and tries whether it works.
 * `asAnother`: whether it must be able to run them as another user, which takes more where silcrow is run by root.
 */
export async function findBubblewrap(env: NodeJS.ProcessEnv, { asAnother = false } = {}): Promise<Bubblewrap> {
  if (process.platform !== "linux") return { kind: "missing", reason: "bubblewrap is for Linux alone" };
  const path = await findProgram("bwrap", env, "/");
  if (path === undefined) return { kind: "missing", reason: "there is no `bwrap` on PATH; Debian's package is `bubblewrap`" };
  const user = asAnother ? ["--unshare-user", "--uid", "1000", "--gid", "1000", "--cap-drop", "ALL"] : [];
  const tried = await runProgram(path, ["--unshare-all", ...user, "--die-with-parent", "--ro-bind", "/", "/", "--", "/bin/sh", "-c", "exit 0"], { env });
  if (tried.status !== 0) {
    const words = (tried.failure ?? tried.stderr).trim();
    const why = /uid map|namespace|not permitted|denied/i.test(words) ? "; this system does not let users make namespaces (Ubuntu wants an AppArmor profile for bwrap, containers a right for it)" : "";
    return { kind: "missing", reason: `${path} cannot make a sandbox here: ${words === "" ? "it gives no reason" : words}${why}` };
  }
  const version = (await runProgram(path, ["--version"], { env })).stdout.trim().replace(/^bubblewrap /, "");
  return { kind: "found", path, version };
}
