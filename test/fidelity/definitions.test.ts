import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

/** Where the compiler says that a macro is defined: at the same place from the cache, in the original file. */
const program = path.join(import.meta.dirname, "../../bin/silcrow.js");
const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "silcrow-definitions-")));

interface Span {
  readonly file_name: string;
  readonly label: string | null;
  readonly line_start: number;
  readonly text: readonly object[];
  readonly expansion: { readonly def_site_span: Span; readonly span: Span } | null;
}

interface Message {
  readonly message: string;
  readonly rendered: string;
  readonly spans: readonly Span[];
}

function messages(command: string, ...args: readonly string[]): Message[] {
  const { CARGO_TARGET_DIR: _, ...env } = process.env;
  const { stdout } = spawnSync(command, [...args, "check", "--keep-going", "--message-format=json"], { cwd: folder, encoding: "utf8", env, maxBuffer: 2 ** 28 });
  const lines = stdout.split("\n").filter((line) => line.startsWith('{"reason":"compiler-message"'));
  const found = lines.map((line) => (JSON.parse(line) as { message: Message }).message);
  return found.toSorted((a, b) => (JSON.stringify(a.spans) < JSON.stringify(b.spans) ? -1 : 1));
}

let ordinary: Message[];
let replayed: Message[];

beforeAll(() => {
  cpSync(path.join(import.meta.dirname, "definitions"), folder, { recursive: true });
  // The programs are wrong, and all their expansions are written.
  spawnSync(process.execPath, [program, "emit", "--", "--keep-going"], { cwd: folder });
  ordinary = messages("cargo");
  replayed = messages(process.execPath, program);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const isDefinition = (span: Span) => span.label?.endsWith("defined here") === true;

/** Without the text of lines in which macros are defined, and what is rendered of them. */
function comparable({ rendered, spans, ...rest }: Message): object {
  const withoutText = (span: Span): object => ({
    ...span,
    text: isDefinition(span) ? [] : span.text,
    expansion: span.expansion && { ...span.expansion, span: withoutText(span.expansion.span), def_site_span: { ...span.expansion.def_site_span, text: [] } },
  });
  return { ...rest, rendered: spans.some(isDefinition) ? "" : rendered, spans: spans.map(withoutText) };
}

/** Where the compiler has to do with the rules of the stand-in, and the original's would be told. */
const isOutOfRules = ({ spans }: Message) => spans.some(({ expansion }) => expansion?.def_site_span.file_name === "parted/src/lib.rs" && JSON.stringify(expansion).includes("out_of_rules!"));

const definitionsIn = (messages: readonly Message[]) => messages.flatMap(({ spans }) => spans.flatMap(({ expansion }) => (expansion === null ? [] : [expansion.def_site_span])));

test("messages are the same, with the places of definitions", () => {
  const wanted = (all: readonly Message[]) => all.filter((message) => !isOutOfRules(message)).map(comparable);
  expect(wanted(replayed)).toEqual(wanted(ordinary));
  const places = new Map<string, Set<number>>();
  for (const { file_name, line_start } of definitionsIn(ordinary)) places.set(file_name, (places.get(file_name) ?? new Set()).add(line_start));
  expect(Object.fromEntries([...places].map(([file, lines]) => [file, lines.size]))).toMatchObject({
    "macros/src/lib.rs": 3,
    "parted/src/lib.rs": 3,
    "parted/src/parts/deeper/second.rs": 1,
    "parted/src/parts/first.rs": 1,
    "short/src/lib.rs": 2,
  });
});

test("a macro out of rules in the root is said to be in the root", () => {
  const [before, after] = [ordinary, replayed].map((all) => all.filter(isOutOfRules));
  expect(before).toHaveLength(1);
  expect(after?.map(({ message }) => message)).toEqual(before?.map(({ message }) => message));
});

test("a proposal points to the definition, without showing its line", () => {
  const [before, after] = [ordinary, replayed].map((all) => all.find(({ spans }) => spans.some(isDefinition)));
  expect(before?.rendered).toMatch(/macros\/src\/lib\.rs:10:1[^]*pub fn bad/);
  expect(after?.rendered).toMatch(/macros\/src\/lib\.rs:10[^]*similarly named derive macro `Bad` defined here/);
});
