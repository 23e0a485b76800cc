import type { SourceFile } from "./source-file.ts";

/**
 * What a group holds, as far as that decides which fragment stands in it: `items` (file, module, impl,
 * trait, extern block), `block` of statements, `fields` of a struct, `variants` of an enum, arms of a
 * `match`, a struct `literal` or struct `pattern`, `params` of a function, arguments of a `macro` in braces,
 * the rules of a `macro-definition`, an `attribute`, or anything else, which is `expressions`.
 */
export type GroupRole =
  | "items"
  | "block"
  | "fields"
  | "tuple-fields"
  | "variants"
  | "match"
  | "literal"
  | "pattern"
  | "params"
  | "macro"
  | "macro-definition"
  | "attribute"
  | "expressions";

/** The role of the group that opens at `open`; -1 is the file itself. */
export function groupRole(file: SourceFile, open: number): GroupRole {
  if (open < 0) return "items";
  const roles = rolesOf(file);
  // A role depends on the roles around it: from the outside in, so that deep nesting needs no deep recursion.
  const unknown: number[] = [];
  for (let group = open; group >= 0 && !roles.has(group); group = file.parentOf(group)) unknown.push(group);
  for (const group of unknown.reverse()) roles.set(group, roleOf(file, group));
  return roles.get(open) ?? "expressions";
}

const known = new WeakMap<SourceFile, Map<number, GroupRole>>();

function rolesOf(file: SourceFile): Map<number, GroupRole> {
  let roles = known.get(file);
  if (roles === undefined) known.set(file, (roles = new Map()));
  return roles;
}

function roleOf(file: SourceFile, open: number): GroupRole {
  if (file.isOpen(open, "{")) return braceRole(file, open);
  if (file.isOpen(open, "[")) return isAttributeBracket(file, open) ? "attribute" : "expressions";
  return parenthesisRole(file, open);
}

/** A statement of this many trees is not looked at further back; longer ones are tables of data. */
const FARTHEST = 2000;

/**
 * The tokens of the statement, item, arm or list element that stand before `index` in its group, nearest
 * first; groups count as their opening token.
 */
export function* precedingTrees(file: SourceFile, index: number, separators: string): Generator<number> {
  const parent = file.parentOf(index);
  let behind = index;
  for (let steps = 0; steps < FARTHEST; steps += 1) {
    const tree = file.beforeTree(behind);
    if (tree <= parent || tree < 0) return;
    const isSeparator = [...separators].some((separator) => file.isPunct(tree, separator));
    if (isSeparator) return;
    if (endsStatement(file, tree, behind)) return;
    yield tree;
    behind = tree;
  }
}

/** Whether a group in braces ends a statement or item, judged by what comes behind it. */
function endsStatement(file: SourceFile, tree: number, behind: number): boolean {
  if (!file.isOpen(tree, "{")) return false;
  if (file.identAt(behind) !== undefined) return !["else", "as", "if", "where"].some((word) => file.isWord(behind, word));
  return file.isPunct(behind, "#") || file.isOpen(behind, "{") || file.isDocComment(behind);
}

function braceRole(file: SourceFile, open: number): GroupRole {
  if (file.isPunct(open - 1, "!") && file.identAt(open - 2) !== undefined) return "macro";
  if (file.identAt(open - 1) !== undefined && file.isPunct(open - 2, "!") && file.isWord(open - 3, "macro_rules")) {
    return "macro-definition";
  }
  if (file.isPunctPair(open - 2, "=>")) return "block";
  const parent = file.parentOf(open);
  let sawAssignment = false;
  let sawArrow = false;
  for (const tree of precedingTrees(file, open, parent >= 0 && !isCode(file, parent) ? ";," : ";")) {
    const role = roleFromWord(file, tree, sawAssignment);
    if (role !== undefined) return role;
    if (file.isPunctPair(tree - 1, "->")) sawArrow = true;
    // `=>` ends the pattern of an arm; what is behind it is an expression.
    if (file.isPunctPair(tree - 1, "=>")) return endsPath(file, open) ? "literal" : "block";
    if (file.isPunct(tree, "=") && !isComparison(file, tree)) sawAssignment = true;
  }
  if (sawArrow || !endsPath(file, open)) return "block";
  if (parent >= 0 && file.isOpen(parent, "{") && groupRole(file, parent) === "variants") return "fields";
  if (parent >= 0 && file.isOpen(parent, "{") && groupRole(file, parent) === "match") return "pattern";
  return "literal";
}

function roleFromWord(file: SourceFile, tree: number, sawAssignment: boolean): GroupRole | undefined {
  if (file.identAt(tree) === undefined) return undefined;
  switch (file.tokenText(tree)) {
    case "fn":
    case "if":
    case "while":
    case "else":
    case "loop":
    case "unsafe":
    case "async":
    case "move":
      return "block";
    case "for":
      // `impl Trait for Type {` goes on to the `impl`, `for<'a>` is a bound.
      return isImplFor(file, tree) || file.isPunct(tree + 1, "<") ? undefined : "block";
    case "match":
      return "match";
    case "impl":
    case "trait":
    case "mod":
    case "extern":
      return "items";
    case "struct":
      return "fields";
    case "union":
      return file.identAt(tree + 1) !== undefined ? "fields" : undefined;
    case "enum":
      return "variants";
    case "let":
      if (!sawAssignment) return "pattern";
      return file.isWord(tree - 1, "if") || file.isWord(tree - 1, "while") ? "block" : "literal";
    default:
      return undefined;
  }
}

function isImplFor(file: SourceFile, tree: number): boolean {
  for (const before of precedingTrees(file, tree, ";")) {
    if (file.isWord(before, "impl")) return true;
  }
  return false;
}

function parenthesisRole(file: SourceFile, open: number): GroupRole {
  let index = open;
  if (file.isPunct(open - 1, ">")) {
    // Generic parameters between the name and the list.
    for (let depth = 0, steps = 0; index > 0 && steps < FARTHEST; steps += 1) {
      index -= 1;
      if (file.isPunct(index, ">") && !file.isPunct(index - 1, "-")) depth += 1;
      else if (file.isPunct(index, "<")) depth -= 1;
      if (depth === 0) break;
    }
  }
  if (file.identAt(index - 1) === undefined) return "expressions";
  if (file.isWord(index - 2, "fn")) return "params";
  if (file.isWord(index - 2, "struct")) return "tuple-fields";
  const parent = file.parentOf(open);
  if (parent >= 0 && file.isOpen(parent, "{") && groupRole(file, parent) === "variants") return "tuple-fields";
  return "expressions";
}

function isAttributeBracket(file: SourceFile, open: number): boolean {
  return file.isPunct(open - 1, "#") || (file.isPunct(open - 1, "!") && file.isPunct(open - 2, "#"));
}

/** Whether statements are separated by `;` alone in the group that opens at `open`. */
function isCode(file: SourceFile, open: number): boolean {
  if (!file.isOpen(open, "{")) return false;
  const role = groupRole(file, open);
  return role === "block" || role === "items" || role === "macro";
}

function isComparison(file: SourceFile, tree: number): boolean {
  const before = file.tokenText(tree - 1);
  return file.isPunct(tree + 1, "=") || file.isPunct(tree + 1, ">") || ["=", "<", ">", "!"].includes(before);
}

/** Whether a path could end just before the brace, as in `Point {`. */
function endsPath(file: SourceFile, open: number): boolean {
  return file.identAt(open - 1) !== undefined || file.isPunct(open - 1, ">");
}
