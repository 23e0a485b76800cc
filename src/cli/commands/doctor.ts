import { stripControl } from "#diagnostics";
import { alignColumns } from "#review";
import { describeToolchains, type ToolchainPart } from "#toolchain";
import type { DoctorOptions } from "../command-line.ts";
import type { CommandContext } from "../context.ts";
import { exitCodes } from "../exit-code.ts";

/** Lists what silcrow needs from the machine, found or missing, and for what is missing the next command. */
export async function doctor({ format }: DoctorOptions, context: CommandContext): Promise<number> {
  const { cwd, env, stdout } = context;
  const parts = [node(), ...(await describeToolchains({ cwd, env }))];
  const missing = parts.filter((part) => part.status === "missing");
  if (format === "json") {
    const shown = parts.map(({ part, status, version, path, code, advice }) => ({ part, status, version: version ?? null, path: path ?? null, code: code ?? null, advice }));
    stdout.write(`${JSON.stringify({ ready: missing.length === 0, parts: shown }, undefined, 2)}\n`);
    return missing.length === 0 ? exitCodes.fine : exitCodes.findings;
  }
  if (!context.quiet) stdout.write(alignColumns(parts.map(row), { columns: context.columns }));
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
