import { access } from "node:fs/promises";
import path from "node:path";
import { oneLine, SilcrowError } from "#diagnostics";
import { EmitProgress, findModules } from "#emit";
import { inspectModule, type ModuleReport, type Reach } from "#sandbox";
import type { WasmOptions } from "../command-line.ts";
import type { CommandContext } from "../context.ts";
import { exitCodes } from "../exit-code.ts";

/** Shows what a macro module could ever ask for. Nothing of it is run, or even compiled. */
export async function wasmInspect(what: string, options: WasmOptions, passed: readonly string[], context: CommandContext): Promise<number> {
  const file = /[/\\.]/.test(what) ? path.resolve(context.cwd, what) : await moduleOf(what, passed, context);
  await access(file).catch((cause: unknown) => {
    throw new SilcrowError("SC0501", `cannot read the module ${file}`, { cause });
  });
  const report = await inspectModule(file);
  context.stdout.write(options.format === "json" ? `${JSON.stringify({ wasmInspectVersion: 1, file, ...report }, undefined, 2)}\n` : render(file, report));
  return exitCodes.fine;
}

/** The module that an emit of the project here has left of a macro crate. */
async function moduleOf(name: string, cargoArgs: readonly string[], { cwd, env, stderr, quiet }: CommandContext): Promise<string> {
  const progress = new EmitProgress(stderr, quiet);
  const wanted = name.replaceAll("-", "_");
  try {
    const { loaded, names } = await findModules({ cwd, env, cargoArgs, onStep: (step) => progress.step(step) });
    const found = loaded.filter(({ item }) => item.replace(/_[0-9a-f]{12}$/, "") === wanted);
    if (found[0] !== undefined && found.length === 1) return found[0].module;
    if (found.length > 1) {
      throw new SilcrowError("SC0501", `the project has several versions of the macro crate \`${name}\``, {
        notes: found.map((each) => `${each.package}: ${each.module}`),
        help: "name one of these files",
      });
    }
    const known = names.includes(wanted);
    throw new SilcrowError("SC0501", known ? `the macro crate \`${name}\` has not been compiled for the sandbox` : `the project has no macro crate \`${name}\``, {
      help: known ? "run `silcrow emit` first" : `it has ${[...new Set(names)].sort().join(", ") || "none"}; a file is named with its extension or a slash`,
    });
  } finally {
    progress.clear();
  }
}

const explanations: Readonly<Record<Reach, string>> = {
  tokens: "text and places of its input, which are then recorded",
  environment: "environment variables, those of cargo and those that are granted, and the working directory",
  files: "files and folders that are granted, to read",
  output: "standard output and error, which are captured",
  clock: "a clock, which stands still",
  random: "random bytes, which are the same each time",
  network: "sockets, which are always refused",
  programs: "questions to cargo, which are answered without running it; other programs are always refused",
  nothing: "",
  unknown: "functions that the sandbox does not have: the macro is stopped when it calls one",
};

function render(file: string, { size, abi, imports, exports, memory, macros, macrosProblem, custom }: ModuleReport): string {
  const lines = [file, `  ${size} bytes, ABI ${abi.join(", ") || "none"}, memory of at least ${memory.minimum * 64} KiB${memory.imported ? ", made by the host" : ""}`];
  lines.push("", macrosProblem === undefined ? `macros (${macros.length})` : `macros: ${macrosProblem}`);
  for (const { kind, name, helperAttributes } of macros) {
    const shown = kind === "derive" ? `#[derive(${name})]` : kind === "attribute" ? `#[${name}]` : `${name}!`;
    lines.push(`  ${shown}${helperAttributes.length > 0 ? ` with ${helperAttributes.map((helper) => `#[${helper}]`).join(" ")}` : ""}`);
  }
  lines.push("", "could ask for");
  const reached = (Object.keys(explanations) as Reach[]).filter((reach) => reach !== "nothing" && imports.some((each) => each.reach === reach));
  if (reached.length === 0) lines.push("  nothing but its tokens");
  for (const reach of reached) {
    lines.push(`  ${explanations[reach]}`);
    for (const each of imports.filter((found) => found.reach === reach)) lines.push(`    ${each.module}.${each.name}${each.kind === "function" ? "" : ` (${each.kind})`}`);
  }
  const others = imports.filter(({ reach }) => reach === "nothing").map(({ module, name }) => `${module}.${name}`);
  if (others.length > 0) lines.push("", `imports without reach: ${others.join(", ")}`);
  lines.push("", `exports: ${exports.map(({ name }) => name).join(", ") || "none"}`);
  lines.push(`custom sections: ${custom.map(({ name, size: bytes }) => `${name} (${bytes} bytes)`).join(", ") || "none"}`);
  return `${lines.map(oneLine).join("\n")}\n`;
}
