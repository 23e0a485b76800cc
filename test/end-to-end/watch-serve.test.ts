import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findBrowser } from "../site/find-browser.ts";
import { type Project, projectFrom, succeed } from "./project.ts";

let project: Project;
let browser: Browser;
let child: ChildProcess;
let stderr = "";

beforeAll(async () => {
  project = projectFrom("quickstart", "quickstart-offline");
  succeed(project.silcrow("emit"));
  // The tests may run as root in a container, where Chromium has no sandbox of its own.
  browser = await chromium.launch({ executablePath: findBrowser(), args: ["--no-sandbox"] });
  const script = path.join(import.meta.dirname, "../../bin/silcrow.js");
  child = spawn(process.execPath, [script, "--quiet", "watch", "--serve"], { cwd: project.folder, stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, TMPDIR: project.folder } });
  child.stderr!.setEncoding("utf8").on("data", (text: string) => (stderr += text));
});
afterAll(async () => {
  child.kill("SIGKILL");
  await browser?.close();
  project.dispose();
});

test("the page reloads when generated code changes, and nothing is left behind", async () => {
  for (let tries = 0; tries < 600 && !stderr.includes("http://"); tries++) await sleep(50);
  const address = /http:\/\/127\.0\.0\.1:\d+\/[\w-]+\//.exec(stderr)?.[0];
  expect(address, stderr).toBeDefined();
  const page = await browser.newPage();
  const problems: string[] = [];
  page.on("console", (message) => void (message.type() === "error" && problems.push(message.text())));
  page.on("request", (request) => void (request.url().startsWith(address!) || problems.push(`asked for ${request.url()}`)));
  await page.goto(address!);
  await page.locator("#search").waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("announce");
  await page.locator("#results a").first().waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL(/announce/);
  expect(await page.textContent("main")).toContain("println!");

  project.edit("macros/announce/src/lib.rs", "println!", "eprintln!");
  await page.locator("main", { hasText: "eprintln!" }).waitFor({ timeout: 60_000 });
  expect(problems).toEqual([]);

  child.kill("SIGTERM");
  expect(await new Promise((resolve) => child.once("close", resolve))).toBe(0);
  expect(project.files(".").filter((file) => file.includes("silcrow-site"))).toEqual([]);
  await expect(fetch(address!)).rejects.toThrow();
});
