import { type Atom, isOperand } from "./atoms.ts";
import { keywords } from "./words.ts";

/**
 * Marks the `<` and `>` that delimit generics. One pass with a stack: a `>` closes the last `<` that may open a
 * list, and anything that cannot stand inside a list makes all `<` before it comparisons.
 */
export function matchAngles(atoms: readonly Atom[]): void {
  const open: Atom[] = [];
  for (let index = 0; index < atoms.length; index++) {
    const atom = atoms[index]!;
    const previous = atoms[index - 1];
    const operand = previous !== undefined && isOperand(previous);
    if (atom.kind === "op") {
      if (atom.key === "<") {
        if (mayOpen(previous)) open.push(atom);
      } else if (atom.key === ">") {
        const opened = open.pop();
        if (opened !== undefined) {
          opened.angle = "open";
          atom.angle = "close";
        }
      } else if (!insideGenerics.has(atom.key) || (operand && (atom.key === "?" || atom.key === "&&"))) {
        open.length = 0;
      }
    } else if (atom.key === "{") {
      // `Foo<{ N }>`; any other block ends an expression.
      if (previous?.kind !== "op" || !"<,=".includes(previous.key)) open.length = 0;
    } else if (atom.kind === "word" && outsideGenerics.has(atom.key)) {
      open.length = 0;
    }
  }
}

function mayOpen(previous: Atom | undefined): boolean {
  // Behind a number or a call, `<` compares.
  if (previous?.kind === "literal") return false;
  return !(previous?.kind === "group" && previous.key !== "§(");
}

const insideGenerics: ReadonlySet<string> = new Set(":: : , & && * + - = -> ? ! $ '".split(" "));
const outsideGenerics: ReadonlySet<string> = new Set(
  [...keywords].filter((word) => !"as const crate dyn extern fn for impl mut unsafe in".split(" ").includes(word)),
);
