import { expect, test } from "vitest";
import { PassThrough } from "node:stream";
import type { CommandContext } from "../../src/cli/context.ts";
import { openScreen } from "../../src/cli/screen.ts";

function terminal(size: { rows: number; columns: number } | undefined, quiet = false) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()].map((stream) => Object.assign(stream, { isTTY: size !== undefined, ...size }));
  let shown = "";
  for (const stream of [stdout!, stderr!]) stream.on("data", (chunk: Buffer) => (shown += chunk.toString()));
  const context = { stdout, stderr, stdin: new PassThrough(), cwd: "/", env: {}, color: false, colorOutput: false, columns: size?.columns, quiet, cacheDir: undefined, version: "0.0.0" };
  return { screen: openScreen(context as unknown as CommandContext, true), shown: () => shown };
}

const hundred = Array.from({ length: 100 }, (_, index) => `line ${index}\n`).join("");

test("a result is one screen, and says what it has no room for", async () => {
  const { screen, shown } = terminal({ rows: 30, columns: 80 });
  screen.begin("src/main.rs changed");
  await screen.write(hundred);
  screen.end("", false);
  expect(shown().startsWith("\u001B[2J\u001B[H")).toBe(true);
  expect(shown().split("\n").length).toBeLessThanOrEqual(30);
  expect(shown()).toContain("line 24");
  expect(shown()).toMatch(/… 75 more lines/);
});

test("wrapped lines count as often as they wrap", async () => {
  const { screen, shown } = terminal({ rows: 30, columns: 40 });
  screen.begin("x");
  await screen.write(`${"y".repeat(100)}\n`.repeat(20));
  screen.end("", false);
  expect(shown().split("\n").filter((line) => line.startsWith("y")).length).toBe(8);
});

test("errors that came before keep most of the screen", async () => {
  const { screen, shown } = terminal({ rows: 40, columns: 80 });
  screen.begin("x");
  await screen.write(hundred);
  screen.end("emit ended with exit code 1", true);
  expect(shown()).toContain("line 9\n");
  expect(shown()).not.toContain("line 10\n");
  expect(shown().endsWith("emit ended with exit code 1\n")).toBe(true);
});

test("in a pipe nothing is cleared or left out", async () => {
  const { screen, shown } = terminal(undefined);
  screen.begin("a\u001B[31m changed");
  await screen.write(hundred);
  screen.end("", false);
  expect(shown()).toContain("line 99");
  expect(shown()).not.toContain("\u001B");
});

test("quiet leaves the result alone", async () => {
  const { screen, shown } = terminal(undefined, true);
  screen.begin("changed");
  screen.note("following");
  await screen.write("result\n");
  screen.end("done", false);
  expect(shown()).toBe("result\n");
});
