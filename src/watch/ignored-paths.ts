import { existsSync } from "node:fs";
import path from "node:path";

/** Whether nothing below a folder matters: what tools keep there, and what cargo and silcrow write themselves. */
export function isIgnoredFolder(folder: string, own: readonly string[]): boolean {
  if (own.includes(folder)) return true;
  const name = path.basename(folder);
  if (toolFolders.has(name)) return true;
  // cargo marks its target directories; a module may have the same name.
  return name === "target" && existsSync(path.join(folder, "CACHEDIR.TAG"));
}

/** Whether a file is an editor's own: swap, backup and lock files, and the one with which Vim tries a folder. */
export function isIgnoredFile(file: string): boolean {
  return editorFile.test(path.basename(file));
}

const toolFolders: ReadonlySet<string> = new Set([
  ".git", ".hg", ".jj", ".svn", ".pijul", ".idea", ".vscode", ".vs", ".zed", ".direnv", ".cache", "node_modules",
]);

const editorFile = /^(?:4913|\.#.*|#.*#|.*~|\..*\.sw[a-px]{1,2}|.*\.kate-swp|.*___jb_(?:tmp|old)___|\.DS_Store|\.goutputstream-.*|\.nfs[0-9a-f]+)$/;
