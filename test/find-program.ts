import { execFileSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import path from "node:path";

/**
 * The path of a program that a test needs, under its name or another one. Where it is missing and this is root on
 * Debian it is installed; otherwise this throws and says what to install.
 */
export function findProgram(name: string, debianPackage = name, others: readonly string[] = []): string {
  const names = [name, ...others];
  const found = onPath(names);
  if (found !== undefined) return found;
  const advice = `this test needs ${names.join(" or ")}: run \`apt-get install ${debianPackage}\`, or install it in your system's way`;
  if (process.getuid?.() !== 0 || onPath(["apt-get"]) === undefined) throw new Error(advice);
  const apt = (...args: string[]) =>
    execFileSync("apt-get", args, { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
  const install = () => apt("install", "-q", "-y", "--no-install-recommends", debianPackage);
  try {
    try {
      install();
    } catch {
      apt("update", "-q");
      install();
    }
  } catch (cause) {
    throw new Error(advice, { cause });
  }
  const installed = onPath(names);
  if (installed === undefined) throw new Error(advice);
  return installed;
}

/** In the first folder that has any of them, the first of them. */
function onPath(names: readonly string[]): string | undefined {
  return (process.env["PATH"] ?? "")
    .split(path.delimiter)
    .flatMap((folder) => names.map((name) => path.join(folder, name)))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
