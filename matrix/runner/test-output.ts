/** What the test programs of one crate printed, without times and places. */
export interface TargetTests {
  /** Crate name. */
  readonly crate: string;
  /** `name: ok` for each test, sorted, with the line that adds up. */
  readonly lines: readonly string[];
}

/**
 * Reads the output of `cargo test`, with standard output and error in one, which says before each program of what
 * crate it is. Doc tests are left out.
 */
export function parseTestOutput(text: string): TargetTests[] {
  const targets: { crate: string; lines: string[] }[] = [];
  let current: { crate: string; lines: string[] } | undefined;
  for (const line of text.split("\n")) {
    const program = /^\s+Running .*\((?:.*[/\\])?([^/\\]+?)-[0-9a-f]{16}(?:\.exe)?\)$/.exec(line)?.[1];
    if (program !== undefined) targets.push((current = { crate: program.replaceAll("-", "_"), lines: [] }));
    else if (/^\s+Doc-tests /.test(line)) current = undefined;
    const test = /^test (.+) \.\.\. (ok|FAILED|ignored)/.exec(line);
    if (test !== null) current?.lines.push(`${test[1]}: ${test[2]}`);
    const sum = /^test result: (\S+) (.*); finished in/.exec(line);
    if (sum !== null) current?.lines.push(`result: ${sum[1]} ${sum[2]}`);
  }
  return targets.map(({ crate, lines }) => ({ crate, lines: lines.toSorted() }));
}

/** How many tests succeeded or failed. */
export function countTests(targets: readonly TargetTests[]): number {
  const sums = targets.flatMap(({ lines }) => lines.filter((line) => line.startsWith("result: ")));
  return sums.reduce((sum, line) => sum + Number(/(\d+) passed/.exec(line)?.[1] ?? 0) + Number(/(\d+) failed/.exec(line)?.[1] ?? 0), 0);
}

/** The first lines that only one of two runs has; empty when both had the same results. */
export function compareTests(ordinary: readonly TargetTests[], replayed: readonly TargetTests[]): string[] {
  const named = (targets: readonly TargetTests[]) => targets.flatMap(({ crate, lines }) => lines.map((line) => `${crate} ${line}`));
  const [a, b] = [named(ordinary), named(replayed)];
  const only = (these: readonly string[], others: readonly string[]) => these.filter((line) => !others.includes(line)).slice(0, 3);
  return [...only(a, b).map((line) => `ordinary: ${line}`), ...only(b, a).map((line) => `replayed: ${line}`)];
}
