/** A folder of this machine, and the path under which macros see it. */
export interface VirtualRoot {
  readonly name: string;
  /** Absolute, without a slash at its end. */
  readonly directory: string;
}

/** What stands in the place of this machine's folders; longest folder first. */
export interface VirtualPlaces {
  readonly roots: readonly VirtualRoot[];
}

/**
 * The spellings. They are plain file names, so that they survive whatever macros do to paths, and long
 * enough that nothing else is spelt like that. The last part is the folder's own where that has the same name
 * everywhere.
 */
export const workspaceRoot = "/silcrow-workspace";
export const packageRoot = "/silcrow-package";
export const outDirectoryRoot = "/silcrow-build/out";
export const testDirectoryRoot = "/silcrow-target/tmp";

/** What all of them begin with. */
export const virtualMarker = "/silcrow-";

/** The names that `virtual_paths` of an entry may have. */
export const virtualRootNames: readonly string[] = [workspaceRoot, packageRoot, outDirectoryRoot, testDirectoryRoot];

export interface RealPlaces {
  /** The workspace's folder; the working directory where there is none. */
  readonly workspace: string;
  readonly manifestDirectory: string;
  /** OUT_DIR of the crate that is compiled, where it has a build script. */
  readonly outDirectory?: string | undefined;
  /** CARGO_TARGET_TMPDIR of an integration test. */
  readonly testDirectory?: string | undefined;
}

/**
 * The roots for one crate (docs/contracts.md §8). The package has one of its own only where it does not lie
 * in the workspace. The shim comes to the same, from the same variables.
 */
export function virtualPlaces({ workspace, manifestDirectory, outDirectory, testDirectory }: RealPlaces): VirtualPlaces {
  const roots: VirtualRoot[] = [];
  const add = (name: string, directory: string) => {
    const trimmed = directory.replace(/\/+$/, "");
    if (trimmed.startsWith("/")) roots.push({ name, directory: trimmed });
  };
  add(workspaceRoot, workspace);
  if (manifestDirectory !== "" && toVirtual(manifestDirectory, { roots }) === undefined) add(packageRoot, manifestDirectory);
  if (outDirectory !== undefined) add(outDirectoryRoot, outDirectory);
  if (testDirectory !== undefined) add(testDirectoryRoot, testDirectory);
  return { roots: roots.sort((a, b) => b.directory.length - a.directory.length) };
}

/** The path as macros see it; undefined for what is in none of the roots. */
export function toVirtual(path: string, { roots }: VirtualPlaces): string | undefined {
  for (const { name, directory } of roots) {
    if (path === directory || path.startsWith(`${directory}/`)) return name + path.slice(directory.length);
  }
  return undefined;
}

/** The path on this machine; undefined for what is in none of the roots. */
export function toReal(path: string, { roots }: VirtualPlaces): string | undefined {
  for (const { name, directory } of roots) {
    if (path === name || path.startsWith(`${name}/`)) return directory + path.slice(name.length);
  }
  return undefined;
}

/**
 * The folders that roots lie in and that are in none themselves. What macros find above the roots, which is directly
 * below `/` for them, is below one of these.
 */
export function foldersAbove(places: VirtualPlaces): string[] {
  const above = new Set<string>();
  for (const { directory } of places.roots) {
    for (let end = directory.lastIndexOf("/"); end >= 0; end = directory.lastIndexOf("/", end - 1)) {
      above.add(directory.slice(0, end) || "/");
      if (end === 0) break;
    }
  }
  return [...above].filter((folder) => toVirtual(folder, places) === undefined);
}

/** Whether entries may say of a path in no root that nothing was there; it must not be taken for one in a root. */
export function isAboveRoots(path: string): boolean {
  return isPlain(path) && !path.startsWith(virtualMarker);
}

/** Whether a path is a root or below one, without what could lead elsewhere. */
export function isBelowRoot(path: string): boolean {
  return isPlain(path) && virtualRootNames.some((name) => path === name || path.startsWith(`${name}/`));
}

function isPlain(path: string): boolean {
  const [first, ...parts] = path.split("/");
  return first === "" && !path.includes("\0") && parts.length > 0 && parts.every((part) => part !== "" && part !== "." && part !== "..");
}

/** The roots of the crate that a rustc with this environment compiles. */
export function placesOfRustc(environment: Readonly<Record<string, string>>, cwd: string): VirtualPlaces {
  return virtualPlaces({
    workspace: environment["SILCROW_WORKSPACE"] ?? cwd,
    manifestDirectory: environment["CARGO_MANIFEST_DIR"] ?? "",
    outDirectory: environment["OUT_DIR"],
    testDirectory: environment["CARGO_TARGET_TMPDIR"],
  });
}

/**
 * A root's name in a text. Behind it the text ends, or goes on with a character that cannot be part of the
 * name.
 */
const nameInText = new RegExp(`(?:${virtualRootNames.join("|")})(?![A-Za-z0-9_-])`, "g");

/** The roots that a text names, in the order of the list above. */
export function virtualRootsIn(text: string): string[] {
  if (!text.includes(virtualMarker)) return [];
  const found = new Set(text.match(nameInText));
  return virtualRootNames.filter((name) => found.has(name));
}

/** A text with the folders of this machine in place of the names of roots that it has. */
export function withRealPaths(text: string, { roots }: VirtualPlaces): string {
  if (!text.includes(virtualMarker)) return text;
  return text.replace(nameInText, (name) => roots.find((root) => root.name === name)?.directory ?? name);
}
