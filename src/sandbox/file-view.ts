import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readFileSync, readlinkSync, realpathSync, type Stats } from "node:fs";
import path from "node:path";
import { foldersAbove, outDirectoryRoot, sha256, testDirectoryRoot, toReal, toVirtual, virtualMarker } from "#format";
import type { FileWorld, ObservedFiles } from "./types.ts";

/** Errors of file operations, as WASI numbers them. */
export const fileErrors = { access: 2, badDescriptor: 8, tooLarge: 22, invalid: 28, isDirectory: 31, loop: 32, notFound: 44, notDirectory: 54 } as const;

/** What a path leads to: `path` is where, without links. */
export type Found =
  | { readonly kind: "file"; readonly path: string; readonly content: Uint8Array }
  | { readonly kind: "directory"; readonly path: string }
  | { readonly kind: "link"; readonly path: string; readonly target: string };

export type FoundOrError = Found | { readonly kind: "error"; readonly error: number };

export interface DirectoryItem {
  readonly name: Buffer;
  readonly kind: "file" | "directory" | "link" | "other";
}

/** What keeps a macro from having its host read for ever. */
const mostBytes = 256 * 2 ** 20;
const mostObserved = 20_000;
const mostLinks = 40;

type Node =
  | { readonly kind: "file"; readonly stats: Stats }
  | { readonly kind: "directory" | "other" }
  | { readonly kind: "link"; readonly target: string };

/**
 * The files of one invocation. Everything is looked at once, and answered from that: what is recorded is
 * what the macro saw, whatever happens to the files meanwhile. Links are followed here, one component at a
 * time, so that nothing leads out of what was granted.
 *
 * What is not there may be asked for without a grant, as macros look around for optional files: the entry
 * then depends on its absence. A file that is there and not granted is a denied request.
 */
export class FileView {
  readonly #world: FileWorld;
  readonly #deny: (request: string) => void;
  readonly #knows: (name: string) => boolean;
  readonly #nodes = new Map<string, Node | undefined>();
  readonly #contents = new Map<string, Uint8Array>();
  readonly #listings = new Map<string, readonly DirectoryItem[]>();
  readonly #files = new Map<string, string | null>();
  readonly #directories = new Map<string, string>();
  readonly #links = new Map<string, string>();
  #bytes = 0;
  #usedWorkingDirectory = false;
  #sawVirtualNames = false;

  /** `knows` tells whether the macro was told of a path that begins so. */
  constructor(world: FileWorld, deny: (request: string) => void, knows: (name: string) => boolean = () => false) {
    this.#world = world;
    this.#deny = deny;
    this.#knows = knows;
  }

