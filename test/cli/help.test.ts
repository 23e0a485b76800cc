import path from "node:path";
import { describe, expect, test } from "vitest";
import { runCli } from "./run-cli.ts";

const commands = ["setup", "doctor", "init", "config", "watch", "completions", "emit", "verify", "build", "check", "test", "run", "bench", "clippy", "doc", "compare", "rustc", "show", "list", "diff", "audit", "review", "wasm", "explain"];
const golden = (name: string) => path.join(import.meta.dirname, "help", `${name}.txt`);

describe("help", () => {
  test("of the program", async () => {
    const { exitCode, stdout, stderr } = await runCli(["--help"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    await expect(stdout).toMatchFileSnapshot(golden("silcrow"));
    for (const command of commands) expect(stdout).toMatch(new RegExp(`^  ${command} `, "m"));
  });

  test.each(commands)("of %s", async (command) => {
    const { exitCode, stdout, stderr } = await runCli(["help", command]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    await expect(stdout).toMatchFileSnapshot(golden(command));
    // Descriptions have their own line ends: one that is too long leaves a word by itself.
    expect(stdout).not.toMatch(/^\w+,?$/m);
    expect(stdout).toMatch(/^Examples?:\n {2}silcrow /m);
    expect(stdout).toMatch(/^Exit codes: /m);
  });

  test("is the same by flag, for silcrow's own commands", async () => {
    for (const command of ["setup", "doctor", "emit", "explain"]) {
      expect(await runCli([command, "--help"])).toEqual(await runCli(["help", command]));
    }
    expect(await runCli(["-h"])).toEqual(await runCli(["--help"]));
  });

  test("before a command of cargo is silcrow's", async () => {
    expect((await runCli(["--help", "build"])).stdout).toContain("Usage: silcrow");
  });

  test("is short enough for a terminal", async () => {
    for (const command of commands) {
      for (const line of (await runCli(["help", command])).stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(110);
    }
  });

  test("without a command goes to standard error, with exit code 2", async () => {
    const { exitCode, stdout, stderr } = await runCli([]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain("Usage: silcrow");
  });
});
