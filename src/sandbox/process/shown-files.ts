import { lstatSync, lutimesSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { virtualRootNames } from "#format";
import type { DirectoryItem, Found } from "../file-view.ts";

/** 2001-09-09T01:46:40Z, as in WebAssembly. */
const time = 1_000_000_000;

/**
 * The folder that a process sees as its file system: copies of what its macro has asked for and may have, as it was
 * recorded, and nothing else. The process cannot write to it.
 */
export class ShownFiles {
  readonly #folder: string;
  #isEmpty = true;

  constructor(folder: string) {
    this.#folder = folder;
    this.#makeRoots();
  }

  show(found: Found): void {
    if (found.path === "/") return;
    this.#isEmpty = false;
    const place = this.#folder + found.path;
    if (found.kind === "directory") {
      this.#makeFolder(found.path);
      return;
    }
    const above = path.posix.dirname(found.path);
    this.#makeFolder(above);
    const temporary = path.join(this.#folder, "next");
    rmSync(temporary, { force: true });
    if (found.kind === "link") symlinkSync(found.target, temporary);
    else writeFileSync(temporary, found.content, { mode: 0o444 });
    lutimesSync(temporary, time, time);
    renameSync(temporary, place);
    utimesSync(this.#folder + above, time, time);
  }

  /** Shows which names a folder has. What they stand for is seen when it is asked for. */
  showListing(directory: string, items: readonly DirectoryItem[]): void {
    if (directory === "/") return;
    this.#makeFolder(directory);
    for (const { name, kind } of items) {
      const place = Buffer.concat([Buffer.from(`${this.#folder}${directory}/`), name]);
      if (lstatSync(place, { throwIfNoEntry: false }) !== undefined) continue;
      if (kind === "directory") mkdirSync(place);
      else if (kind === "link") symlinkSync("?", place);
      else writeFileSync(place, "", { mode: 0o444 });
    }
    utimesSync(this.#folder + directory, time, time);
  }

  /** Takes away what one invocation was shown. */
  clear(): void {
    if (this.#isEmpty) return;
    for (const root of virtualRootNames) {
      for (const name of readdirSync(this.#folder + root, { encoding: "buffer" })) {
        rmSync(Buffer.concat([Buffer.from(`${this.#folder}${root}/`), name]), { recursive: true, force: true });
      }
    }
    this.#isEmpty = true;
  }

  #makeFolder(directory: string): void {
    mkdirSync(this.#folder + directory, { recursive: true });
    utimesSync(this.#folder + directory, time, time);
  }

  #makeRoots(): void {
    for (const root of virtualRootNames) mkdirSync(this.#folder + root, { recursive: true });
  }
}
