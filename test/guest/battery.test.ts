import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

/**
 * The guest must be to a macro what rustc's own proc_macro is. One battery of questions (battery.rs) is put
 * to both: to the real one in a proc-macro crate that rustc runs, to the guest in an ordinary program.
 */
const here = path.dirname(fileURLToPath(import.meta.url));
const guestRoot = path.resolve(here, "../../rust/guest/lib.rs");
const directory = mkdtempSync(path.join(tmpdir(), "silcrow-guest-battery-"));

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

function rustc(...args: string[]): void {
  const edition = args.includes("--edition") ? [] : ["--edition", "2021"];
  execFileSync("rustc", [...edition, ...args], { cwd: directory, stdio: ["ignore", "pipe", "pipe"] });
}

/** Answers by case name; a case that is asked several times has several. */
type Answers = Map<string, string[]>;

function readAnswers(text: string): Answers {
  const answers: Answers = new Map();
  for (const line of text.split("\n")) {
    const tab = line.indexOf("\t");
    if (tab < 0) continue;
    const name = line.slice(0, tab);
    const answer = line.slice(tab + 1).replaceAll(/#\d+ bytes\(\d+\.\.\d+\)/g, "SPAN");
    answers.set(name, [...(answers.get(name) ?? []), answer]);
  }
  return answers;
}

/** What rustc reports an error for counts as refused, also where the lexer carries on after it. */
function refuseReported(answers: Answers, stderr: string): void {
  for (const [, name, reported] of stderr.matchAll(/@@begin (\w+ \d+)\n([^]*?)@@end\n/g)) {
    if (name !== undefined && reported?.includes("error")) answers.set(name, ["refused"]);
  }
}

/**
 * Where the guest is known to differ, by the text that is asked about.
 * - rustc reports these errors late, after the macro: it is refused there, too.
 * - The guest leaves identifiers that are not in normalization form C as they are.
 */
const known: ReadonlySet<string> = new Set(["'1", "🦀", "a🦀", "a\u0301"]);

function rustStrings(source: string, constant: string): string[] {
  const program = `#[path = ${JSON.stringify(source)}] mod texts;
    fn main() { for text in texts::${constant} { println!("{}", text.bytes().map(|b| format!("{b:02x}")).collect::<String>()); } }`;
  writeFileSync(path.join(directory, "texts-main.rs"), program);
  rustc("-A", "dead_code", "texts-main.rs", "-o", "texts-main");
  const lines = execFileSync(path.join(directory, "texts-main"), { encoding: "utf8" }).split("\n").slice(0, -1);
  return lines.map((line) => Buffer.from(line, "hex").toString("utf8"));
}

// The editions since C strings, which the battery itself is written with.
describe.each(["2021", "2024"])("the guest against the real proc_macro in edition %s", (edition) => {
  let native: Answers;
  let guest: Answers;

  beforeAll(() => {
    rustc("--edition", edition, "--crate-name", "native", "--crate-type", "proc-macro", path.join(here, "native.rs"), "-o", "libnative.so");
    const snippets = readFileSync(path.join(here, "snippets.txt"), "utf8").split("\n----\n");
    const calls = snippets.map((snippet) => `given! { ${snippet}\n }\n`).join("");
    writeFileSync(path.join(directory, "main.rs"), `use native::*; cases! {} ${calls} lists! {} fn main() {}`);
    // It fails, since the battery contains what rustc refuses.
    const run = spawnSync(
      "rustc",
      ["--edition", "2021", "--extern", "native=libnative.so", "--emit=metadata", "main.rs", "-o", "main.rmeta"],
      { cwd: directory, encoding: "utf8", maxBuffer: 1 << 28 },
    );
    native = readAnswers(run.stdout);
    refuseReported(native, run.stderr);

    const configuration = edition === "2021" ? [] : ["--cfg", `silcrow_edition_${edition}`];
    rustc("--crate-name", "proc_macro", "--crate-type", "rlib", guestRoot, "-o", "libproc_macro.rlib", ...configuration);
    const program = ["--crate-name", "in_process", path.join(here, "in-process.rs"), "-o", "in-process"];
    rustc(...program, "--extern", "proc_macro=libproc_macro.rlib");
    const output = execFileSync(path.join(directory, "in-process"), { encoding: "utf8", maxBuffer: 1 << 28 });
    guest = readAnswers(output);
  }, 300_000);

  test("both answered every question", () => {
    expect([...guest.keys()].sort()).toEqual([...native.keys()].sort());
    expect(guest.size).toBeGreaterThan(3000);
  });

  test("texts are accepted and refused, printed and debugged alike", () => {
    const texts = rustStrings(path.join(here, "texts.rs"), "TEXTS");
    const differences: unknown[] = [];
    for (const [index, text] of texts.entries()) {
      for (const kind of ["stream", "literal"]) {
        const name = `${kind} ${index}`;
        if (known.has(text) || JSON.stringify(guest.get(name)) === JSON.stringify(native.get(name))) continue;
        differences.push({ kind, text, guest: guest.get(name), native: native.get(name) });
      }
    }
    expect(differences).toEqual([]);
    const accepted = [...native.values()].filter(([answer]) => answer?.startsWith("accepted")).length;
    const refused = [...native.values()].filter(([answer]) => answer === "refused").length;
    expect(accepted).toBeGreaterThan(300);
    expect(refused).toBeGreaterThan(300);
  });

  test("identifiers are checked alike", () => {
    const identifiers = rustStrings(path.join(here, "texts.rs"), "IDENTIFIERS");
    for (const [index, text] of identifiers.entries()) {
      expect([text, guest.get(`ident ${index}`)]).toEqual([text, native.get(`ident ${index}`)]);
    }
  });

  test("streams that are given as input print alike, as do their parts", () => {
    expect(guest.get("given")).toEqual(native.get("given"));
  });

  test("streams and literals that are built print alike", () => {
    for (const [name, answer] of native) {
      if (/^(?:stream|literal|ident) \d+$|^given$/.test(name)) continue;
      expect([name, guest.get(name)]).toEqual([name, answer]);
    }
  });
});
