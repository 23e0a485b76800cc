import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { findWorkspace, macroCrates, packages, unitGraph } from "#cargo";
import { type GrantedCapabilities, loadSettings, type MacroRequest, projectFolder, readMacroRequest } from "#config";
import { SilcrowError } from "#diagnostics";
import { emitCommand, isAlwaysShown } from "#emit";
import { type Depends, type MacroCrateRecord, parseMacrosJson, type SandboxKind } from "#format";
import { entryFile, listEntryPaths, loadEntry } from "#review/entries";
import { findNativeToolchain } from "#toolchain";
import type { CommandContext } from "./context.ts";

/** What a macro crate of the project is asked for, granted and seen to use. */
export interface MacroCrateRights {
  readonly package: string;
  readonly version: string;
  /** As in macros.json; undefined before it was expanded. */
  readonly sandbox: SandboxKind | undefined;
  /** By the configuration. */
  readonly configured: SandboxKind;
  readonly asked: MacroRequest | undefined;
  /** By the configuration. */
  readonly granted: GrantedCapabilities;
  /** What its entries depend on and what was there, sorted: variables; files and folders, as paths in the workspace. */
  readonly used: { readonly env: readonly string[]; readonly read: readonly string[] };
}

export type ProjectMacros =
  | { readonly kind: "macros"; readonly crates: readonly MacroCrateRights[] }
  /** The configuration is not valid, or cargo cannot tell without writing to the project or asking the network. */
  | { readonly kind: "unknown"; readonly reason: string };

/** The macro crates of the project in a folder; undefined outside of any. Changes nothing in it and runs none of its code. */
export async function macroRights(context: Pick<CommandContext, "cwd" | "env" | "cacheDir">): Promise<ProjectMacros | undefined> {
  if (projectFolder(context.cwd) === undefined) return undefined;
  try {
    return await rightsInProject(context);
  } catch (error) {
    if (!(error instanceof SilcrowError)) throw error;
    return { kind: "unknown", reason: [error.message, ...(error.notes ?? []).slice(0, 1)].join(": ") };
  }
}

async function rightsInProject({ cwd, env, cacheDir }: Pick<CommandContext, "cwd" | "env" | "cacheDir">): Promise<ProjectMacros> {
  const { settings } = await loadSettings(cwd);
  const { command, args } = emitCommand(settings.emit?.arguments ?? []);
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  // What would be downloaded or locked first is said, not done.
  const asked = [...args.slice(0, end), "--locked", "--offline"];
  const targetDirectory = await mkdtemp(path.join(tmpdir(), "silcrow-"));
  try {
    const { cargo, rustc } = await findNativeToolchain({ cwd, env });
    const workspace = await findWorkspace({ cargo, args: asked, cwd, env });
    const graph = await unitGraph({ cargo, rustc, command, args: asked, cwd, env, targetDirectory });
    const crates = macroCrates(graph, await packages(graph, workspace.lockFile));
    const cache = cacheDir ?? settings.cacheDir ?? path.join(workspace.root, "macro-cache");
    const [records, used] = [await readRecords(cache), usedByItem(cache)];
    const granted = settings.capabilities ?? {};
    const sandboxes = settings.sandbox ?? {};
    const rights = await Promise.all(
      [...new Map(crates.map((crate) => [crate.item, crate])).values()].map(async ({ item, package: { name, version }, manifestDirectory }) => {
        const { env: variables, read } = used.get(item) ?? { env: new Set<string>(), read: new Set<string>() };
        return {
          package: name,
          version,
          configured: Object.hasOwn(sandboxes, name) ? (sandboxes[name] ?? "wasm") : "wasm",
          sandbox: records.find(({ macro_item }) => macro_item === item)?.sandbox.kind,
          asked: await readMacroRequest(manifestDirectory),
          granted: Object.hasOwn(granted, name) ? (granted[name] ?? {}) : {},
          used: { env: [...variables].sort(), read: [...read].sort() },
        };
      }),
    );
    return { kind: "macros", crates: rights.sort((a, b) => (a.package < b.package ? -1 : 1)) };
  } finally {
    await rm(targetDirectory, { recursive: true, force: true });
  }
}

async function readRecords(cache: string): Promise<readonly MacroCrateRecord[]> {
  const text = await readFile(path.join(cache, "macros.json"), "utf8").catch(() => "");
  const parsed = parseMacrosJson(text);
  return parsed.kind === "macros" ? parsed.macros.macro_crates : [];
}

interface Used {
  readonly env: Set<string>;
  readonly read: Set<string>;
}

/** By crate part of `macro_item`. Entries that cannot be read say nothing. */
function usedByItem(cache: string): Map<string, Used> {
  const byItem = new Map<string, Used>();
  if (!existsSync(cache)) return byItem;
  for (const place of listEntryPaths(cache).paths) {
    const metadata = loadEntry(cache, entryFile(place)).entry?.metadata;
    const item = metadata?.macro_item.split("::", 1)[0];
    if (metadata?.depends === undefined || item === undefined) continue;
    const used = byItem.get(item) ?? { env: new Set(), read: new Set() };
    byItem.set(item, used);
    addUsed(used, metadata.depends);
  }
  return byItem;
}

/** What was not there is no use, and what every macro is told needs no grant. */
function addUsed(used: Used, { env = {}, files = {}, directories = {}, links = {} }: Depends): void {
  for (const [name, hash] of Object.entries(env)) if (hash !== null && !isAlwaysShown(name)) used.env.add(name);
  const read = Object.entries(files).filter(([, hash]) => hash !== null && hash !== "directory");
  for (const virtual of [...read.map(([file]) => file), ...Object.keys(directories), ...Object.keys(links)]) {
    used.read.add(virtual.replace(/^\/silcrow-workspace\//, ""));
  }
}
