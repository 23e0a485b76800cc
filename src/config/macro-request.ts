import { constants } from "node:fs";
import { open } from "node:fs/promises";
import path from "node:path";
import { stripControl } from "#diagnostics";
import { checkSettings } from "./check-settings.ts";
import type { GrantedCapabilities } from "./settings.ts";

/** What the author of a macro crate asks for in `[package.metadata.macro-sandbox]`. Nobody is granted it for that. */
export interface MacroRequest {
  /** Empty where the table is not valid. */
  readonly capabilities: GrantedCapabilities;
  /** The author's words, on one line, at most 200 characters. */
  readonly reason: string | undefined;
  /** Why the table is not valid. */
  readonly problem: string | undefined;
}

const largestManifest = 1024 * 1024;
const most = { items: 32, characters: 200 };

/**
 * Reads the request of the macro crate in a folder; undefined without one. Its Cargo.toml is other people's: the
 * table is checked as strictly as the user's configuration, and has limits. Never throws.
 */
export async function readMacroRequest(manifestDirectory: string): Promise<MacroRequest | undefined> {
  const text = await readManifest(path.join(manifestDirectory, "Cargo.toml")).catch(() => undefined);
  // Nearly always there is none; the library is not even loaded then.
  if (text === undefined || !text.includes("macro-sandbox")) return undefined;
  try {
    const { parse } = await import("smol-toml");
    const table = ["package", "metadata", "macro-sandbox"].reduce(member, parse(text) as unknown);
    return table === undefined ? undefined : checkRequest(table);
  } catch {
    return undefined;
  }
}

/** Turns the content of the table into a request. */
export function checkRequest(table: unknown): MacroRequest {
  const reason = member(table, "reason");
  if (reason !== undefined && typeof reason !== "string") return invalid("`reason` must be a string");
  const own = typeof table === "object" && table !== null ? Object.entries(table).filter(([key]) => key !== "reason") : undefined;
  const asked = own === undefined ? table : Object.fromEntries(own);
  for (const key of ["env", "read"]) {
    const list = member(asked, key);
    if (!Array.isArray(list)) continue;
    if (list.length > most.items) return invalid(`\`${key}\` has more than ${most.items} items`);
    if (list.some((item) => typeof item === "string" && (item.length > most.characters || unprintable.test(item)))) {
      return invalid(`\`${key}\` has an item that is too long or cannot be printed`);
    }
  }
  const checked = checkSettings({ capabilities: { macro: asked } }, "/Cargo.toml");
  if (checked.kind === "invalid") return invalid((checked.problems[0] ?? "").replace("capabilities.macro.", ""));
  const { env = [], read = [] } = checked.settings.capabilities?.["macro"] ?? {};
  const capabilities = { ...(env.length > 0 ? { env } : {}), ...(read.length > 0 ? { read } : {}) };
  return { capabilities, reason: reason === undefined || reason.trim() === "" ? undefined : oneLine(reason), problem: undefined };
}

const unprintable = /[\p{C}\p{Zl}\p{Zp}]/u;

function invalid(problem: string): MacroRequest {
  return { capabilities: {}, reason: undefined, problem: oneLine(problem) };
}

function oneLine(text: string): string {
  // What comes after is cut away anyway, and stripping is not for megabytes.
  const line = stripControl(text.slice(0, 4 * most.characters)).replace(/[\s\p{C}\p{Zl}\p{Zp}]+/gu, " ").trim();
  return line.length > most.characters ? `${line.slice(0, most.characters - 1).toWellFormed()}…` : line;
}

function member(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}

/** A file that is none, or too large to be a manifest, is undefined. */
async function readManifest(file: string): Promise<string | undefined> {
  await using handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  const { size } = await handle.stat().then((stat) => (stat.isFile() ? stat : { size: Infinity }));
  return size > largestManifest ? undefined : await handle.readFile("utf8");
}
