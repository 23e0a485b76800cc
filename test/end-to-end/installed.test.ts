import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { isBuiltin } from "node:module";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Project, projectFrom, succeed } from "./project.ts";

const root = path.join(import.meta.dirname, "../..");

describe("the package as npm installs it", () => {
  let folder: string;
  let installed: string;
  let project: Project;

  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "silcrow-installed-"));
    // What the package's script would do is done, and other tests are using it.
    const [packed] = JSON.parse(npm(["pack", "--ignore-scripts", "--json", "--pack-destination", folder])) as [{ filename: string }];
    npm(["install", "--global", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", path.join(folder, packed.filename)]);
    installed = path.join(folder, "lib/node_modules/silcrow");
    project = projectFrom("quickstart", "quickstart-offline");
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
    project.dispose();
  });

  const npm = (args: readonly string[]) => execFileSync("npm", args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  const silcrow = (...args: string[]) => succeed(project.run(path.join(folder, "bin/silcrow"), ...args));

  test("has what a user is to get, and nothing of the workshop", () => {
    expect(readdirSync(installed).sort()).toEqual(
      ["CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT", "README.md", "bin", "cache-schema", "dist", "docs", "man", "node_modules", "package.json", "rust", "syntaxes"],
    );
    expect(existsSync(path.join(folder, "share/man/man1/silcrow.1"))).toBe(true);
  });

  test("names every package that it loads", () => {
    const { dependencies } = JSON.parse(readFileSync(path.join(installed, "package.json"), "utf8")) as { dependencies: Record<string, string> };
    const code = readdirSync(path.join(installed, "dist"), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".cjs"))
      .map((file) => readFileSync(path.join(installed, "dist", file), "utf8"))
      .join("\n");
    const named = [...code.matchAll(/\b(?:require|import)\("((?:@[^/"]+\/)?[^./"#:][^/":]*)(?:\/[^"]*)?"\)/g)].map(([, name]) => name as string);
    const loaded = new Set(named.filter((name) => !isBuiltin(name)));
    for (const name of loaded) expect(Object.keys(dependencies)).toContain(name);
    expect(loaded.size).toBeGreaterThan(3);
  });

  test("emits and builds, also as a command of cargo, and shows its pages and its site", () => {
    expect(silcrow("--version").stdout).toMatch(/^silcrow \d/);
    silcrow("emit");
    expect(silcrow("run", "--quiet").stdout).toBe(project.read("expected-output.txt"));
    expect(succeed(project.runWith({ PATH: `${path.join(folder, "bin")}${path.delimiter}${process.env["PATH"]}` }, "cargo", "silcrow", "run", "--quiet")).stdout).toBe(project.read("expected-output.txt"));
    expect(silcrow("explain", "SC0201").stdout).toContain("SC0201");
    silcrow("review", "--html", "site");
    expect(project.files("site")).toContain("site/index.html");
  });
});
