import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type Entry, type EntryMetadata, encodeSpanMap, h12, printEntry, sha256, type SpanMap } from "#format";

/** What a test says about an entry; the rest is made up. */
export interface EntrySketch {
  readonly crate?: string;
  readonly module?: string;
  readonly item?: string;
  readonly macro: string;
  readonly kind?: EntryMetadata["macro_kind"];
  readonly package?: string;
  readonly file?: string;
  readonly line?: number;
  readonly invocation: string;
  readonly expansion: string;
  /** What the key is made from; the invocation without it. */
  readonly input?: string;
  readonly spans?: SpanMap;
  readonly metadata?: Partial<Entry["metadata"]>;
}

export function entryOf(sketch: EntrySketch): Entry {
  const { crate = "demo", module, macro, kind = "derive", file = "src/lib.rs", line = 1, invocation, expansion } = sketch;
  const macroPackage = sketch.package ?? "describe 1.0.0";
  return {
    metadata: {
      rust_macro_cache_version: 1,
      macro_kind: kind,
      macro_item: `${macroPackage.split(" ")[0]!.replaceAll("-", "_")}_0123456789ab::${macro}`,
      macro_hash: sha256(macroPackage),
      expand_crate: crate,
      expand_module: [crate, ...(module === undefined ? [] : [module.replaceAll("/", "::")])].join("::"),
      expand_linenum: line,
      "macro-frag-spec": kind === "function" ? "expr" : "item",
      targets: "*",
      hash: sha256(`${macro} ${sketch.input ?? invocation}`),
      macro_package: macroPackage,
      source_file: file,
      spans: sketch.spans === undefined ? undefined : encodeSpanMap(sketch.spans),
      ...sketch.metadata,
    },
    invocation,
    expansion,
  };
}

/** Path of an entry below the cache, as emit names it. */
export function pathOf(sketch: EntrySketch): string {
  const { crate = "demo", module, item, macro } = sketch;
  const { hash, depends } = entryOf(sketch).metadata;
  const variant = depends === undefined ? "" : "-a1b2c3";
  return [crate, module, `${item === undefined ? "" : `${item}.`}${macro}.${h12(hash)}${variant}.rsm`].filter((part) => part !== undefined).join("/");
}

export interface ReviewProject {
  readonly root: string;
  readonly cache: string;
  write(file: string, text: string | Uint8Array): void;
  writeEntry(sketch: EntrySketch): string;
  /** Makes a commit of all there is. */
  commit(message?: string): void;
  git(...args: string[]): string;
  remove(): void;
}

/** A project in a temporary folder with a cache that is written by hand. */
export function reviewProject(entries: readonly EntrySketch[] = []): ReviewProject {
  const root = mkdtempSync(path.join(os.tmpdir(), "silcrow-review-"));
  const cache = path.join(root, "macro-cache");
  mkdirSync(cache);
  const write = (file: string, text: string | Uint8Array): void => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  const writeEntry = (sketch: EntrySketch): string => {
    const place = pathOf(sketch);
    write(`macro-cache/${place}`, printEntry(entryOf(sketch)));
    return place;
  };
  const git = (...args: string[]): string =>
    execFileSync("git", ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false", ...args], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      env: { PATH: process.env["PATH"], HOME: root, GIT_CONFIG_NOSYSTEM: "1" },
    });
  let isRepository = false;
  const commit = (message = "as it was"): void => {
    if (!isRepository) git("init", "-q");
    isRepository = true;
    git("add", "-A");
    git("commit", "-q", "-m", message);
  };
  for (const entry of entries) writeEntry(entry);
  return { root, cache, write, writeEntry, commit, git, remove: () => rmSync(root, { recursive: true, force: true }) };
}
