// Runs one emit in a process of its own, so that tests can kill it: `node run-emit.ts <folder> <json options> <cargo arguments>…`.
import { renderError } from "#diagnostics";
import { emit, type EmitOptions } from "#emit";

const [cwd = ".", options = "{}", ...cargoArgs] = process.argv.slice(2);
try {
  const { exitCode, summary } = await emit({
    cwd,
    cargoArgs,
    env: process.env,
    streams: { stdout: process.stdout, stderr: process.stderr },
    options: JSON.parse(options) as EmitOptions,
  });
  process.stdout.write(`\n${JSON.stringify(summary)}\n`);
  process.exitCode = exitCode;
} catch (error) {
  process.stderr.write(renderError(error, { color: false }));
  process.exitCode = 2;
}
