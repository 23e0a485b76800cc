import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";

/** A folder that is removed when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "silcrow-toolchain-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a file with all folders above it, executable when it starts with `#!`. */
export async function write(file: string, text = ""): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
  if (text.startsWith("#!")) await chmod(file, 0o755);
  return file;
}

/** A program that answers like a rustc of some release whose sysroot is `sysroot`. */
export function fakeRustc(release: string, sysroot: string): string {
  return `#!/bin/sh
case "$1" in
-vV) printf 'rustc ${release} (abc 2026-01-01)\\nbinary: rustc\\nhost: fake-unknown-linux-gnu\\nrelease: ${release}\\n' ;;
--print) echo '${sysroot}' ;;
esac
`;
}
