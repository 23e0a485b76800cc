import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { stripControl } from "#diagnostics";

/** What every line starts with that the shim writes for us (docs/contracts.md §4). */
export const marker = "\u0001silcrow ";

/** A problem that the shim reported. */
export interface ShimProblem {
  readonly code: string;
  readonly message: string;
  readonly notes: readonly string[];
  readonly help: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Reads a marker line; one that cannot be read is a problem as well. */
export function parseMarker(line: string): ShimProblem {
  let json: unknown;
  try {
    json = JSON.parse(line.slice(marker.length));
  } catch {
    json = undefined;
  }
  const record = typeof json === "object" && json !== null ? (json as Record<string, unknown>) : {};
  const text = (key: string): string => (typeof record[key] === "string" ? record[key] : "");
  const number = (key: string): number => (Number.isSafeInteger(record[key]) ? (record[key] as number) : 0);
  const notes = Array.isArray(record["notes"]) ? record["notes"].filter((note) => typeof note === "string") : [];
  return {
    code: text("code") || "SC0900",
    message: text("message") || "the shim reported a problem that cannot be read",
    notes,
    help: text("help"),
    file: text("file"),
    line: number("line"),
    column: Math.max(1, number("column")),
  };
}

export interface ShowOptions {
  readonly cwd: string;
  readonly color: boolean;
  /** Whether rustc was asked for JSON messages. */
  readonly json: boolean;
}

/** The problem as rustc shows its own, with a line feed at the end. */
export function showProblem(problem: ShimProblem, options: ShowOptions): string {
  const rendered = render(problem, options);
  if (!options.json) return rendered;
  const child = (level: string, message: string) => ({ message, code: null, level, spans: [], children: [], rendered: null });
  const children = [...problem.notes.map((note) => child("note", note)), ...(problem.help === "" ? [] : [child("help", problem.help)])];
  const code = { code: problem.code, explanation: null };
  const diagnostic = { $message_type: "diagnostic", message: problem.message, code, level: "error", spans: [], children, rendered };
  return `${JSON.stringify(diagnostic)}\n`;
}

function render({ code, message, notes, help, file, line, column }: ShimProblem, { cwd, color }: ShowOptions): string {
  const paint = (style: string, text: string): string => (color ? `\u001B[${style}m${text}\u001B[0m` : text);
  const blue = (text: string): string => paint("1;94", text);
  const out = [`${paint("1;91", `error[${code}]`)}${paint("1", `: ${stripControl(message)}`)}`];
  const width = line > 0 ? String(line).length : 1;
  const pad = " ".repeat(width);
  if (file !== "" && line > 0) {
    out.push(`${pad}${blue("-->")} ${file}:${line}:${column}`);
    const source = sourceLine(resolve(cwd, file), line);
    if (source !== undefined) {
      const before = [...source].slice(0, column - 1).map((char) => (char === "\t" ? "    " : " "));
      const marked = /^[\p{XID_Continue}#:]*!?/u.exec([...source].slice(column - 1).join(""))?.[0].length ?? 1;
      out.push(blue(`${pad} |`), `${blue(`${line} |`)} ${source.replaceAll("\t", "    ")}`);
      out.push(`${blue(`${pad} |`)} ${before.join("")}${paint("1;91", "^".repeat(Math.max(1, marked)))}`, blue(`${pad} |`));
    }
  }
  for (const [label, text] of [...notes.map((note) => ["note", note] as const), ...(help === "" ? [] : [["help", help] as const])]) {
    const margin = " ".repeat(width + 3 + label.length + 2);
    out.push(`${pad} ${blue("=")} ${paint("1", label)}: ${stripControl(text).trimEnd().replaceAll("\n", `\n${margin}`)}`);
  }
  return `${out.join("\n")}\n\n`;
}

function sourceLine(path: string, line: number): string | undefined {
  try {
    return readFileSync(path, "utf8").split(/\r?\n/)[line - 1];
  } catch {
    return undefined;
  }
}
