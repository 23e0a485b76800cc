import { readdir } from "node:fs/promises";
import path from "node:path";
import { findProgram, isFile, isProgram } from "./find-program.ts";
import { inspectRustc } from "./inspect-rustc.ts";
import { isRecentEnough, minimumRelease, type RustcVersion } from "./rustc-version.ts";
import type { MissingPart, SandboxOrigin, SandboxParts, SandboxSearch, SandboxWay } from "./sandbox-parts.ts";
import type { NativeToolchain, Surroundings } from "./types.ts";

/** Packages of Debian that together make a sandbox toolchain. */
export const debianPackages: readonly string[] = ["rustc-web", "rust-web-src", "wasi-libc", "lld"];

/**
 * Looks for a compiler for the sandbox: the one that SILCROW_SANDBOX_RUSTC names (then no other), the
 * user's own, Debian's. The first that has everything wins; otherwise the answer says for each what is missing.
 */
export async function findSandboxToolchain(native: NativeToolchain, { cwd, env }: Surroundings): Promise<SandboxSearch> {
  const named = env["SILCROW_SANDBOX_RUSTC"];
  const candidates: { origin: SandboxOrigin; rustc: string }[] = named
    ? [{ origin: "environment", rustc: (await findProgram(named, env, cwd)) ?? named }]
    : [{ origin: "user", rustc: native.rustc }];
  if (!named && native.rustc !== debianRustc && process.platform === "linux") candidates.push({ origin: "debian", rustc: debianRustc });
  const ways: SandboxWay[] = [];
  for (const candidate of candidates) {
    const found = await examine(candidate.origin, candidate.rustc, native, { cwd, env });
    if ("parts" in found) return { kind: "ready", parts: found.parts };
    ways.push(found.way);
  }
  return { kind: "missing", ways };
}

const debianRustc = "/usr/bin/rustc";

async function examine(
  origin: SandboxOrigin,
  rustc: string,
  native: NativeToolchain,
  surroundings: Surroundings,
): Promise<{ parts: SandboxParts } | { way: SandboxWay }> {
  const { env, cwd } = surroundings;
  const inspected = (await isProgram(rustc)) ? await inspectRustc(rustc, surroundings).catch(() => undefined) : undefined;
  if (inspected === undefined || !isRecentEnough(inspected.version.release)) {
    const missing: MissingPart = inspected
      ? { part: "rustc", code: "SC0102", message: `${rustc} is ${inspected.version.release}; the sandbox needs ${minimumRelease} or later` }
      : { part: "rustc", code: "SC0101", message: `${rustc} is not a Rust compiler` };
    return { way: { origin, rustc: inspected && rustc, missing: [missing], commands: commandsFor(origin, [missing], inspected?.sysroot) } };
  }
  const { version, sysroot } = inspected;
  const library = path.join(sysroot, "lib", "rustlib", "src", "rust", "library");
  const [hasSources, vendored, libc, linker] = await Promise.all([
    isFile(path.join(library, "std", "Cargo.toml")),
    hasVendoredCrates(library),
    findLibc(sysroot),
    findLinker(sysroot, version, env, cwd),
  ]);
  const missing: MissingPart[] = [];
  if (!hasSources) missing.push({ part: "sources", code: "SC0103", message: `no sources of the standard library in ${library}` });
  if (libc === undefined) missing.push({ part: "libc", code: "SC0104", message: `no WASI libc.a in ${wasiDirectories(sysroot).join(" or ")}` });
  if (linker === undefined) missing.push({ part: "linker", code: "SC0105", message: `neither rust-lld in ${sysroot} nor wasm-ld on PATH` });
  if (libc === undefined || linker === undefined || !hasSources) {
    return { way: { origin, rustc, missing, commands: commandsFor(origin, missing, sysroot) } };
  }
  return {
    parts: {
      origin,
      rustc,
      cargo: native.cargo,
      version: version.text,
      release: version.release,
      host: version.host,
      sysroot,
      library,
      vendored,
      libc,
      linker,
    },
  };
}

/** Distributions put the crates that the standard library depends on in `library/vendor`, some with versions in the names. */
async function hasVendoredCrates(library: string): Promise<boolean> {
  const names = await readdir(path.join(library, "vendor")).catch(() => []);
  return names.some((name) => /^libc(-|$)/.test(name));
}

function wasiDirectories(sysroot: string): string[] {
  return [
    path.join(sysroot, "lib", "rustlib", "wasm32-wasip1", "lib", "self-contained"),
    "/usr/lib/wasm32-wasip1",
    "/usr/lib/wasm32-wasi",
  ];
}

async function findLibc(sysroot: string): Promise<string | undefined> {
  for (const directory of wasiDirectories(sysroot)) {
    const file = path.join(directory, "libc.a");
    if (await isFile(file)) return file;
  }
  return undefined;
}

async function findLinker(sysroot: string, version: RustcVersion, env: NodeJS.ProcessEnv, cwd: string): Promise<string | undefined> {
  const own = path.join(sysroot, "lib", "rustlib", version.host, "bin", "rust-lld");
  if (await isProgram(own)) return own;
  for (const name of ["wasm-ld", "rust-lld", "lld"]) {
    const found = await findProgram(name, env, cwd);
    if (found !== undefined) return found;
  }
  return undefined;
}

function commandsFor(origin: SandboxOrigin, missing: readonly MissingPart[], sysroot: string | undefined): string[] {
  if (origin === "debian" || sysroot === "/usr") return [`apt-get install ${debianPackages.join(" ")}`];
  const toolchain = rustupToolchain(sysroot);
  if (toolchain === undefined) return [];
  const lacks = new Set(missing.map(({ part }) => part));
  const commands: string[] = [];
  if (lacks.has("rustc")) commands.push(`rustup update ${toolchain}`);
  if (lacks.has("sources")) commands.push(`rustup component add rust-src --toolchain ${toolchain}`);
  if (lacks.has("libc")) commands.push(`rustup target add wasm32-wasip1 --toolchain ${toolchain}`);
  if (lacks.has("linker")) commands.push(`rustup component add llvm-tools --toolchain ${toolchain}`);
  return commands;
}

/** Name of the rustup toolchain that a sysroot belongs to, or undefined when rustup does not manage it. */
export function rustupToolchain(sysroot: string | undefined): string | undefined {
  if (sysroot === undefined || path.basename(path.dirname(sysroot)) !== "toolchains") return undefined;
  return path.basename(sysroot);
}
