import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Project, projectFrom, snapshot, succeed } from "./project.ts";

let project: Project;
let child: ChildProcess;
let stdout = "";
let stderr = "";

beforeAll(() => {
  project = projectFrom("quickstart", "quickstart-offline");
  succeed(project.silcrow("emit"));
  const script = path.join(import.meta.dirname, "../../bin/silcrow.js");
  child = spawn(process.execPath, [script, "watch"], { cwd: project.folder, stdio: ["ignore", "pipe", "pipe"] });
  child.stdout!.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr!.setEncoding("utf8").on("data", (text: string) => (stderr += text));
});
afterAll(() => {
  child.kill("SIGKILL");
  project.dispose();
});

/** Waits for the run that answers a change: its summary or its failure, on standard error. */
async function runs(count: number): Promise<void> {
  const ended = () => stderr.match(/^emitted .*$/gm)?.length ?? 0;
  for (let tries = 0; tries < 1200 && ended() < count; tries++) await sleep(50);
  expect(ended(), stderr).toBe(count);
}

/** Waits for what is said behind the summary of a run. */
async function says(text: string): Promise<void> {
  for (let tries = 0; tries < 1200 && !stderr.includes(text); tries++) await sleep(50);
  expect(stderr).toContain(text);
}

/** Waits for what a run prints behind its summary. */
async function prints(pattern: RegExp): Promise<void> {
  for (let tries = 0; tries < 1200 && !pattern.test(stdout); tries++) await sleep(50);
  expect(stdout).toMatch(pattern);
}

test("follows the source, shows what changes, keeps errors in sight, and ends when it is told to", async () => {
  await runs(1);
  expect(stdout).toBe("");
  const before = snapshot(project, "macro-cache");

  // A change of the source that no macro sees.
  project.edit("src/main.rs", "fn main() {", "// A comment.\nfn main() {\n");
  await runs(2);
  expect(stderr).toMatch(/^src\/main\.rs changed$/m);
  expect(Object.keys(snapshot(project, "macro-cache"))).toEqual(Object.keys(before));

  // One that a macro sees, and one of the macro itself.
  project.edit("src/main.rs", "    name: String,\n", "    name: String,\n    #[field_names(skip)]\n    _legs: (),\n");
  await runs(3);
  expect(stderr.split("changed").length).toBeGreaterThan(2);
  await prints(/1 with the same expansion/);
  project.edit("macros/announce/src/lib.rs", "println!", "eprintln!");
  await runs(4);
  await prints(/1 changed/);
  await prints(/the macro was upgraded|#\[announce\]/);
  await prints(/\+1 -1 tokens/);

  // An error stays; its repair is followed.
  project.edit("src/main.rs", "fn main() {", "fn main() { nothing!();");
  await runs(5);
  expect(stderr).toContain("cannot find macro `nothing`");
  await says("emit ended with exit code 1; waiting for the next change");
  project.edit("src/main.rs", " nothing!();", "");
  await runs(6);

  // Nothing that it wrote itself has led to another run.
  await sleep(1000);
  await runs(6);
  child.kill("SIGINT");
  expect(await new Promise((resolve) => child.once("close", resolve))).toBe(0);
});

test("a project without macros is followed as well, until it is gone", async () => {
  const bare = projectFrom();
  bare.write("Cargo.toml", '[package]\nname = "bare"\nversion = "0.1.0"\nedition = "2021"\n');
  bare.write("src/lib.rs", "pub fn f() {}\n");
  let said = "";
  const script = path.join(import.meta.dirname, "../../bin/silcrow.js");
  const own = spawn(process.execPath, [script, "watch"], { cwd: bare.folder, stdio: ["ignore", "ignore", "pipe"] });
  own.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  const ended = new Promise((resolve) => own.once("close", resolve));
  for (let tries = 0; tries < 600 && !said.includes("emitted 0 new"); tries++) await sleep(50);
  expect(said).toContain("following the project");
  bare.dispose();
  expect(await ended).toBe(2);
  expect(said).toContain("error[SC0505]: the project is gone");
});
