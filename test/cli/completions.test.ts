import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import * as commander from "commander";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { declareCommandLine } from "../../src/cli/command-line.ts";
import { commandModels, valueKinds } from "../../src/cli/command-model.ts";
import { findProgram } from "../find-program.ts";
import { runCli } from "./run-cli.ts";

const models = commandModels(declareCommandLine(commander, "", async () => {}));
let folder: string;
const scripts = new Map<string, string>();

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "silcrow-completions-")));
  for (const shell of ["bash", "zsh", "fish"]) {
    findProgram(shell);
    scripts.set(shell, path.join(folder, `silcrow.${shell}`));
    writeFileSync(scripts.get(shell)!, (await runCli(["completions", shell])).stdout);
  }
  const bin = path.join(folder, "bin");
  mkdirSync(bin);
  const node = [process.execPath, path.join(import.meta.dirname, "../../bin/silcrow.js")].map((part) => `"${part}"`).join(" ");
  writeFileSync(path.join(bin, "silcrow"), `#!/bin/sh\nexec ${node} "$@"\n`);
  chmodSync(path.join(bin, "silcrow"), 0o755);
  const project = path.join(folder, "project");
  mkdirSync(path.join(project, "macro-cache/app/shore"), { recursive: true });
  mkdirSync(path.join(project, "source"));
  const hostile = "$(touch mark).Evil.000000000003.rsm";
  for (const entry of ["shore/Crab.Serialize.000000000001.rsm", "shore/Crayfish.Serialize.000000000002.rsm", `shore/${hostile}`]) {
    writeFileSync(path.join(project, "macro-cache/app", entry), "");
  }
  const git = (...args: string[]) => spawnSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.org", ...args], { cwd: project });
  git("init", "-q", "-b", "main");
  git("commit", "-q", "--allow-empty", "-m", "x");
  git("branch", "mainland;touch$IFS"+"mark");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const environment = () => ({ ...process.env, PATH: `${path.join(folder, "bin")}:${process.env["PATH"] ?? ""}`, TERM: "dumb", HOME: folder });
const run = (program: string, args: string[]) => {
  const { stdout, stderr } = spawnSync(program, args, { cwd: path.join(folder, "project"), encoding: "utf8", env: environment() });
  expect(stderr).toBe("");
  return stdout;
};

