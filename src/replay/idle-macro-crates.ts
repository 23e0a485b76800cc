import { readFileSync } from "node:fs";
import { type MacroCrate, type UnitGraph, unitSignature } from "#cargo";

/**
 * The macro crates that a build makes for their own sake, as members of the workspace. Nothing in the build depends
 * on them, so no rustc loads them; an emit that only checks does not meet them. Their own documentation tests load
 * them only if there are any.
 */
export function idleMacroCrates(graph: UnitGraph, crates: readonly MacroCrate[]): Set<MacroCrate> {
  const signatures = graph.units.map(unitSignature);
  const used = new Set<string | undefined>();
  const usedByDocTests = new Set<string | undefined>();
  for (const unit of graph.units) {
    for (const each of unit.dependencies) {
      const isOwnDocTest = unit.mode === "doctest" && unit.packageId === graph.units[each]?.packageId;
      (isOwnDocTest ? usedByDocTests : used).add(signatures[each]);
    }
  }
  return new Set(
    crates.filter((crate) => {
      const signature = signatures[crate.unit];
      return !used.has(signature) && !(usedByDocTests.has(signature) && mayHaveDocTests(crate));
    }),
  );
}

/** Whether something in the sources could be a documentation test; to say so of too many only asks for an emit. */
function mayHaveDocTests({ sources }: MacroCrate): boolean {
  const code = /```|~~~|^\s*(?:\/\/[/!]|\*) {5,}\S|\bdoc\s*=\s*(?:include_str|concat)\b/m;
  return sources.some((file) => file.endsWith(".rs") && code.test(comments(readFileSync(file, "utf8"))));
}

/** The lines of a source file that may be documentation. */
function comments(text: string): string {
  return text.split("\n").filter((line) => /\/\/[/!]|\/\*[*!]|^\s*\*|\bdoc\b/.test(line)).join("\n");
}
