import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { PassThrough, Writable } from "node:stream";
import { afterAll, expect, test } from "vitest";
import type { CommandContext } from "../../src/cli/context.ts";
import { openOutput } from "../../src/cli/open-output.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "silcrow-pager-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function terminal(env: NodeJS.ProcessEnv, isTTY = true): { context: CommandContext; text: () => string } {
  let text = "";
  const stdout = Object.assign(
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        text += chunk.toString("utf8");
        done();
      },
    }),
    { isTTY },
  );
  const context: CommandContext = {
    stdout,
    stderr: new PassThrough(),
    stdin: new PassThrough(),
    cwd: folder,
    env: { PATH: process.env["PATH"], ...env },
    color: false,
    colorOutput: false,
    columns: undefined,
    quiet: false,
    cacheDir: undefined, version: "0.0.0",
  };
  return { context, text: () => text };
}

async function page(env: NodeJS.ProcessEnv, parts: readonly string[], { isTTY = true, wants = true } = {}): Promise<string> {
  const { context, text } = terminal(env, isTTY);
  const output = openOutput(context, wants);
  for (const part of parts) await output.write(part);
  await output.end();
  return text();
}

test("a terminal gets the user's pager, which gets less's options", async () => {
  const file = path.join(folder, "paged");
  expect(await page({ PAGER: `sh -c 'echo $LESS; cat' > ${file}` }, ["one\n", "two\n"])).toBe("");
  expect(readFileSync(file, "utf8")).toBe("FRX\none\ntwo\n");
});

test("a pager that is left early is no error", async () => {
  expect(await page({ PAGER: "head -c 1 > /dev/null" }, Array.from({ length: 50 }, () => "x".repeat(100_000)))).toBe("");
});

test("no pager where there is no terminal, none is wanted, or nothing is shown", async () => {
  const pager = { PAGER: `touch ${path.join(folder, "never")}` };
  expect(await page(pager, ["text"], { isTTY: false })).toBe("text");
  expect(await page(pager, ["text"], { wants: false })).toBe("text");
  expect(await page(pager, [])).toBe("");
  for (const none of ["", "cat"]) expect(await page({ PAGER: none }, ["text"])).toBe("text");
  expect(await page({ ...pager, TERM: "dumb" }, ["text"])).toBe("text");
  expect(() => readFileSync(path.join(folder, "never"))).toThrow();
});
