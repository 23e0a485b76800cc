import { PassThrough, type Readable, Writable } from "node:stream";
import { executeCli } from "../../src/cli/index.ts";

export interface CliResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in this process, with streams of its own. */
export async function runCli(
  argv: readonly string[],
  { cwd = "/", env = {}, stdin = new PassThrough() }: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv; readonly stdin?: Readable } = {},
): Promise<CliResult> {
  const stdout = collect();
  const stderr = collect();
  const exitCode = await executeCli(argv, { stdout, stderr, stdin, cwd, env }, "0.0.0-test");
  return { exitCode, stdout: stdout.text(), stderr: stderr.text() };
}

function collect(): Writable & { text(): string } {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk.toString("utf8"));
      done();
    },
  });
  return Object.assign(stream, { text: () => chunks.join("") });
}