/** What a shell offers for the last word of a line. */
const shells: Record<string, (line: string) => string[]> = {
  bash(line) {
    // As readline breaks it up: `=` is a word of its own.
    const words = line.split(" ").flatMap((word) => word.split(/(=)/)).filter((word, index, all) => word !== "" || index === all.length - 1);
    const list = words.map((word) => `'${word}'`).join(" ");
    const code = `source "${scripts.get("bash")}"; COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _silcrow; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return run(findProgram("bash"), ["--norc", "-c", code]).split("\n").filter((word) => word !== "");
  },
  fish(line) {
    const code = `source "${scripts.get("fish")}"; complete -C '${line}'`;
    return run(findProgram("fish"), ["--no-config", "-c", code]).split("\n").flatMap((word) => (word === "" ? [] : [word.split("\t")[0]!.replace(/^--[a-z-]+=/, "")]));
  },
  zsh(line) {
    // zsh completes in its line editor only: a terminal of its own, in which the list is asked for.
    const code = `
zmodload zsh/zpty
zpty -b shell 'zsh -f -i'
emit() { zpty -w shell "$1" }
emit 'PS1= PS2= RPS1=; unsetopt zle_bracketed_paste prompt_cr prompt_sp; stty columns 400 rows 400'
emit 'autoload -Uz compinit; compinit -u -D; source "${scripts.get("zsh")}"; zstyle ":completion:*" list-prompt ""; setopt no_always_last_prompt; LISTMAX=0; bindkey "^G" list-choices'
# Only in the editor are keys what they are bound to: before it, the terminal itself takes ^U.
emit 'zle-line-init() { print READY-$((1+1)) }; zle -N zle-line-init'
local out= chunk
while [[ $out != *READY-2* ]]; do zpty -r shell chunk && out+=$chunk; done
# The keys behind the list are read when it is complete.
zpty -n -w shell '${line}'$'\\a\\C-uprint DONE-$((1+1))\\n'
out=
while [[ $out != *DONE-2* ]]; do zpty -r shell chunk && out+=$chunk; done
print -r -- $out
zpty -d shell`;
    const shown = run(findProgram("zsh"), ["-f", "-c", code]);
    return shown
      .replace(/\u001B\[[0-9;?]*[A-Za-z]|[\r\u0007]/g, "")
      .split("\n")
      // The line itself is shown before the list, and again below it.
      .filter((row) => !/^\s*(?:silcrow |print DONE)|DONE-2/.test(row))
      .flatMap((row) => (row.includes("  -- ") ? [row.split(/\s+-- /)[0]!] : row.split(/\s{2,}/)))
      .flatMap((words) => words.trim().split(/\s+/))
      .filter((word) => word !== "");
  },
};

describe.each(Object.keys(shells))("%s", (shell) => {
  const offers = (line: string) => shells[shell]!(line);

  test("completes commands", () => {
    expect(offers("silcrow e").sort()).toEqual(["emit", "explain"]);
    expect(offers("silcrow --color never comp").sort()).toEqual(["compare", "completions"]);
  });

  test("completes options of the command that is there", () => {
    expect(offers("silcrow emit --re")).toEqual(["--relayout"]);
    expect(offers("silcrow list --re")).toEqual([]);
    expect(offers("silcrow list --q")).toEqual(["--quiet"]);
  });

  test("completes values", () => {
    expect(offers("silcrow list --format ").sort()).toEqual(["json", "text"]);
    expect(offers("silcrow list --format=j")).toEqual(["json"]);
    expect(offers("silcrow --color a").sort()).toEqual(["always", "auto"]);
    expect(offers("silcrow explain SC030")).toContain("SC0301");
    expect(offers("silcrow completions z")).toEqual(["zsh"]);
    expect(offers("silcrow audit --deny da")).toEqual(["danger"]);
  });

  test("completes names of entries, and files where places are meant", () => {
    expect(offers("silcrow show Cra").sort()).toEqual(["Crab", "Crayfish"]);
    expect(offers("silcrow list app/shore/Crab").map((word) => word.split("/").at(-1))).toEqual(["Crab.Serialize"]);
    expect(offers("silcrow show sour").map((word) => word.replace(/\/$/, ""))).toEqual(["source"]);
  });

  test("completes revisions", () => {
    expect(offers("silcrow diff mai")).toContain("main");
  });

  test("leaves what stands behind a command of cargo to files", () => {
    expect(offers("silcrow build --re")).toEqual([]);
    expect(offers("silcrow build sour").map((word) => word.replace(/\/$/, ""))).toEqual(["source"]);
  });
});

test("bash is offered nothing that it would run", () => {
  expect(shells["bash"]!("silcrow diff mainl")).toEqual([]);
  expect(shells["bash"]!("silcrow show $")).toEqual([]);
});

test("every value of the command line has something that completes it, or is known to have nothing", () => {
  const values = models.flatMap(({ options, arguments: positional }) => [...positional, ...options.flatMap(({ value }) => (value === undefined ? [] : [value]))]);
  expect(values.filter(({ kind, name }) => kind !== "choice" && kind !== "flag" && !Object.hasOwn(valueKinds, name)).map(({ name }) => name)).toEqual([]);
});

test("names are printed, and nothing where there is no cache", async () => {
  const cwd = path.join(folder, "project");
  expect((await runCli(["completions", "--names", "Cr"], { cwd })).stdout).toBe("Crab\nCrayfish\n");
  expect((await runCli(["completions", "--names", ""], { cwd })).stdout).not.toContain("$");
  expect(await runCli(["completions", "--names", ""], { cwd: folder })).toEqual({ exitCode: 0, stdout: "", stderr: "" });
});
