import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as commander from "commander";
import { expect, test } from "vitest";
import { declareCommandLine } from "../../src/cli/command-line.ts";
import { commandModels } from "../../src/cli/command-model.ts";
import { findProgram } from "../find-program.ts";
import { printManPage } from "./print-man-page.ts";

const root = path.join(import.meta.dirname, "../..");
const file = path.join(root, "man/silcrow.1");
const { version, man } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { version: string; man: string[] };

test("man/silcrow.1 is what the command line says; UPDATE_GOLDEN=1 writes it again", () => {
  const page = printManPage(commandModels(declareCommandLine(commander, version, async () => {})), version);
  if (process.env["UPDATE_GOLDEN"]) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, page);
  }
  expect(existsSync(file) && readFileSync(file, "utf8")).toBe(page);
  expect(man.map((page) => path.join(root, page))).toEqual([file]);
});

test("groff has nothing to say against it, and shows every command", () => {
  findProgram("groff", "groff-base");
  const { status, stdout, stderr } = spawnSync("groff", ["-man", "-ww", "-Tutf8", "-P-c", "-rLL=78n", file], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const shown = stdout.replace(/.\u0008/gu, "").replaceAll("\u2010", "-");
  for (const { name, options } of commandModels(declareCommandLine(commander, version, async () => {})).slice(1)) {
    expect(shown).toContain(`silcrow ${name}`);
    for (const { long } of options) expect(shown).toContain(long);
  }
});
