import { existsSync, lstatSync, readlinkSync } from "node:fs";
import { virtualRootNames } from "#format";
import type { LoadedLibrary } from "./load-library.ts";

/** Folders in which the system has libraries; programs of some systems have them below a store. */
const libraryFolders = ["/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/local/lib", "/nix/store", "/gnu/store"];

/**
 * How bubblewrap is called for a macro crate: no network, no other processes, no rights, an empty environment, and
 * nothing to see but the system's libraries, the macro crate, and what is put into `tree`, under the names that macros
 * know. Nothing can be written.
 */
export function bubblewrapArguments({ path, sandbox, declarations, memoryLimit }: LoadedLibrary, tree: string): string[] {
  const list = ["--unshare-all", "--unshare-user", "--uid", "1000", "--gid", "1000", "--hostname", "silcrow", "--cap-drop", "ALL"];
  list.push("--die-with-parent", "--new-session");
  for (const folder of libraryFolders) {
    const stats = lstatSync(folder, { throwIfNoEntry: false });
    if (stats?.isSymbolicLink() === true) list.push("--symlink", readlinkSync(folder), folder);
    else if (stats?.isDirectory() === true) list.push("--ro-bind", folder, folder);
  }
  if (existsSync("/etc/ld.so.cache")) list.push("--ro-bind", "/etc/ld.so.cache", "/etc/ld.so.cache");
  for (const root of virtualRootNames) list.push("--ro-bind", `${tree}${root}`, root);
  list.push("--ro-bind", sandbox.program, runner, "--ro-bind", path, library, "--remount-ro", "/", "--chdir", "/");
  return [...list, "--", runner, library, declarations, String(memoryLimit)];
}

const runner = "/silcrow-macro-process";
const library = "/silcrow-macros.so";
