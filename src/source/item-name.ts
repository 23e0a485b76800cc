import type { TokenTree } from "#format";

/**
 * The name of an item given as tokens (the input of a derive or attribute): the declared name, for an
 * `impl` the name of its type. Undefined for items without a name, such as `use`.
 */
export function itemName(trees: readonly TokenTree[]): string | undefined {
  const flat = withoutInvisibleGroups(trees);
  for (let at = 0; at < flat.length; at += 1) {
    const tree = flat[at];
    if (tree?.kind === "punct" && tree.char === "#") {
      at += 1;
      continue;
    }
    if (tree?.kind !== "ident" || tree.raw) continue;
    if (tree.text === "impl") return implName(flat.slice(at + 1));
    if (tree.text === "use" || tree.text === "extern") {
      if (tree.text === "use") return undefined;
      continue;
    }
    if (!NAMING.has(tree.text)) continue;
    for (let next = at + 1; next < flat.length; next += 1) {
      const name = flat[next];
      if (name?.kind !== "ident") break;
      if (!name.raw && (name.text === "mut" || NAMING.has(name.text) || MODIFIERS.has(name.text))) continue;
      return name.text;
    }
  }
  return undefined;
}

const NAMING = new Set(["fn", "const", "static", "struct", "enum", "union", "trait", "type", "mod", "let"]);
const MODIFIERS = new Set(["unsafe", "async", "extern", "safe", "gen"]);

function implName(trees: readonly TokenTree[]): string | undefined {
  let name: string | undefined;
  let angles = 0;
  let behindMinus = false;
  for (const tree of trees) {
    if (tree.kind === "punct") {
      if (tree.char === "<") angles += 1;
      else if (tree.char === ">" && !behindMinus) angles -= 1;
      behindMinus = tree.char === "-";
      continue;
    }
    if (tree.kind === "group" && tree.delimiter === "{") break;
    if (tree.kind !== "ident" || angles > 0) continue;
    if (tree.text === "where" && !tree.raw) break;
    if (!tree.raw && ["for", "const", "dyn", "mut"].includes(tree.text)) continue;
    name = tree.text;
  }
  return name;
}

/** Types from `macro_rules!` fragments come in invisible groups; their content reads as if it stood there. */
function withoutInvisibleGroups(trees: readonly TokenTree[]): readonly TokenTree[] {
  if (!trees.some((tree) => tree.kind === "group" && tree.delimiter === "none")) return trees;
  const flat: TokenTree[] = [];
  const pending: TokenTree[] = [...trees].reverse();
  for (let tree = pending.pop(); tree !== undefined; tree = pending.pop()) {
    if (tree.kind === "group" && tree.delimiter === "none") pending.push(...[...tree.trees].reverse());
    else flat.push(tree);
  }
  return flat;
}
