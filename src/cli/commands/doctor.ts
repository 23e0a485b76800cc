import type { GrantedCapabilities } from "#config";
import { stripControl } from "#diagnostics";
import { alignColumns } from "#review";
import { describeToolchains, type ToolchainPart } from "#toolchain";
import type { DoctorOptions } from "../command-line.ts";
import type { CommandContext } from "../context.ts";
import { exitCodes } from "../exit-code.ts";
import type { MacroCrateRights, ProjectMacros } from "../macro-rights.ts";

/**
 * Lists what silcrow needs from the machine, found or missing, and for what is missing the next command; in a project
 * also its macro crates.
 */
export async function doctor({ format }: DoctorOptions, context: CommandContext): Promise<number> {
  const { cwd, env, stdout } = context;
  const parts = [node(), ...(await describeToolchains({ cwd, env }))];
  const missing = parts.filter((part) => part.status === "missing");
  if (format === "json") {
    const shown = parts.map(({ part, status, version, path, code, advice }) => ({ part, status, version: version ?? null, path: path ?? null, code: code ?? null, advice }));
    const macros = await projectMacros(context);
    const crates = macros?.kind === "macros" ? macros.crates.map(crateForJson) : null;
    stdout.write(`${JSON.stringify({ ready: missing.length === 0, parts: shown, macro_crates: crates }, undefined, 2)}\n`);
    return missing.length === 0 ? exitCodes.fine : exitCodes.findings;
  }
  if (!context.quiet) stdout.write(alignColumns(parts.map(row), { columns: context.columns }));
  const macros = await projectMacros(context);
  if (!context.quiet && macros !== undefined) stdout.write(`\n${describeMacros(macros, context.columns)}`);
  for (const part of missing) {
    stdout.write(`\nmissing: ${part.part}${part.code === undefined ? "" : ` (${part.code})`}\n`);
    for (const line of part.advice) stdout.write(`  ${stripControl(line).replaceAll("\n", "\n  ")}\n`);
  }
  if (missing.length > 0) {
    stdout.write("\n`silcrow setup` installs what can be installed without asking.\n");
    return exitCodes.findings;
  }
  if (!context.quiet) stdout.write("\nAll is there. `silcrow setup` builds once what emit needs; `silcrow emit` does so as well.\n");
  return exitCodes.fine;
}

function node(): ToolchainPart {
  return { part: "node", status: "found", path: process.execPath, version: process.versions.node, code: undefined, advice: [] };
}

function row({ part, status, version, path, code }: ToolchainPart): string[] {
  return [{ found: "ok", missing: "MISSING", optional: "none" }[status], part, version ?? code ?? "", path ?? ""].map(stripControl);
}

async function projectMacros(context: CommandContext): Promise<ProjectMacros | undefined> {
  return await (await import("../macro-rights.ts")).macroRights(context);
}

function crateForJson({ package: name, version, sandbox, configured, asked, granted, used }: MacroCrateRights): object {
  const request = asked === undefined ? null : { ...asked.capabilities, reason: asked.reason ?? null, problem: asked.problem ?? null };
  return { package: name, version, sandbox: sandbox ?? null, configured_sandbox: configured, asked: request, granted, used };
}

/** A table of macro crates with what is out of the ordinary; the others are one line. */
function describeMacros(macros: ProjectMacros, columns: number | undefined): string {
  if (macros.kind === "unknown") return `The macro crates of this project cannot be told: ${visible(macros.reason)}\n`;
  if (macros.crates.length === 0) return "No macro crates in this project.\n";
  const rows = macros.crates.map(({ package: name, version, sandbox, configured, asked, granted, used }) => [
    `${name} ${version}`,
    sandbox === configured ? sandbox : sandbox === undefined ? `${configured} (not expanded)` : `${sandbox} (now ${configured})`,
    asked?.problem === undefined ? listed(asked?.capabilities ?? {}) : "not valid",
    listed(granted),
    listed(used),
  ]);
  const words = macros.crates.flatMap(({ package: name, asked }) => {
    if (asked?.problem !== undefined) return [`${name}: what its author asks for is not valid: ${asked.problem}`];
    return asked?.reason === undefined ? [] : [`${name}: its author says ${JSON.stringify(asked.reason)}`];
  });
  const table = alignColumns([["macros", "sandbox", "asked", "granted", "used"], ...rows].map((cells) => cells.map(visible)), { titled: true, columns });
  return table + words.map((line) => `${visible(line)}\n`).join("");
}

function listed({ env = [], read = [] }: GrantedCapabilities): string {
  const shown = (list: readonly string[]): string => (list.length > 4 ? `${list.slice(0, 3).join(" ")} and ${list.length - 3} more` : list.join(" "));
  return [...(env.length > 0 ? [`env ${shown(env)}`] : []), ...(read.length > 0 ? [`read ${shown(read)}`] : [])].join(", ") || "-";
}

function visible(text: string): string {
  return stripControl(text).replace(/\s+/g, " ");
}
