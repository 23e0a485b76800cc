// `npm run layout-compare`: shows what silcrow, rustfmt and prettyplease make of the same expansions, and measures by
// how many lines they differ. With a folder as argument its entries are compared, without one those of fixtures/layout
// are emitted. `--show <part of a path>` prints them beside each other.
import { spawnSync } from "node:child_process";
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { diffArrays } from "diff";
import { lexExpansion, parseEntry, printTokens, printTokensPlain, type TokenTree } from "#format";

const root = path.join(import.meta.dirname, "../..");
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { show: { type: "string" }, with: { type: "string", default: "rustfmt" }, columns: { type: "string", default: "100" } },
});

interface Layouts {
  readonly silcrow: string;
  readonly rustfmt: string | undefined;
  readonly prettyplease: string | undefined;
}

const pretty = buildPretty();
const folder = positionals[0] ?? emitFixture();
const entries = globSync("**/*.rsm", { cwd: folder }).sort();
const totals = { rustfmt: [0, 0], prettyplease: [0, 0], each: [0, 0] };
for (const entry of entries) {
  if (values.show !== undefined && !entry.includes(values.show)) continue;
  const layouts = layOut(readFileSync(path.join(folder, entry), "utf8"));
  if (layouts === undefined) {
    console.log(`      -       -       -  ${entry} (not parsed)`);
    continue;
  }
  const { silcrow, rustfmt, prettyplease } = layouts;
  const shown = [
    measure(silcrow, rustfmt, totals.rustfmt),
    measure(silcrow, prettyplease, totals.prettyplease),
    measure(rustfmt, prettyplease, totals.each),
  ];
  console.log(`${shown.map((percent) => percent.padStart(7)).join(" ")}  ${entry}`);
  if (values.show !== undefined) printBeside(silcrow, values.with === "prettyplease" ? prettyplease : rustfmt);
}
const sum = ([different = 0, all = 0]: number[]) => (all === 0 ? "-" : `${((100 * different) / all).toFixed(1)} %`).padStart(7);
console.log(`${sum(totals.rustfmt)} ${sum(totals.prettyplease)} ${sum(totals.each)}  of all lines differ`);
console.log("(silcrow and rustfmt, silcrow and prettyplease, rustfmt and prettyplease)");

function buildPretty(): string {
  const target = path.join(os.tmpdir(), "silcrow-layout-compare");
  const manifest = path.join(import.meta.dirname, "prettyplease/Cargo.toml");
  const { status } = spawnSync("cargo", ["build", "--quiet", "--release", "--locked", "--manifest-path", manifest, "--target-dir", target], { stdio: "inherit" });
  if (status !== 0) throw new Error("prettyplease does not build");
  return path.join(target, "release/pretty");
}

function emitFixture(): string {
  const project = mkdtempSync(path.join(os.tmpdir(), "silcrow-layout-"));
  process.on("exit", () => rmSync(project, { recursive: true, force: true }));
  cpSync(path.join(root, "fixtures/layout"), project, { recursive: true });
  const { status } = spawnSync(process.execPath, [path.join(root, "bin/silcrow.js"), "emit"], { cwd: project, stdio: "inherit" });
  if (status !== 0) throw new Error("the fixture cannot be emitted");
  return path.join(project, "macro-cache");
}

/** The tokens as plain Rust, in each layout; undefined when they are no Rust that a parser takes. */
function layOut(text: string): Layouts | undefined {
  const parsed = parseEntry(text);
  if (parsed.kind !== "entry") throw new Error("an entry that cannot be read");
  const lexed = lexExpansion(parsed.entry.expansion, parsed.entry.metadata.alone);
  if (!lexed.ok) throw new Error(lexed.problem.message);
  const trees = plain(lexed.trees);
  const silcrow = printTokens(trees);
  const source = printTokensPlain(trees).replaceAll("§~", "");
  const frames: readonly (readonly [string, string])[] = [["", ""], ["impl X {", "}"], ["fn x() {", "}"], ["fn x() { let _ = ", ";}"]];
  for (const [before, after] of frames) {
    const framed = `${before}${source}${after}`;
    const other = run(pretty, [], framed);
    const own = run("rustfmt", ["--edition", "2021", "--emit", "stdout", "--quiet"], framed);
    if (other === undefined && own === undefined) continue;
    const clean = (layout: string | undefined) => layout?.trimEnd() && (before === "" ? layout.trimEnd() : unframe(layout));
    return { silcrow, rustfmt: clean(own), prettyplease: clean(other) };
  }
  return undefined;
}

function run(program: string, args: readonly string[], input: string): string | undefined {
  const { status, stdout } = spawnSync(program, args, { input, encoding: "utf8" });
  return status === 0 ? stdout : undefined;
}

/** What is inside of the function or impl that was put around it. */
function unframe(text: string): string {
  const inner = text.trimEnd().split("\n").slice(1, -1).map((line) => line.replace(/^ {4}/, ""));
  return inner.join("\n").replace(/^let _ =\s*/, "").replace(/;$/, "");
}

/** Without scopes and None groups, which Rust has no text for. */
function plain(trees: readonly TokenTree[]): TokenTree[] {
  return trees.flatMap((tree): TokenTree[] => {
    if (tree.kind === "group") {
      const inside = plain(tree.trees);
      return tree.delimiter === "none" ? inside : [{ ...tree, trees: inside }];
    }
    if (tree.kind !== "ident") return [tree];
    return [{ ...tree, text: tree.text === "$crate" ? "crate" : tree.text, scope: undefined }];
  });
}

/** Lines that count: blank ones are a matter of what was there before, and a final comma is a token of the formatter's. */
function linesOf(text: string): string[] {
  return text.split("\n").flatMap((line) => (line.trim() === "" ? [] : [line.replace(/,(?=$|[)\]])/g, "").trimEnd()]));
}

/** Lines that one has and the other has not, of all lines. */
function measure(one: string | undefined, other: string | undefined, total: number[]): string {
  if (one === undefined || other === undefined) return "-";
  let different = 0;
  let all = 0;
  for (const { count = 0, added, removed } of diffArrays(linesOf(one), linesOf(other))) {
    all += added || removed ? count : 2 * count;
    if (added || removed) different += count;
  }
  total[0] = (total[0] ?? 0) + different;
  total[1] = (total[1] ?? 0) + all;
  return `${((100 * different) / all).toFixed(1)} %`;
}

function printBeside(left: string, right = ""): void {
  const width = Number(values.columns);
  for (const { value, added, removed } of diffArrays(linesOf(left), linesOf(right))) {
    const equal = !added && !removed;
    // Of what is the same, enough to know where one is.
    const shown = equal && value.length > 7 ? [...value.slice(0, 3), "  ⋮", ...value.slice(-3)] : value;
    for (const line of shown) console.log(removed ? `${line.padEnd(width)} <` : added ? `${"".padEnd(width)} > ${line}` : line);
  }
}
