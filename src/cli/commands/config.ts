import path from "node:path";
import { effectiveSettings, loadSettings, projectFolder, settingsSchemaText } from "#config";
import { stripControl } from "#diagnostics";
import { alignColumns } from "#review";
import { userCacheDirectory } from "#toolchain";
import type { CommandContext } from "../context.ts";
import { exitCodes } from "../exit-code.ts";
import type { ConfigOptions } from "../project-command-line.ts";

/** Variables that change what silcrow does; docs/configuration.md says how. */
const variables = [
  "CARGO",
  "RUSTC",
  "RUSTC_WRAPPER",
  "SILCROW_SANDBOX_RUSTC",
  "SILCROW_CACHE_HOME",
  "XDG_CACHE_HOME",
  "NO_COLOR",
  "FORCE_COLOR",
  "CLICOLOR",
  "CLICOLOR_FORCE",
  "PAGER",
];

/** Prints what is configured, and where each value comes from. */
export async function config(options: ConfigOptions, context: CommandContext): Promise<number> {
  const { cwd, env, stdout, cacheDir } = context;
  if (options.schema === true) {
    stdout.write(settingsSchemaText());
    return exitCodes.fine;
  }
  const loaded = await loadSettings(cwd);
  const overrides = cacheDir === undefined ? {} : { cacheDir: { value: cacheDir, option: "--macro-cache-dir" } };
  const settings = effectiveSettings(loaded, projectFolder(cwd) ?? cwd, overrides);
  const environment = variables.flatMap((name) => (env[name] === undefined ? [] : [{ name, value: env[name] }]));
  const userCache = userCacheDirectory(env);
  if (options.format === "json") {
    const shown = {
      file: loaded.file ?? null,
      settings: settings.map(({ key, value, source, from }) => ({ key, value: value ?? null, source, from: from ?? null })),
      environment: Object.fromEntries(environment.map(({ name, value }) => [name, value])),
      user_cache: userCache,
    };
    stdout.write(`${JSON.stringify(shown, undefined, 2)}\n`);
    return exitCodes.fine;
  }
  const rows = settings.map(({ key, value, source, from }) => [
    key,
    shownValue(value),
    source === "file" ? path.relative(cwd, from ?? "") || "." : source === "command line" ? (from ?? "") : "default",
  ]);
  rows.push(["(user cache)", userCache, env["SILCROW_CACHE_HOME"] ? "SILCROW_CACHE_HOME" : env["XDG_CACHE_HOME"] ? "XDG_CACHE_HOME" : "default"]);
  rows.push(...environment.map(({ name, value }) => [name, value === "" ? '""' : value, "environment"]));
  stdout.write(alignColumns(rows.map((row) => row.map(stripControl)), { columns: context.columns }));
  if (loaded.file === undefined && !context.quiet) context.stderr.write("there is no configuration file; `silcrow init` writes one\n");
  return exitCodes.fine;
}

function shownValue(value: unknown): string {
  if (value === undefined) return "-";
  return typeof value === "string" ? value : JSON.stringify(value);
}
