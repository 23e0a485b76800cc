import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

/** Whether git is changing the working tree that a folder is in: it holds the lock of its index meanwhile. */
export function isGitAtWork(folder: string): boolean {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const place = path.join(at, ".git");
    const status = statSync(place, { throwIfNoEntry: false });
    if (status?.isDirectory() === true) return existsSync(path.join(place, "index.lock"));
    if (status?.isFile() === true) {
      // A linked worktree says where its own part of the repository is.
      const named = /^gitdir: (.+)$/m.exec(readFileSync(place, "utf8"))?.[1];
      return named !== undefined && existsSync(path.join(path.resolve(at, named), "index.lock"));
    }
    if (path.dirname(at) === at) return false;
  }
}
