import os from "node:os";
import path from "node:path";

/**
 * The folder for what silcrow compiles once per toolchain: SILCROW_CACHE_HOME, or else `silcrow` in the
 * platform's cache folder. Nothing in it is needed for correctness; it may be deleted at any time.
 */
export function userCacheDirectory(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  const own = env["SILCROW_CACHE_HOME"];
  if (own) return path.resolve(own);
  const home = env["HOME"] || os.homedir();
  const shared = env["XDG_CACHE_HOME"];
  // The XDG specification tells to ignore relative paths.
  if (shared && path.isAbsolute(shared)) return path.join(shared, "silcrow");
  return platform === "darwin" ? path.join(home, "Library", "Caches", "silcrow") : path.join(home, ".cache", "silcrow");
}
