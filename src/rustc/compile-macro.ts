import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { rootLength } from "#cargo";
import { SilcrowError } from "#diagnostics";
import { type ImplementationPackage, implementationHash, pathPackageHash, sha256 } from "#format";
import { argumentsFor, editionFlags, findNativeToolchain, findSandboxToolchain, missingSandbox, prepareSandbox, sandboxTarget } from "#toolchain";
import { EmitProgress, macroEdition } from "#emit";
import { crateRoot } from "./crate-name.ts";
import { withMetadata } from "./module-metadata.ts";
import { parseExtern, type RustcArgument, valueOf, wordsOf } from "./rustc-arguments.ts";
import type { RustcCall } from "./rustc-mode.ts";
import { runRustc } from "./run-rustc.ts";

/**
 * `--target wasm32-macro`: compiles a macro crate to a module, or a library that macro crates need to an rlib.
 * The module says in a section of its own what it was made from, so that the other modes need nothing but it.
 */
export async function compileMacro(call: RustcCall): Promise<number> {
  const { parsed, cwd, env, streams } = call;
  const root = crateRoot(parsed, cwd);
  const native = await findNativeToolchain({ cwd, env });
  const search = await findSandboxToolchain(native, { cwd, env });
  if (search.kind === "missing") throw missingSandbox(search.ways);
  const progress = new EmitProgress(streams.stderr, false);
  const sandbox = await prepareSandbox(search.parts, progress, { env });
  progress.clear();
  const crateTypes = parsed.filter(({ name }) => name === "--crate-type").map(({ value }) => value);
  const isMacro = crateTypes.includes("proc-macro");
  const temporary = await mkdtemp(join(tmpdir(), "slc-"));
  try {
    const output = outputPath(parsed, cwd, root.name, isMacro);
    const built = join(temporary, isMacro ? "macro.wasm" : `lib${root.name}.rlib`);
    const dependencyInfo = join(temporary, "macro.d");
    const own = parsed.filter(({ name, value }) => !["--target", "--emit", "-o", "--out-dir"].includes(name) || (name === "--target" && value !== sandboxTarget));
    const cfgs = parsed.flatMap(({ name, value }) => (name === "--cfg" ? [value ?? ""] : []));
    const args = [...argumentsFor(sandbox.arguments, cfgs), ...(isMacro ? [...sandbox.linkArguments, ...editionFlags(valueOf(parsed, "--edition") ?? "2015")] : []), ...wordsOf(own)];
    const exitCode = await runRustc({
      rustc: sandbox.rustc,
      args: [...args, `--emit=link=${built},dep-info=${dependencyInfo}`],
      cwd,
      env: { ...env, ...sandbox.environment },
      streams,
      show: { cwd, color: streams.stderr.isTTY === true, json: false },
    });
    if (exitCode !== 0) return exitCode;
    const bytes = await readFile(built);
    const sources = sourcesOf(await readFile(dependencyInfo, "utf8"), cwd);
    const written = isMacro
      ? withMetadata(bytes, {
          crate_name: root.name,
          package: root.name,
          version: "0.0.0",
          edition: macroEdition(valueOf(parsed, "--edition") ?? "2015", root.name),
          macro_hash: macroHash(parsed, root.name, root.path, sources, cwd),
          features: featuresOf(parsed),
          root_length: rootLength(readFileSync(root.path)),
          abi: 1,
        })
      : bytes;
    await putInPlace(output, written);
    return 0;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function putInPlace(output: string, bytes: Uint8Array): Promise<void> {
  const beside = `${output}.${process.pid}.tmp`;
  try {
    await writeFile(beside, bytes);
    await rename(beside, output);
  } catch (cause) {
    await rm(beside, { force: true });
    throw new SilcrowError("SC0501", `cannot write ${output}`, { cause });
  }
}

function outputPath(args: readonly RustcArgument[], cwd: string, crateName: string, isMacro: boolean): string {
  const named = valueOf(args, "-o");
  if (named !== undefined) return resolve(cwd, named);
  const extra = args.findLast(({ name, value }) => (name === "-C" || name === "--codegen") && value?.startsWith("extra-filename="));
  const suffix = extra?.value?.slice("extra-filename=".length) ?? "";
  return resolve(cwd, valueOf(args, "--out-dir") ?? ".", `lib${crateName}${suffix}.${isMacro ? "wasm" : "rlib"}`);
}

/** The files of the first rule of a dep-info file. */
function sourcesOf(text: string, cwd: string): string[] {
  const rule = text.split("\n").find((line) => /^(?:\\ |\S)+: /.test(line)) ?? "";
  const files = rule.slice(rule.indexOf(": ") + 2).match(/(?:\\.|[^\s\\])+/g) ?? [];
  return files.map((file) => resolve(cwd, file.replace(/\\(.)/g, "$1"))).filter((file) => existsSync(file));
}

/** `macro_hash` over the sources, the settings and the files of the dependencies (docs/contracts.md §3). */
function macroHash(args: readonly RustcArgument[], name: string, rootPath: string, sources: readonly string[], cwd: string): string {
  const directory = dirname(rootPath);
  const files = sources.map((file) => ({ path: relative(directory, file).replaceAll("\\", "/"), content: readFileSync(file) }));
  const cfgs = args.filter((argument) => argument.name === "--cfg").map(({ value }) => value ?? "");
  const own: ImplementationPackage = { name, version: "0.0.0", source: null, checksum: pathPackageHash(files), features: cfgs };
  const dependencies = args.flatMap((argument): ImplementationPackage[] => {
    const { name: crate, path } = parseExtern(argument.name === "--extern" ? (argument.value ?? "") : "");
    if (path === undefined) return [];
    const file = resolve(cwd, path);
    if (!existsSync(file)) return [];
    return [{ name: crate, version: "0.0.0", source: null, checksum: sha256(readFileSync(file)), features: [] }];
  });
  return implementationHash(own, dependencies);
}

function featuresOf(args: readonly RustcArgument[]): string[] {
  return args.flatMap(({ name, value }) => {
    const feature = name === "--cfg" ? /^feature="(.*)"$/.exec(value ?? "")?.[1] : undefined;
    return feature === undefined ? [] : [feature];
  });
}
