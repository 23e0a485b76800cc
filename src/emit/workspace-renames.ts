import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Whether a workspace gives dependencies other names than their packages have. Macros that look for a crate's
 * name ask cargo where the workspace is only to learn of these. Errs on the side of saying so.
 */
export function renamesInWorkspace(workspace: string | undefined): boolean {
  if (workspace === undefined) return false;
  let text: string;
  try {
    text = readFileSync(join(workspace, "Cargo.toml"), "utf8");
  } catch {
    return false;
  }
  const [, dependencies] = /^\s*\[\s*workspace\s*\.\s*dependencies\b(.*)$/ms.exec(text.replace(/#.*$/gm, "")) ?? [];
  return dependencies !== undefined && /\bpackage\s*=/.test(dependencies);
}
