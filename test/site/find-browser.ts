import { execFileSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import path from "node:path";

const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/**
 * A Chromium for the tests of the site: the one that CHROMIUM names, or else the first on PATH. Where there is none,
 * it is installed if that takes no more than apt-get; otherwise this throws and says what to install.
 */
export function findBrowser(): string {
  const named = process.env["CHROMIUM"];
  if (named !== undefined && named !== "") return named;
  const found = onPath();
  if (found !== undefined) return found;
  if (process.getuid?.() !== 0) throw new Error("the tests of the site need Chromium: install the package `chromium`, or name a browser in CHROMIUM");
  const apt = (...args: string[]): void => void execFileSync("apt-get", args, { stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
  try {
    apt("update", "-q");
    apt("install", "-q", "-y", "--no-install-recommends", "chromium");
  } catch (cause) {
    throw new Error("the tests of the site need Chromium, and `apt-get install chromium` failed: install a Chromium and name it in CHROMIUM", { cause });
  }
  const installed = onPath();
  if (installed === undefined) throw new Error("apt-get installed chromium, but it is not on PATH: name it in CHROMIUM");
  return installed;
}

function onPath(): string | undefined {
  for (const folder of (process.env["PATH"] ?? "").split(path.delimiter)) {
    for (const name of names) {
      const file = path.join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // Not there.
      }
    }
  }
  return undefined;
}
