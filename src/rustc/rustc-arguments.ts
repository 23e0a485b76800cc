import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { SilcrowError } from "#diagnostics";

/** One argument of rustc: an option with its value, or a file. */
export interface RustcArgument {
  /** `--extern`, `-L`; empty for a file. */
  readonly name: string;
  /** Undefined for an option without a value. */
  readonly value: string | undefined;
  /** As given: one or two words. */
  readonly words: readonly string[];
}

/** Splits rustc's command line as rustc does, so that options with their value behind a space are seen whole. */
export function parseRustcArguments(args: readonly string[], cwd: string): RustcArgument[] {
  const words = args.flatMap((word) => (word.startsWith("@") ? argumentFile(word.slice(1), cwd) : [word]));
  const parsed: RustcArgument[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? "";
    const next = words[index + 1];
    const long = /^(--[^=]+)(?:=([\s\S]*))?$/.exec(word);
    if (long !== null) {
      const name = long[1] ?? word;
      if (long[2] !== undefined) parsed.push({ name, value: long[2], words: [word] });
      else if (longWithValue.has(name) && next !== undefined) parsed.push({ name, value: next, words: [word, words[(index += 1)] ?? ""] });
      else parsed.push({ name, value: undefined, words: [word] });
    } else if (/^-[A-Za-z]/.test(word)) {
      const name = word.slice(0, 2);
      if (!shortWithValue.has(name)) parsed.push({ name: word, value: undefined, words: [word] });
      else if (word.length > 2) parsed.push({ name, value: word.slice(2), words: [word] });
      else if (next !== undefined) parsed.push({ name, value: next, words: [word, words[(index += 1)] ?? ""] });
      else parsed.push({ name, value: undefined, words: [word] });
    } else {
      parsed.push({ name: "", value: word, words: [word] });
    }
  }
  return parsed;
}

/** Value of the last option of a name, as rustc takes it. */
export function valueOf(args: readonly RustcArgument[], name: string): string | undefined {
  return args.findLast((argument) => argument.name === name)?.value;
}

/** The crate's root file, undefined when none or more than one is given. */
export function rootFileOf(args: readonly RustcArgument[]): string | undefined {
  const files = args.filter(({ name }) => name === "");
  return files.length === 1 ? files[0]?.value : undefined;
}

/** What `--emit` asks for, by kind; a kind may name its file. */
export function emitKinds(args: readonly RustcArgument[]): string[] {
  return args.filter(({ name }) => name === "--emit").flatMap(({ value }) => (value ?? "").split(",").filter((kind) => kind !== ""));
}

export function wordsOf(args: readonly RustcArgument[]): string[] {
  return args.flatMap(({ words }) => words);
}

/** `--extern [options:]name[=path]`, taken apart. */
export interface ExternArgument {
  /** `priv,noprelude` and the like. */
  readonly options: string;
  readonly name: string;
  readonly path: string | undefined;
}

export function parseExtern(value: string): ExternArgument {
  const equals = value.indexOf("=");
  const head = equals < 0 ? value : value.slice(0, equals);
  const colon = head.lastIndexOf(":");
  return {
    options: colon < 0 ? "" : head.slice(0, colon),
    name: head.slice(colon + 1),
    path: equals < 0 ? undefined : value.slice(equals + 1),
  };
}

export function externArgument({ options, name }: ExternArgument, path: string): string[] {
  return ["--extern", `${options === "" ? "" : `${options}:`}${name}=${path}`];
}

function argumentFile(name: string, cwd: string): string[] {
  try {
    return readFileSync(resolve(cwd, name), "utf8").split(/\r?\n/).filter((line) => line !== "");
  } catch (cause) {
    throw new SilcrowError("SC0501", `cannot read the argument file ${name}`, { cause });
  }
}

const longWithValue = new Set([
  "--allow",
  "--cap-lints",
  "--cfg",
  "--check-cfg",
  "--codegen",
  "--color",
  "--crate-name",
  "--crate-type",
  "--deny",
  "--diagnostic-width",
  "--edition",
  "--emit",
  "--env-set",
  "--error-format",
  "--explain",
  "--extern",
  "--forbid",
  "--force-warn",
  "--json",
  "--macro-cache-dir",
  "--out-dir",
  "--print",
  "--remap-path-prefix",
  "--remap-path-scope",
  "--sysroot",
  "--target",
  "--warn",
]);

const shortWithValue = new Set(["-A", "-C", "-D", "-F", "-L", "-W", "-Z", "-l", "-o"]);
