import { execFile } from "node:child_process";

/** Runs a program and keeps what it prints. Status -1 when it could not be started. */
export async function runQuietly(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<{ status: number; output: string }> {
  return await new Promise((resolve) => {
    execFile(program, args, { ...options, maxBuffer: 64 * 1024 ** 2 }, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
      resolve({ status, output: `${stdout}${stderr}${status === -1 ? (error?.message ?? "") : ""}` });
    });
  });
}
