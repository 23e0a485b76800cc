import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { load } from "js-yaml";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Project, projectFrom, succeed } from "./project.ts";

const root = path.join(import.meta.dirname, "../..");
const page = readFileSync(path.join(root, "docs/ci.md"), "utf8");
const [actions, gitlab] = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text]) => load(text!) as Record<string, any>);

/** What prepares a machine, and is not silcrow's: the machine that runs this test is prepared. */
const preparation = [/^npm install --global silcrow$/, /^apt-get update && apt-get install /, /^curl .*sh\.rustup\.rs/, /^export PATH=/];

const lines = {
  actions: Object.values(actions!["jobs"] as Record<string, { steps: { run?: string }[] }>).flatMap(({ steps }) => steps.flatMap(({ run }) => (run === undefined ? [] : [run]))),
  gitlab: [...(gitlab!["default"]["before_script"] as string[]), ...(gitlab!["build"]["script"] as string[]), ...(gitlab!["verify"]["script"] as string[])],
};

let project: Project;
let bin: string;

beforeAll(() => {
  project = projectFrom("quickstart", "quickstart-offline");
  bin = mkdtempSync(path.join(os.tmpdir(), "silcrow-bin-"));
  writeFileSync(path.join(bin, "silcrow"), `#!/bin/sh\nexec "${process.execPath}" "${path.join(root, "bin/silcrow.js")}" "$@"\n`);
  chmodSync(path.join(bin, "silcrow"), 0o755);
  succeed(project.silcrow("emit"));
  const git = (...args: string[]) =>
    expect(spawnSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.org", ...args], { cwd: project.folder, encoding: "utf8" })).toMatchObject({ status: 0 });
  project.write(".gitignore", "target\n");
  git("init", "-q");
  git("add", ".");
  git("commit", "-q", "-m", "all");
});
afterAll(() => {
  project.dispose();
  rmSync(bin, { recursive: true });
});

test("the recipes are YAML of the shape that their hosts take", () => {
  expect(Object.keys(actions!)).toEqual(["name", "on", "permissions", "jobs"]);
  expect(actions!["permissions"]).toEqual({ contents: "read" });
  for (const { steps } of Object.values(actions!["jobs"] as Record<string, { steps: Record<string, unknown>[] }>)) {
    for (const step of steps) expect(Number("run" in step) + Number("uses" in step)).toBe(1);
    // Nothing of an event is put into a shell line as text: whoever names a branch would write the script.
    for (const { run } of steps) expect(String(run ?? "")).not.toContain("${{");
  }
  expect(lines.actions.length).toBeGreaterThan(6);
  expect(lines.gitlab.length).toBeGreaterThan(6);
});

const commands = [...new Set([...lines.actions, ...lines.gitlab])].filter((line) => !preparation.some((pattern) => pattern.test(line)));

test.each(commands)("%s", (line) => {
  expect(line).toMatch(/\bsilcrow /);
  const { status, stdout, stderr } = spawnSync("bash", ["-euo", "pipefail", "-c", line], {
    cwd: project.folder,
    encoding: "utf8",
    env: { ...process.env, PATH: `${bin}:${process.env["PATH"] ?? ""}`, BASE: "HEAD", CI_MERGE_REQUEST_DIFF_BASE_SHA: "HEAD", CI: "true" },
  });
  expect({ status, output: stdout + stderr }).toMatchObject({ status: 0 });
});
