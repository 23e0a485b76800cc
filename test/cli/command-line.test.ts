import * as commander from "commander";
import { describe, expect, test } from "vitest";
import { declareCommandLine, type GlobalOptions, type Request } from "../../src/cli/command-line.ts";
import { runCli } from "./run-cli.ts";

async function parse(...argv: string[]): Promise<{ request: Request; globals: GlobalOptions } | undefined> {
  let parsed: { request: Request; globals: GlobalOptions } | undefined;
  const program = declareCommandLine(commander, "0", async (request, globals) => {
    parsed = { request, globals };
  });
  await program.parseAsync(argv, { from: "user" });
  return parsed;
}

describe("the command line", () => {
  test("reads emit's options", async () => {
    const parsed = await parse("emit", "--deadline", "1.5", "--memory-limit", "64M", "--jobs", "2", "--keep-unused", "--macro-cache-dir", "d");
    expect(parsed).toEqual({
      request: { command: "emit", options: { deadline: 1.5, memoryLimit: 64 * 2 ** 20, jobs: 2, keepUnused: true, format: "text" } },
      globals: { color: "auto", macroCacheDir: "d" },
    });
  });

  test("takes global options before and behind silcrow's own commands", async () => {
    expect((await parse("-q", "--color=never", "doctor"))?.globals).toEqual({ color: "never", quiet: true });
    expect((await parse("doctor", "--quiet"))?.globals).toEqual({ color: "auto", quiet: true });
  });

  test("knows cargo's one-letter names", async () => {
    for (const [alias, name] of [["b", "build"], ["c", "check"], ["t", "test"], ["r", "run"], ["d", "doc"]] as const) {
      expect((await parse(alias))?.request).toEqual({ command: "replay", cargoCommand: name });
    }
  });
});

describe("bad usage is SC0501 and exits with 2", () => {
  test.each([
    [["bild"], "unknown command 'bild'", "Did you mean build?"],
    [["--frobnicate", "emit"], "unknown option '--frobnicate'", ""],
    [["emit", "--release"], "unknown option '--release'", ""],
    [["emit", "extra"], "too many arguments", ""],
    [["emit", "--deadline", "soon"], "It must be a number of seconds", ""],
    [["emit", "--deadline", "0"], "It must be a number of seconds", ""],
    [["emit", "--deadline", ""], "It must be a number of seconds", ""],
    [["emit", "--memory-limit", "all"], "It must be a size", ""],
    [["emit", "--jobs", "0"], "It must be a whole number", ""],
    [["--color", "sometimes", "emit"], "Allowed choices are auto, always, never", ""],
    [["--color"], "argument missing", ""],
    [["doctor", "--", "x"], "takes no arguments behind", ""],
    [["explain"], "missing required argument 'code'", ""],
    [["explain", "SC1234"], "there is no error code", "SC0201"],
    [["explain", "constructor"], "there is no error code", "SC0201"],
    [["help", "bild"], "", ""],
  ])("%j", async (argv, message, more) => {
    const { exitCode, stdout, stderr } = await runCli(argv);
    expect(exitCode).toBe(2);
    expect(stdout).toBe("");
    if (message !== "") expect(stderr).toMatch(/^error\[SC0501\]: /);
    expect(stderr).toContain(message);
    expect(stderr).toContain(more);
  });

  test("in colour when that is asked for, also when the rest is not understood", async () => {
    expect((await runCli(["--color", "always", "bild"])).stderr).toContain("\u001B[31merror[SC0501]");
    expect((await runCli(["--color=never", "bild"], { env: { FORCE_COLOR: "1" } })).stderr).not.toContain("\u001B");
    expect((await runCli(["bild"], { env: { FORCE_COLOR: "1" } })).stderr).toContain("\u001B");
  });
});

test("explain prints the section of a code", async () => {
  const { exitCode, stdout } = await runCli(["explain", "sc0201"]);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^## SC0201\n\n\*\*A macro invocation has no cache entry\.\*\*\n\n[^#]+\n$/);
  expect((await runCli(["explain", "SC0900"])).stdout).toContain("Please report it.");
});

test("the version is printed", async () => {
  expect(await runCli(["-V"])).toEqual({ exitCode: 0, stdout: "0.0.0-test\n", stderr: "" });
});
