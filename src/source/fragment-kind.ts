import { groupRole, precedingTrees, type GroupRole } from "./group-role.ts";
import type { SourceFile } from "./source-file.ts";

/** Fragment specifiers, as `macro_rules!` names them, that a macro can stand for. */
export type FragmentKind = "expr" | "stmt" | "item" | "pat" | "ty";

/** What the context expects of a function-like macro whose path starts at token `index`. */
export function functionFragment(file: SourceFile, index: number): FragmentKind {
  const parent = file.parentOf(index);
  const role = groupRole(file, parent);
  switch (role) {
    case "items":
      return isAtStart(file, index, ";") ? "item" : segmentKind(file, index, role);
    case "block":
    case "macro":
      return isAtStart(file, index, ";") ? statementKind(file, index) : segmentKind(file, index, role);
    default:
      return segmentKind(file, index, role);
  }
}

/** What an attribute or derive stands on: an item, or a statement inside a function's body. */
export function attributeFragment(file: SourceFile, index: number): FragmentKind {
  // From the path inside `#[…]` up to the group that holds the annotated item.
  let group = index;
  while (group >= 0 && groupRole(file, group) !== "attribute") group = file.parentOf(group);
  const parent = group >= 0 ? file.parentOf(group) : file.parentOf(index);
  return groupRole(file, parent) === "block" ? "stmt" : "item";
}

function isAtStart(file: SourceFile, index: number, separators: string): boolean {
  for (const tree of precedingTrees(file, index, separators)) {
    // Attributes stand before a statement without being part of it.
    const isAttribute = file.isPunct(tree, "#") || (file.isOpen(tree, "[") && file.isPunct(tree - 1, "#"));
    if (!isAttribute) return false;
  }
  return true;
}

/** A macro at the start of a statement is an expression when something uses its value. */
function statementKind(file: SourceFile, index: number): FragmentKind {
  const open = argumentsOf(file, index);
  if (open < 0) return "stmt";
  const next = file.afterTree(open);
  if (file.isPunct(next, ";")) return "stmt";
  if (next >= file.tokens.count || file.isClose(next)) return file.isOpen(open, "{") ? "stmt" : "expr";
  if (file.isPunct(next, ".") || file.isPunct(next, "?")) return "expr";
  return file.isOpen(open, "{") ? "stmt" : "expr";
}

/** The opening token of a macro's arguments: behind path and `!`. */
function argumentsOf(file: SourceFile, index: number): number {
  for (let at = index; at < Math.min(index + 64, file.tokens.count); at += 1) {
    if (file.isOpen(at)) return at;
  }
  return -1;
}

type Mode = "expr" | "pat" | "ty" | "stmt" | "name";

/** Reads a statement, field, arm or list element from its start up to `index` and tells what is expected there. */
function segmentKind(file: SourceFile, index: number, role: GroupRole): FragmentKind {
  const isCode = role === "block" || role === "items" || role === "macro";
  const trees = [...precedingTrees(file, index, isCode ? ";" : ";,")].reverse();
  let mode: Mode = startMode(role);
  let angles = 0;
  let inClosureHead = false;
  let isTypeAlias = false;
  for (let at = 0; at < trees.length; at += 1) {
    const tree = trees[at] ?? 0;
    const word = file.identAt(tree) === undefined ? undefined : file.tokenText(tree);
    if (word !== undefined) {
      mode = modeAfterWord(word, mode);
      isTypeAlias ||= word === "type";
      continue;
    }
    if (file.isPunctPair(tree, "->")) {
      mode = "ty";
      at += 1;
    } else if (file.isPunctPair(tree, "=>")) {
      mode = "expr";
      angles = 0;
      at += 1;
    } else if (file.isPunctPair(tree, "::")) {
      if (file.isPunct(tree + 2, "<")) mode = "ty";
      at += 1;
    } else if (file.isPunct(tree, "<") && (mode === "ty" || file.isPunct(tree - 1, ":"))) {
      angles += 1;
    } else if (file.isPunct(tree, ">") && angles > 0) {
      angles -= 1;
    } else if (file.isPunct(tree, ":")) {
      if (mode === "pat" || mode === "name") mode = modeAfterColon(role, mode, inClosureHead);
    } else if (file.isPunct(tree, ",") && inClosureHead && angles === 0) {
      mode = "pat";
    } else if (file.isPunct(tree, "=") && angles === 0) {
      mode = isTypeAlias ? "ty" : "expr";
    } else if (file.isPunct(tree, "|") && angles === 0 && (mode === "expr" || mode === "stmt" || inClosureHead)) {
      if (inClosureHead || file.isPunct(tree - 1, "|")) {
        inClosureHead = false;
        mode = "expr";
      } else if (at === 0 || !isOperand(file, tree - 1)) {
        inClosureHead = true;
        mode = "pat";
      }
    } else if (mode === "stmt") {
      mode = "expr";
    }
  }
  if (mode === "name") return role === "pattern" ? "pat" : role === "literal" ? "expr" : "ty";
  return mode === "stmt" ? "expr" : mode;
}

function startMode(role: GroupRole): Mode {
  switch (role) {
    case "match":
    case "params":
      return "pat";
    case "fields":
    case "literal":
    case "pattern":
      return "name";
    case "tuple-fields":
      return "ty";
    case "items":
    case "block":
    case "macro":
      return "stmt";
    default:
      return "expr";
  }
}

function modeAfterColon(role: GroupRole, mode: Mode, inClosureHead: boolean): Mode {
  if (mode === "pat" || inClosureHead) return "ty";
  return role === "literal" ? "expr" : role === "pattern" ? "pat" : "ty";
}

function modeAfterWord(word: string, mode: Mode): Mode {
  switch (word) {
    case "let":
    case "for":
      return mode === "ty" ? "ty" : "pat";
    case "as":
    case "impl":
    case "dyn":
      return "ty";
    case "const":
    case "static":
      return mode === "ty" ? mode : "name";
    case "type":
      return "ty";
    case "in":
    case "if":
    case "match":
    case "while":
    case "return":
    case "break":
    case "else":
    case "move":
      return "expr";
    default:
      return mode === "stmt" ? "expr" : mode;
  }
}

/** Whether an expression could end at this token, so that `|` behind it is an operator. */
function isOperand(file: SourceFile, index: number): boolean {
  const word = file.identAt(index);
  if (word !== undefined) return !["return", "move", "in", "else", "match", "if", "break"].includes(file.tokenText(index));
  return file.isClose(index) || /^["'0-9]/.test(file.tokenText(index)) || file.isPunct(index, "?");
}
