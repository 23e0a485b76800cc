import { stripControl } from "#diagnostics";
import { alignColumns } from "#review";
import {
  findNativeToolchain,
  installSandboxToolchain,
  prepareNative,
  prepareSandbox,
  systemInstaller,
  userCacheDirectory,
} from "#toolchain";
import type { CommandContext } from "../context.ts";
import { exitCodes } from "../exit-code.ts";
import { showProgress } from "../show-progress.ts";

/** Gets everything ready that emit and replay need, and says what it did and how long it took. */
export async function setup(context: CommandContext): Promise<number> {
  const { cwd, env, stdout } = context;
  const shown = showProgress(context);
  const began = performance.now();
  const done: (readonly [what: string, which: string, how: string])[] = [];
  const phase = async <T>(what: string, work: (progress: { step(text: string): void }) => Promise<T>, which: (result: T) => string) => {
    let busy = false;
    const start = performance.now();
    const result = await work({
      step(text) {
        busy = true;
        shown.step(text);
      },
    });
    done.push([what, stripControl(which(result)), busy ? `done in ${seconds(start)}` : "was there"]);
    return result;
  };
  try {
    const native = await phase(
      "your compiler",
      () => findNativeToolchain({ cwd, env }),
      ({ version }) => firstLine(version),
    );
    const parts = await phase(
      "sandbox compiler",
      (progress) => installSandboxToolchain(native, progress, systemInstaller({ cwd, env })),
      ({ version }) => firstLine(version),
    );
    await phase("wrapper and shim", (progress) => prepareNative(native, progress, env), ({ wrapper }) => wrapper);
    await phase("sandbox library", (progress) => prepareSandbox(parts, progress, { env }), ({ description }) => description);
  } finally {
    shown.end();
  }
  if (!context.quiet) {
    stdout.write(alignColumns(done, { columns: context.columns }));
    stdout.write(`ready to emit after ${seconds(began)}; what was built is in ${userCacheDirectory(env)}\n`);
  }
  return exitCodes.fine;
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? text;
}
