import { readFile } from "node:fs/promises";
import { SilcrowError } from "#diagnostics";
import { findProgram } from "./find-program.ts";
import { debianPackages, findSandboxToolchain } from "./find-sandbox-toolchain.ts";
import { type ProgramResult, runProgram } from "./run-program.ts";
import type { SandboxParts, SandboxWay } from "./sandbox-parts.ts";
import type { NativeToolchain, Progress, Surroundings } from "./types.ts";

/** How commands are run and what is known about the machine; replaced in tests. */
export interface Installer extends Surroundings {
  run(file: string, args: readonly string[]): Promise<ProgramResult>;
  /** Whether packages may be installed with apt-get: Debian or a relative, and we are root. */
  mayUseApt(): Promise<boolean>;
}

/**
 * Gets what the sandbox toolchain lacks, where that can be done without asking: with rustup for a toolchain
 * of rustup, else with apt-get when we are root on Debian. Does nothing when nothing is missing.
 * Throws the code of the first missing part (SC0101 … SC0105) with the exact commands when it cannot.
 */
export async function installSandboxToolchain(
  native: NativeToolchain,
  progress: Progress,
  installer: Installer,
): Promise<SandboxParts> {
  let search = await findSandboxToolchain(native, installer);
  const failures: string[] = [];
  for (const plan of installationPlans) {
    if (search.kind === "ready") return search.parts;
    for (const command of await plan(search.ways, installer)) {
      progress.step(`running ${command.join(" ")}`);
      const [file = "", ...args] = command;
      const { status, stderr, failure } = await installer.run(file, args);
      if (status === 0) continue;
      failures.push(`\`${command.join(" ")}\` failed: ${lastLines(failure ?? stderr)}`);
      break;
    }
    search = await findSandboxToolchain(native, installer);
  }
  if (search.kind === "ready") return search.parts;
  throw missingSandbox(search.ways, failures);
}

/** The real installer for a process: its folder, its environment, and programs that are really run. */
export function systemInstaller({ cwd, env }: Surroundings): Installer {
  return {
    cwd,
    env,
    run: (file, args) => runProgram(file, args, { cwd, env: { ...env, DEBIAN_FRONTEND: "noninteractive" } }),
    mayUseApt: async () => {
      if (process.getuid?.() !== 0 || (await findProgram("apt-get", env, cwd)) === undefined) return false;
      const release = await readFile("/etc/os-release", "utf8").catch(() => "");
      return /^ID(_LIKE)?=.*\bdebian\b/m.test(release);
    },
  };
}

/** The error for a sandbox toolchain that is not there: what each way lacks, and what completes it. */
export function missingSandbox(ways: readonly SandboxWay[], failures: readonly string[] = []): SilcrowError {
  const lacking = ways.flatMap((way) => way.missing.map((part) => `${wayTitles[way.origin]}: ${part.message}`));
  const commands = ways.filter((way) => way.commands.length > 0).map((way) => way.commands.map((command) => `\`${command}\``).join(" and "));
  return new SilcrowError(ways[0]?.missing[0]?.code ?? "SC0101", "no Rust toolchain can compile macros for the sandbox", {
    notes: [...lacking, ...failures],
    help: commands.length > 0 ? `run ${commands.join(", or ")}, then \`silcrow setup\`` : undefined,
  });
}

const wayTitles = {
  environment: "the compiler named in SILCROW_SANDBOX_RUSTC",
  user: "your own compiler",
  debian: "Debian's compiler",
} as const;

type InstallationPlan = (ways: readonly SandboxWay[], installer: Installer) => Promise<string[][]>;

const installationPlans: readonly InstallationPlan[] = [
  async (ways, { env, cwd }) => {
    const commands = ways.flatMap((way) => way.commands).filter((command) => command.startsWith("rustup "));
    if (commands.length === 0 || (await findProgram("rustup", env, cwd)) === undefined) return [];
    return commands.map((command) => command.split(" "));
  },
  async (ways, installer) => {
    if (!ways.some(({ commands }) => commands.some((command) => command.startsWith("apt-get "))) || !(await installer.mayUseApt())) return [];
    return [
      ["apt-get", "update"],
      ["apt-get", "install", "-y", "--no-install-recommends", ...debianPackages],
    ];
  },
];

function lastLines(text: string): string {
  return text.trim().split("\n").slice(-3).join(" ");
}
