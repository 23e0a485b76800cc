import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { lexExpansion, type OutputTree, printTokensPlain, type TokenTree, WireReader, WireWriter } from "#format";
import { type ExpandRawOutcome, type ExpandRequest, type MacroDeclaration, type ProcessSandbox, readDeclarations, readLibrary, type SandboxPool } from "#sandbox";
import { findNativeToolchain, findSandboxToolchain, macroCompilation, prepareNative, prepareProcess, prepareSandbox, type SandboxToolchain } from "#toolchain";
import { bubblewrap } from "../bubblewrap.ts";

/** The sandbox toolchain of this machine; built on first use, in the user's cache. */
export async function sandboxToolchain(): Promise<SandboxToolchain> {
  const surroundings = { cwd: os.tmpdir(), env: process.env };
  const search = await findSandboxToolchain(await findNativeToolchain(surroundings), surroundings);
  if (search.kind === "missing") throw new Error(`no sandbox toolchain: ${JSON.stringify(search.ways)}`);
  return await prepareSandbox(search.parts, { step: () => {} });
}

export interface MacroCrate {
  readonly module: string;
  readonly process?: ProcessSandbox;
  readonly declarations: readonly MacroDeclaration[];
  remove(): Promise<void>;
}

/** Compiles the source of a macro crate without dependencies for the sandbox. */
export async function compileMacroCrate(source: string): Promise<MacroCrate> {
  const toolchain = await sandboxToolchain();
  const folder = await mkdtemp(path.join(os.tmpdir(), "silcrow-sandbox-"));
  const root = path.join(folder, "lib.rs");
  const module = path.join(folder, "macros.wasm");
  await writeFile(root, source);
  const args = macroCompilation(toolchain, { kind: "module", root, crateName: "macros", edition: "2021", output: module });
  await promisify(execFile)(toolchain.rustc, args, { env: { ...process.env, ...toolchain.environment } });
  return { module, declarations: await readDeclarations(module), remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Compiles the source of a macro crate to be run as a process. The name of its declarations is its own each time. */
export async function compileProcessCrate(source: string): Promise<MacroCrate & { readonly process: ProcessSandbox }> {
  const { env } = process;
  const progress = { step: () => {} };
  if (bubblewrap.kind === "missing") throw new Error(bubblewrap.reason);
  const native = await findNativeToolchain({ cwd: os.tmpdir(), env });
  const toolchain = await prepareProcess(native, progress, { parts: await prepareNative(native, progress, env), env });
  const folder = await mkdtemp(path.join(os.tmpdir(), "silcrow-sandbox-"));
  const [root, module] = [path.join(folder, "lib.rs"), path.join(folder, "macros.so")];
  await writeFile(root, source);
  const args = [root, "--crate-name", "macros", "--crate-type", "proc-macro", "--edition", "2021", "--cap-lints", "allow", "-o", module];
  args.push("-C", `metadata=${path.basename(folder)}`, ...toolchain.arguments, ...toolchain.linkArguments);
  await promisify(execFile)(toolchain.rustc, args, { env });
  const sandbox = { bubblewrap: bubblewrap.path, program: toolchain.program, edition: 2021, folder: path.join(folder, "processes") };
  const remove = () => rm(folder, { recursive: true, force: true });
  return { module, process: sandbox, declarations: await readLibrary(module, sandbox), remove };
}

/** The sandboxes of this machine, for what must be the same in all. */
export const sandboxes: readonly { readonly name: "wasm" | "process"; compile(source: string): Promise<MacroCrate> }[] = [
  { name: "wasm", compile: compileMacroCrate },
  ...(bubblewrap.kind === "found" ? [{ name: "process" as const, compile: compileProcessCrate }] : []),
];

/** A request for a macro by name, with tokens written as text. */
export function requestFor(crate: MacroCrate, name: string, input = "", more: Partial<ExpandRequest> & { attrText?: string } = {}): ExpandRequest {
  const declaration = crate.declarations.find((one) => one.name === name);
  if (declaration === undefined) throw new Error(`no macro ${name}`);
  const { attrText = "", ...rest } = more;
  return {
    module: crate.module,
    process: crate.process,
    kind: declaration.kind,
    function: declaration.function,
    attr: wireStream(attrText),
    input: wireStream(input),
    attrDisplay: attrText,
    inputDisplay: input,
    environment: {},
    hiddenEnvironment: [],
    spanContexts: [],
    ...rest,
  };
}

/** Runs a macro; its tokens as plain text when it is done, otherwise the outcome. */
export async function expandText(pool: SandboxPool, request: ExpandRequest): Promise<string | ExpandRawOutcome> {
  const outcome = await pool.expandRaw(request);
  return outcome.kind === "done" ? outputText(outcome.output) : outcome;
}

/** The tokens of an output message, printed plainly; what was handed back untouched as `clone(n)` and `unopened(n)`. */
export function outputText(output: Uint8Array): string {
  const reader = new WireReader(output);
  reader.derivedSpans();
  return printTokensPlain(reader.outputStream().flatMap(visible));
}

function visible(tree: OutputTree): TokenTree | readonly TokenTree[] {
  if (tree.kind === "group") return { ...tree, trees: tree.trees.flatMap(visible) };
  if (tree.kind === "clone") return { kind: "ident", text: `clone(${tree.id})`, raw: false };
  if (tree.kind === "unopened") return { kind: "ident", text: `unopened(${tree.reference})`, raw: false };
  if (tree.kind === "parsed") return tree.trees;
  return tree;
}

export function wireStream(text: string): Uint8Array {
  const lexed = lexExpansion(text);
  if (!lexed.ok) throw new Error(`cannot lex ${text}: ${lexed.problem.message}`);
  const writer = new WireWriter();
  writer.inputStream(lexed.trees);
  return writer.finish();
}
