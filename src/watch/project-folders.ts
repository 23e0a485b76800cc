import path from "node:path";
import { captureCargo, type CargoCall } from "#cargo";

export interface ProjectFolders {
  /** The workspace's root and the folders of all packages that are not from a registry or git; none lies in another. */
  readonly folders: readonly string[];
  /** The workspace's root. */
  readonly root: string;
  readonly targetDirectory: string;
}

/** The folders that a project's source is in; undefined while cargo cannot read it. */
export async function projectFolders(request: Omit<CargoCall, "args">): Promise<ProjectFolders | undefined> {
  // Packages elsewhere on this machine are known only after resolution, which must not touch the network here.
  for (const more of [["--offline"], ["--no-deps", "--offline"]]) {
    const { status, stdout } = await captureCargo({ ...request, args: ["metadata", "--format-version", "1", ...more] });
    if (status !== 0) continue;
    const json = JSON.parse(stdout) as {
      workspace_root: string;
      target_directory: string;
      packages: readonly { readonly source: string | null; readonly manifest_path: string }[];
    };
    const own = json.packages.filter(({ source }) => source === null).map(({ manifest_path }) => path.dirname(manifest_path));
    return { root: json.workspace_root, folders: outermost([json.workspace_root, ...own]), targetDirectory: json.target_directory };
  }
  return undefined;
}

function outermost(folders: readonly string[]): string[] {
  const sorted = [...new Set(folders)].sort((a, b) => a.length - b.length);
  const kept: string[] = [];
  for (const folder of sorted) {
    if (!kept.some((outer) => folder.startsWith(outer + path.sep))) kept.push(folder);
  }
  return kept;
}
