import type { Outcome } from "./results.ts";
import type { PackageFacts } from "./workspace-facts.ts";

/** Something that went wrong with one package, which need not be one of those that are checked. */
export interface Fault {
  readonly package: string;
  readonly detail: string;
}

/** What faults mean for each of the packages: one that is built from a faulty one has failed as well. */
export function outcomes(packages: readonly PackageFacts[], faults: readonly Fault[]): Map<string, Outcome> {
  return new Map(
    packages.map(({ name, closure }) => {
      const own = faults.filter((fault) => fault.package === name);
      const those = own.length > 0 ? own : faults.filter((fault) => closure.has(fault.package));
      const detail = [...new Set(those.map((fault) => fault.detail))].slice(0, 5).join("\n");
      return [name, those.length === 0 ? { ok: true } : { ok: false, detail }];
    }),
  );
}

/**
 * The packages that did not compile, each with the first errors that were said about it. Errors are separated by
 * empty lines; which are a package's shows in the place below them, where they have one.
 */
export function compileFaults(output: string): Fault[] {
  const failed = [...output.matchAll(/^error: could not compile `([^`]+)`/gm)].map((match) => match[1] ?? "");
  const blocks = output.split(/\n(?=error(?:\[[A-Z0-9]+\])?: )/).filter((block) => /^error/.test(block) && !/^error: could not compile/.test(block));
  return [...new Set(failed)].flatMap((name) => {
    const folder = new RegExp(`--> (?:\\S*/)?(?:${name}|${name.replace(/^matrix-/, "")})(?:-\\d[^/]*)?/(?:src|tests|examples|benches)/`);
    const own = blocks.filter((block) => folder.test(block));
    const said = (own.length > 0 ? own : blocks).slice(0, 3).map(firstLines);
    return said.length === 0 ? [{ package: name, detail: "it did not compile" }] : said.map((detail) => ({ package: name, detail }));
  });
}

function firstLines(block: string): string {
  const lines = block.split("\n");
  const notes = lines.filter((line) => /^\s*= (?:note|help: message):? /.test(line));
  const place = lines.find((line) => line.includes("--> "));
  return [lines[0], place?.trim(), ...notes.slice(0, 2).map((line) => line.trim())].filter((line) => line !== undefined).join("; ");
}
