import { existsSync, lstatSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline/promises";
import { addLines, gitAttributes, loadSettings, printInitialFile, projectFolder, settingsProperties } from "#config";
import { SilcrowError, stripControl } from "#diagnostics";
import { replaceFile } from "#files";
import type { CommandContext } from "../context.ts";
import { exitCodes } from "../exit-code.ts";
import type { InitOptions } from "../project-command-line.ts";

const configFile = "silcrow.config.yaml";

/** Writes a commented configuration for the project, and what git should know of the macro cache. */
export async function init(options: InitOptions, context: CommandContext): Promise<number> {
  const { cwd, stderr } = context;
  const folder = projectFolder(cwd);
  if (folder === undefined) {
    throw new SilcrowError("SC0501", `there is no Cargo.toml in ${cwd}`, { help: "run `silcrow init` in a cargo project" });
  }
  const { file } = await loadSettings(cwd);
  if (file !== undefined) {
    throw new SilcrowError("SC0501", `the project has a configuration already: ${file}`, {
      help: "edit that file; `silcrow config` shows what is in force",
    });
  }
  const answers = await ask(options, folder, context);
  const say = (text: string) => void (context.quiet || stderr.write(`${stripControl(text)}\n`));

  const target = path.join(folder, configFile);
  refuseLink(target);
  const schema = ["node_modules/silcrow/cache-schema/config.schema.json"].find((file) => existsSync(path.join(folder, file)));
  replaceFile(target, printInitialFile({ properties: settingsProperties(), chosen: answers.chosen, schema }), { isFlushed: true });
  say(`wrote ${path.relative(cwd, target) || configFile}`);
  if (answers.attributes.length > 0) {
    const attributesFile = path.join(folder, ".gitattributes");
    refuseLink(attributesFile);
    const before = existsSync(attributesFile) ? await readFile(attributesFile, "utf8") : "";
    const { text, added } = addLines(before, answers.attributes);
    if (added.length > 0) {
      replaceFile(attributesFile, text, { isFlushed: true });
      say(`wrote ${path.relative(cwd, attributesFile)}:`);
      for (const line of added) say(`  ${line}`);
    }
  }
  say(`next: \`silcrow setup\` once on this machine, \`silcrow emit\`, then read and commit ${answers.cacheDir}`);
  return exitCodes.fine;
}

interface Answers {
  readonly cacheDir: string;
  /** Values by key of the configuration. */
  readonly chosen: Readonly<Record<string, unknown>>;
  /** Lines for .gitattributes. */
  readonly attributes: readonly string[];
}

async function ask(options: InitOptions, folder: string, { stdin, stderr, cwd, cacheDir }: CommandContext): Promise<Answers> {
  const named = cacheDir === undefined ? "macro-cache" : path.relative(folder, cacheDir).split(path.sep).join("/");
  const answers = (cache: string, allTargets: boolean, withAttributes: boolean): Answers => ({
    cacheDir: path.relative(cwd, path.join(folder, cache)) || ".",
    chosen: { cacheDir: cache, ...(allTargets ? {} : { "emit.arguments": ["--workspace"] }) },
    attributes: withAttributes && isBelow(cache) ? gitAttributes(cache) : [],
  });
  if (options.yes === true) return answers(named, true, options.gitAttributes);
  if ((stdin as { readonly isTTY?: boolean }).isTTY !== true) {
    throw new SilcrowError("SC0501", "`silcrow init` asks questions, and standard input is no terminal", {
      help: "`silcrow init --yes` takes the default for each",
    });
  }
  const terminal = createInterface({ input: stdin, output: stderr });
  const ended = new Promise<never>((_, reject) => {
    terminal.once("close", () => reject(new SilcrowError("SC0501", "the questions were not answered; nothing was written")));
  });
  // Closing after the last answer rejects it as well, when nobody waits for it any more.
  ended.catch(() => {});
  const question = async (text: string) => (await Promise.race([terminal.question(text), ended])).trim();
  try {
    const cache = (await question(`Folder of the macro cache, to be committed [${named}] `)) || named;
    const tests = isYes(await question("Expand the macros of tests, examples and benches, too? [Y/n] "));
    const attributes = options.gitAttributes && isYes(await question("Tell git about the macro cache, in .gitattributes? [Y/n] "));
    return answers(cache.replace(/\/+$/, ""), tests, attributes);
  } finally {
    terminal.close();
  }
}

function isYes(answer: string): boolean {
  return !/^n/i.test(answer);
}

/** .gitattributes says nothing about files that are not below it. */
function isBelow(folder: string): boolean {
  return !path.isAbsolute(folder) && !/^\.\.?(?:\/|$)/.test(path.posix.normalize(folder));
}

/** A link that came with the project could lead anywhere. */
function refuseLink(file: string): void {
  if (lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true) {
    throw new SilcrowError("SC0501", `${file} is a link; silcrow does not write through it`);
  }
}
