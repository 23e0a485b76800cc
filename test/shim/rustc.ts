import { execFile } from "node:child_process";
import path from "node:path";

export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end; a status other than 0 is a result, not an exception. */
export function run(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}, cwd?: string): Promise<Ran> {
  return new Promise((resolve) => {
    const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("SILCROW_")));
    execFile(program, args, { cwd, env: { ...inherited, ...env }, maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
      resolve({ status, stdout, stderr });
    });
  });
}

export const rustDirectory = path.resolve(import.meta.dirname, "../../rust");
export const fixtures = path.join(import.meta.dirname, "fixtures");
