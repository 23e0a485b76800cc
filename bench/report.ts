import { execFileSync } from "node:child_process";
import { cpus, totalmem } from "node:os";

/** One line of the results: a ratio of medians, with its spread and the value that it should not exceed. */
export interface Row {
  readonly what: string;
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  /** Largest ratio that counts as good; none where two things are only held beside each other. */
  readonly limit?: number;
  /** The times behind the ratio, in words. */
  readonly detail: string;
}

export interface Benchmark {
  readonly name: string;
  readonly title: string;
  /** What the figures of its rows are, where they are no medians. */
  readonly figures?: string;
  run(options: { readonly rounds: number; log(text: string): void }): Promise<Row[]>;
}

/** `measured` says where and when. */
export function printRows({ title, figures = "medians" }: Pick<Benchmark, "title" | "figures">, measured: string, rows: readonly Row[]): string {
  const cells = rows.map(({ what, ratio, low, high, limit, detail }) => [
    what,
    printed(ratio),
    `${printed(low)}–${printed(high)}`,
    limit === undefined ? "" : `≤ ${limit}`,
    limit === undefined ? "" : ratio <= limit ? "yes" : "**no**",
    detail,
  ]);
  const lines = [["what", "ratio", "spread", "aim", "met", figures], ["---", "---:", "---:", "---:", "---", "---"], ...cells];
  return [`## ${title}`, "", `${measured}.`, "", ...lines.map((line) => `| ${line.join(" | ")} |`), ""].join("\n");
}

function printed(ratio: number): string {
  return ratio < 0.1 ? String(Number(ratio.toPrecision(2))) : ratio.toFixed(2);
}

export function machine(): string {
  const rustc = execFileSync("rustc", ["--version"], { encoding: "utf8" }).trim();
  const model = cpus()[0]?.model ?? "unknown processor";
  return `${cpus().length} × ${model}, ${Math.round(totalmem() / 1024 ** 3)} GiB, ${process.platform}-${process.arch}, Node ${process.versions.node}, ${rustc}`;
}

export function milliseconds(value: number): string {
  return value >= 1000 ? `${(value / 1000).toFixed(2)} s` : value >= 1 ? `${value.toFixed(0)} ms` : `${(value * 1000).toFixed(0)} µs`;
}