  observed(): ObservedFiles {
    return {
      files: sorted(this.#withoutImplied()),
      directories: sorted(this.#directories),
      links: sorted(this.#links),
      cwd: this.#usedWorkingDirectory ? this.#world.cwd : undefined,
    };
  }

  /** That something is a folder goes without saying when it was listed, or when something was there in it. */
  #withoutImplied(): Map<string, string | null> {
    const implied = new Set(this.#directories.keys());
    const found = [...this.#files].filter(([, state]) => state !== null).map(([at]) => at);
    for (const at of [...found, ...this.#directories.keys(), ...this.#links.keys()]) {
      for (let above = path.posix.dirname(at); above !== "/" && !implied.has(above); above = path.posix.dirname(above)) implied.add(above);
    }
    return new Map([...this.#files].filter(([at, state]) => state !== "directory" || !implied.has(at)));
  }

  /** Whether a file that was read spells the name of a root: in the output it could not be told from the real one. */
  get sawVirtualNames(): boolean {
    return this.#sawVirtualNames;
  }

  workingDirectory(): string {
    this.#usedWorkingDirectory = true;
    return this.#world.cwd;
  }

  /** What a path leads to. A link at its end is followed where `follow` says so. */
  find(asked: string, follow: boolean): FoundOrError {
    const walked = this.#walk(asked, follow);
    if (walked.kind === "error") return walked;
    const { path: at, node } = walked;
    if (node.kind === "directory") {
      this.#observe(this.#files, at, "directory");
      return { kind: "directory", path: at };
    }
    if (!this.#isGranted(at)) return this.#refuse(`file ${at}`);
    if (node.kind === "link") return { kind: "link", path: at, target: node.target };
    if (node.kind === "file") return this.#read(at, node.stats);
    return this.#refuse(`file ${at} (which is neither a file nor a folder)`);
  }

  /** The items of a folder that `find` has found, by name. */
  list(at: string): readonly DirectoryItem[] | { readonly error: number } {
    const known = this.#listings.get(at);
    if (known !== undefined) return known;
    const real = toReal(at, this.#world.places);
    if (real === undefined || !this.#isGranted(at)) {
      this.#deny(`directory ${at}`);
      return { error: fileErrors.access };
    }
    let items: DirectoryItem[];
    try {
      if (!this.#isPlain(at, real)) throw new Error("it moved");
      items = readdirSync(real, { withFileTypes: true, encoding: "buffer" }).map((item) => ({
        name: item.name,
        kind: item.isFile() ? "file" : item.isDirectory() ? "directory" : item.isSymbolicLink() ? "link" : "other",
      }));
    } catch {
      this.#deny(`directory ${at} (which cannot be read)`);
      return { error: fileErrors.access };
    }
    items.sort((a, b) => Buffer.compare(a.name, b.name));
    this.#listings.set(at, items);
    this.#observe(this.#directories, at, listingHash(items));
    return items;
  }

  /** The path without links, or why there is none. */
  realPath(asked: string): { readonly path: string } | { readonly error: number } {
    const walked = this.#walk(asked, true);
    if (walked.kind === "error") return { error: walked.error };
    if (walked.node.kind === "directory") this.#observe(this.#files, walked.path, "directory");
    else if (!this.#isGranted(walked.path)) return { error: this.#refuse(`file ${walked.path}`).error };
    else if (walked.node.kind === "file") this.#read(walked.path, walked.node.stats);
    return { path: walked.path };
  }

  #walk(asked: string, follow: boolean): { kind: "error"; error: number } | { kind: "at"; path: string; node: Node } {
    const pending = components(asked);
    let current: string[] = [];
    let node: Node = rootNode;
    let links = 0;
    while (pending.length > 0) {
      const name = pending.pop() as string;
      if (node.kind !== "directory") {
        const at = joined(current);
        // That it is no folder is known by its content.
        if (!this.#isGranted(at)) return this.#refuse(`file ${at}`);
        if (node.kind === "file") this.#read(at, node.stats);
        return failure(fileErrors.notDirectory);
      }
      if (name === "..") {
        current = current.slice(0, -1);
        node = this.#node(joined(current)) ?? rootNode;
        continue;
      }
      const next = [...current, name];
      const at = joined(next);
      if (toReal(at, this.#world.places) === undefined && !this.#leadsToRoot(at)) {
        const whole = joined([...next, ...pending.toReversed()]);
        return pending.includes("..") ? this.#refuse(`file ${whole}`) : this.#aboveRoots(whole);
      }
      const found = this.#node(at);
      if (found === undefined) {
        const whole = pending.includes("..") ? at : joined([...next, ...pending.reverse()]);
        this.#observe(this.#files, whole, null);
        return failure(fileErrors.notFound);
      }
      if (found.kind === "link" && (follow || pending.length > 0)) {
        if (++links > mostLinks) return failure(fileErrors.loop);
        this.#observe(this.#links, at, found.target);
        pending.push(...components(found.target));
        if (found.target.startsWith("/")) {
          current = [];
          node = rootNode;
        }
        continue;
      }
      if (found.kind === "link") this.#observe(this.#links, at, found.target);
      current = next;
      node = found;
    }
    return { kind: "at", path: joined(current), node };
  }

  /**
   * What is in no root: macros that look for a file in all folders above theirs come here at last. There may be such
   * a file in any folder that the roots lie in, and none of them can be granted.
   */
  #aboveRoots(whole: string): { kind: "error"; error: number } {
    // From OUT_DIR upwards lie folders of the project, which are not found there in the sandbox.
    if (whole.startsWith(virtualMarker) || innerRoots.some((name) => this.#knows(name))) return this.#refuse(`file ${whole}`);
    const folders = foldersAbove(this.#world.places);
    if (folders.length === 0) return this.#refuse(`file ${whole}`);
    for (const folder of folders) {
      const real = path.join(folder, whole);
      try {
        lstatSync(real);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") continue;
      }
      return this.#refuse(`file ${real}`);
    }
    this.#observe(this.#files, whole, null);
    return failure(fileErrors.notFound);
  }

  /** Whether a path is a folder that is there for the sake of a root's name. */
  #leadsToRoot(at: string): boolean {
    return this.#world.places.roots.some(({ name }) => name.startsWith(`${at}/`));
  }

  /** What lies at a path all of whose folders are known to be such. */
  #node(at: string): Node | undefined {
    if (at === "/" || this.#leadsToRoot(at)) return rootNode;
    if (this.#nodes.has(at)) return this.#nodes.get(at);
    const { places } = this.#world;
    const real = toReal(at, places) as string;
    const isRoot = places.roots.some(({ name }) => name === at);
    let node: Node | undefined;
    try {
      // The folder of a root may itself be reached through a link: that is the user's own choice.
      const stats = lstatSync(isRoot ? `${real}/` : real);
      if (stats.isSymbolicLink()) {
        const target = readlinkSync(real);
        node = { kind: "link", target: path.isAbsolute(target) ? (toVirtual(target, places) ?? target) : target };
      } else {
        node = stats.isFile() ? { kind: "file", stats } : { kind: stats.isDirectory() ? "directory" : "other" };
      }
    } catch {
      node = undefined;
    }
    this.#nodes.set(at, node);
    return node;
  }

  #read(at: string, known: Stats): FoundOrError {
    const before = this.#contents.get(at);
    if (before !== undefined) return { kind: "file", path: at, content: before };
    if (this.#bytes + known.size > mostBytes) {
      return this.#refuse(`file ${at} (with which it would have read more than ${mostBytes / 2 ** 20} MiB)`, fileErrors.tooLarge);
    }
    const real = toReal(at, this.#world.places) as string;
    let content: Buffer;
    try {
      // A file that is exchanged for a link or a pipe between looking and opening is not read.
      const descriptor = openSync(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      try {
        const stats = fstatSync(descriptor);
        if (!stats.isFile() || stats.ino !== known.ino || stats.dev !== known.dev || !this.#isPlain(at, real)) throw new Error("it moved");
        content = readFileSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
    } catch {
      return this.#refuse(`file ${at} (which cannot be read)`);
    }
    this.#bytes += content.length;
    this.#contents.set(at, content);
    if (content.includes(virtualMarker)) this.#sawVirtualNames = true;
    this.#observe(this.#files, at, sha256(content));
    return { kind: "file", path: at, content };
  }

  /** Whether no folder on the way has become a link since it was looked at. */
  #isPlain(at: string, real: string): boolean {
    const root = this.#world.places.roots.find(({ name }) => at === name || at.startsWith(`${name}/`));
    return root !== undefined && realpathSync(real) === realpathSync(root.directory) + real.slice(root.directory.length);
  }

  #isGranted(at: string): boolean {
    return this.#world.granted.some((granted) => at === granted || at.startsWith(`${granted}/`));
  }

  #observe<T>(map: Map<string, T>, at: string, value: T): void {
    if (at === "/" || this.#leadsToRoot(at)) return;
    if (this.#files.size + this.#directories.size + this.#links.size >= mostObserved) {
      this.#deny(`more than ${mostObserved} files and folders`);
      return;
    }
    map.set(at, value);
  }

  #refuse(request: string, error: number = fileErrors.access): { kind: "error"; error: number } {
    this.#deny(request);
    return failure(error);
  }
}

/**
 * Hash over the sorted items of a folder: for each a letter for its kind, its name and a zero byte
 * (docs/contracts.md §3).
 */
export function listingHash(items: readonly DirectoryItem[]): string {
  return sha256(Buffer.concat(items.flatMap(({ name, kind }) => [Buffer.from(kindLetters[kind]), name, Buffer.of(0)])));
}

const kindLetters = { file: "f", directory: "d", link: "l", other: "o" } as const;

const rootNode: Node = { kind: "directory" };

/** Roots that lie in the project's target directory, and so mostly below the workspace. */
const innerRoots = [outDirectoryRoot, testDirectoryRoot];

/** Last one first. */
function components(text: string): string[] {
  return text.split("/").filter((part) => part !== "" && part !== ".").reverse();
}

function joined(parts: readonly string[]): string {
  return `/${parts.join("/")}`;
}

function failure(error: number): { kind: "error"; error: number } {
  return { kind: "error", error };
}

function sorted<T>(map: ReadonlyMap<string, T>): Record<string, T> {
  return Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
}
