import { stripControl } from "#diagnostics";
import { describeToolchains, type ToolchainPart } from "#toolchain";
import type { CommandContext } from "../context.ts";
import { exitCodes } from "../exit-code.ts";
import { formatTable } from "../format-table.ts";

/** Lists what silcrow needs from the machine, found or missing, and for what is missing the next command. */
export async function doctor(context: CommandContext): Promise<number> {
  const { cwd, env, stdout } = context;
  const parts = [node(), ...(await describeToolchains({ cwd, env }))];
  const missing = parts.filter((part) => part.status === "missing");
  if (!context.quiet) stdout.write(formatTable(parts.map(row)));
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
  return [status === "found" ? "ok" : "MISSING", part, version ?? code ?? "", path ?? ""].map(stripControl);
}
