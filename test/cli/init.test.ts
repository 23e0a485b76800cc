import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { executeCli } from "../../src/cli/index.ts";
import { runCli } from "./run-cli.ts";

let project: string;
beforeEach(() => {
  project = realpathSync(mkdtempSync(path.join(os.tmpdir(), "silcrow-init-")));
  write("Cargo.toml", "[workspace]\n");
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

const write = (file: string, text: string) => {
  mkdirSync(path.dirname(path.join(project, file)), { recursive: true });
  writeFileSync(path.join(project, file), text);
};
const read = (file: string) => readFileSync(path.join(project, file), "utf8");

describe("init --yes", () => {
  test("writes a configuration that holds, into the workspace's root", async () => {
    write("member/Cargo.toml", "");
    const { exitCode, stdout, stderr } = await runCli(["init", "--yes"], { cwd: path.join(project, "member") });
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "" });
    expect(stderr).toContain("wrote ../silcrow.config.yaml");
    const shown = JSON.parse((await runCli(["config", "--format", "json"], { cwd: project })).stdout) as { file: string; settings: object[] };
    expect(shown.file).toBe(path.join(project, "silcrow.config.yaml"));
    expect(shown.settings).toContainEqual({ key: "cacheDir", value: path.join(project, "macro-cache"), source: "file", from: shown.file });
    expect(shown.settings).toContainEqual({ key: "deadlineSeconds", value: 30, source: "default", from: null });
  });

  test("says nothing with --quiet", async () => {
    expect(await runCli(["--quiet", "init", "--yes"], { cwd: project })).toEqual({ exitCode: 0, stdout: "", stderr: "" });
  });

  test("takes nobody's configuration away", async () => {
    write(".silcrowrc.json", '{"jobs": 2}');
    const { exitCode, stderr } = await runCli(["init", "--yes"], { cwd: project });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`already: ${project}/.silcrowrc.json`);
    expect(existsSync(path.join(project, "silcrow.config.yaml"))).toBe(false);
  });

  test.each(["silcrow.config.yaml", ".gitattributes"])("does not write through a link named %s", async (file) => {
    const outside = mkdtempSync(path.join(os.tmpdir(), "silcrow-outside-"));
    symlinkSync(path.join(outside, "target"), path.join(project, file));
    const { exitCode, stderr } = await runCli(["init", "--yes"], { cwd: project });
    expect(exitCode).toBe(2);
    expect(stderr).toContain("is a link");
    expect(existsSync(path.join(outside, "target"))).toBe(false);
    rmSync(outside, { recursive: true });
  });

  test("needs a project", async () => {
    rmSync(path.join(project, "Cargo.toml"));
    expect(await runCli(["init", "--yes"], { cwd: project })).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("no Cargo.toml") });
  });
});

test("git understands what .gitattributes is told, and keeps what was in it", async () => {
  write(".gitattributes", "*.png binary");
  spawnSync("git", ["init", "-q"], { cwd: project });
  await runCli(["--macro-cache-dir", "generated", "init", "--yes"], { cwd: project });
  const before = read(".gitattributes");
  expect(before.startsWith("*.png binary\n/generated/** text eol=lf\n")).toBe(true);
  const attributes = (file: string) =>
    Object.fromEntries(
      spawnSync("git", ["check-attr", "-a", file], { cwd: project, encoding: "utf8" })
        .stdout.trim()
        .split("\n")
        .map((line) => line.split(": ").slice(1)),
    ) as Record<string, string>;
  expect(attributes("generated/app/a/b/Crab.Serialize.0123456789ab.rsm")).toMatchObject({ text: "set", eol: "lf", diff: "rust", merge: "unset" });
  expect(attributes("generated/macros.json")).toEqual({ text: "set", eol: "lf" });
  expect(attributes("src/main.rs")).toEqual({});
  rmSync(path.join(project, "silcrow.config.yaml"));
  await runCli(["--macro-cache-dir", "generated", "init", "--yes"], { cwd: project });
  expect(read(".gitattributes")).toBe(before);
});

describe("init with questions", () => {
  /** Types an answer when a question is there, as a person would; `undefined` closes the input. */
  async function answering(answers: readonly (string | undefined)[]) {
    const stdin = Object.assign(new PassThrough(), { isTTY: true });
    const stderr = new PassThrough();
    const asked: string[] = [];
    let said = "";
    stderr.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (!/\] $/.test(chunk.toString())) return;
      asked.push(chunk.toString());
      const answer = answers[asked.length - 1];
      if (answer === undefined) stdin.end();
      else stdin.write(`${answer}\n`);
    });
    const exitCode = await executeCli(["init"], { stdout: new PassThrough(), stderr, stdin, cwd: project, env: {} }, "0");
    return { exitCode, asked, said };
  }

  test("Enter takes the defaults", async () => {
    const { exitCode, asked } = await answering(["", "", ""]);
    expect({ exitCode, asked: asked.length }).toEqual({ exitCode: 0, asked: 3 });
    expect(read("silcrow.config.yaml")).toMatch(/^cacheDir: macro-cache$/m);
    expect(read("silcrow.config.yaml")).toMatch(/^#emit:$/m);
    expect(existsSync(path.join(project, ".gitattributes"))).toBe(true);
  });

  test("other answers are followed", async () => {
    expect((await answering(["gen/macros/", "n", "no"])).exitCode).toBe(0);
    expect(read("silcrow.config.yaml")).toMatch(/^cacheDir: gen\/macros$/m);
    expect(read("silcrow.config.yaml")).toMatch(/^ {2}arguments: \["--workspace"\]$/m);
    expect(existsSync(path.join(project, ".gitattributes"))).toBe(false);
  });

  test("whoever leaves has changed nothing", async () => {
    const { exitCode, said } = await answering(["elsewhere", undefined]);
    expect(exitCode).toBe(2);
    expect(said).toContain("nothing was written");
    expect(existsSync(path.join(project, "silcrow.config.yaml"))).toBe(false);
  });

  test("without a terminal it points to --yes", async () => {
    expect(await runCli(["init"], { cwd: project })).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("silcrow init --yes") });
  });
});

describe("config", () => {
  test("is one line for each setting, and says that there is no file", async () => {
    const { exitCode, stdout, stderr } = await runCli(["config"], { cwd: project, env: { HOME: "/home/crab", PAGER: "most" } });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^deadlineSeconds +30 +default$/m);
    expect(stdout).toMatch(/^\(user cache\) +\/home\/crab\/\S+ +default$/m);
    expect(stdout).toMatch(/^PAGER +most +environment$/m);
    expect(stderr).toContain("silcrow init");
  });

  test("an option wins over the file", async () => {
    write("silcrow.config.json", '{"cacheDir": "a", "memoryLimit": "2MiB"}');
    const { stdout } = await runCli(["--macro-cache-dir", "b", "config"], { cwd: project });
    expect(stdout).toMatch(new RegExp(`^cacheDir +${project}/b +--macro-cache-dir$`, "m"));
    expect(stdout).toMatch(/^memoryLimit +2097152 +silcrow\.config\.json$/m);
  });

  test("--schema is the schema", async () => {
    expect(JSON.parse((await runCli(["config", "--schema"], { cwd: project })).stdout)).toMatchObject({ title: "silcrow configuration" });
  });
});
