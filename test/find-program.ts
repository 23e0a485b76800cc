import { execFileSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import path from "node:path";

/**
 * The path of a program that a test needs. Where it is missing and this is root on Debian it is installed; otherwise
 * this throws and says what to install.
 */
export function findProgram(name: string, debianPackage = name): string {
  const found = onPath(name);
  if (found !== undefined) return found;
  const advice = `this test needs ${name}: run \`apt-get install ${debianPackage}\`, or install it in your system's way`;
  if (process.getuid?.() !== 0 || onPath("apt-get") === undefined) throw new Error(advice);
  const apt = (...args: string[]) =>
    execFileSync("apt-get", args, { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
  try {
    try {
      apt("install", "-q", "-y", "--no-install-recommends", debianPackage);
    } catch {
      apt("update", "-q");
      apt("install", "-q", "-y", "--no-install-recommends", debianPackage);
    }
  } catch (cause) {
    throw new Error(advice, { cause });
  }
  const installed = onPath(name);
  if (installed === undefined) throw new Error(advice);
  return installed;
}

function onPath(name: string): string | undefined {
  return (process.env["PATH"] ?? "")
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
