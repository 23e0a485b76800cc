import { groupRole, precedingTrees } from "./group-role.ts";
import type { SourceFile } from "./source-file.ts";

/** What stands around a token, from the syntax alone. */
export interface Enclosing {
  /** The innermost function, constant or static, else the type or trait whose body it is; undefined at module level. */
  readonly item: string | undefined;
  /** Names of the inline modules around it, outermost first. */
  readonly modules: readonly string[];
  /** The `macro_rules!` definition that it stands in. */
  readonly macroRules: string | undefined;
}

export function enclosingOf(file: SourceFile, index: number): Enclosing {
  let item = headOf(file, index, "item");
  let macroRules: string | undefined;
  const modules: string[] = [];
  for (let group = file.parentOf(index); group >= 0; group = file.parentOf(group)) {
    if (groupRole(file, group) === "macro-definition") {
      // What the definition wraps around the call is a template: the call stands where the template is used.
      macroRules ??= file.identAt(group - 1);
      item = undefined;
      modules.length = 0;
      continue;
    }
    const module = moduleOpenedBy(file, group);
    if (module !== undefined) {
      modules.push(module);
      continue;
    }
    // Items of a module inside a function belong to the module, not to the function.
    if (modules.length === 0) item ??= headOf(file, group, "group");
  }
  return { item, modules: modules.reverse(), macroRules };
}

/** The name of the inline module whose body opens at this token. */
export function moduleOpenedBy(file: SourceFile, open: number): string | undefined {
  return file.isOpen(open, "{") && file.isWord(open - 2, "mod") ? file.identAt(open - 1) : undefined;
}

/** The name of the item whose head, signature or initialiser leads up to this token. */
function headOf(file: SourceFile, index: number, of: "item" | "group"): string | undefined {
  const parent = file.parentOf(index);
  const role = groupRole(file, parent);
  if (role !== "items" && role !== "block" && role !== "macro" && role !== "macro-definition") return undefined;
  let name: string | undefined;
  let isImpl = false;
  for (const tree of precedingTrees(file, index, ";")) {
    const word = file.identAt(tree) === undefined ? undefined : file.tokenText(tree);
    if (word === "impl") isImpl = true;
    if (word === undefined || !NAMING.has(word)) continue;
    // `const fn`, `const { }` and `*const T` name nothing; `fn(u8)` is a type.
    const following = file.identAt(tree + 1);
    if (following === undefined || NAMING.has(file.tokenText(tree + 1))) continue;
    name = following === "mut" ? file.identAt(tree + 2) : following;
  }
  if (isImpl && of === "group" && name === undefined) return implementedType(file, index);
  return name;
}

const NAMING = new Set(["fn", "const", "static", "struct", "enum", "union", "trait", "type"]);

/** The type that the `impl` before a brace is for: the last name of its path. */
function implementedType(file: SourceFile, open: number): string | undefined {
  const trees = [...precedingTrees(file, open, ";")].reverse();
  let name: string | undefined;
  let angles = 0;
  for (const tree of trees) {
    if (file.isWord(tree, "where")) break;
    if (file.isPunct(tree, "<")) angles += 1;
    else if (file.isPunct(tree, ">") && !file.isPunct(tree - 1, "-")) angles -= 1;
    if (angles > 0) continue;
    const text = file.identAt(tree);
    if (text === undefined || NOT_A_TYPE.has(file.tokenText(tree))) continue;
    name = text;
  }
  return name;
}

const NOT_A_TYPE = new Set(["unsafe", "default", "impl", "for", "const", "dyn", "mut", "pub", "crate"]);
