import { enclosingOf } from "./enclosing.ts";
import type { SourceFile } from "./source-file.ts";
import { TokenKind } from "./token-kind.ts";

/** A `mod name;` of a file, or an `include!("…")` of another file's items. */
export interface ModuleDeclaration {
  /** Undefined for `include!`, whose content belongs to the module that it stands in. */
  readonly name: string | undefined;
  /** Inline modules around the declaration, outermost first. */
  readonly inlineModules: readonly InlineModule[];
  /** Values of `#[path = "…"]`, `cfg_attr` included; for `include!` the one path. */
  readonly paths: readonly string[];
}

export interface InlineModule {
  readonly name: string;
  readonly path: string | undefined;
}

/** All out-of-line modules that a file declares, whatever `cfg` says, also those inside macro arguments. */
export function moduleDeclarations(file: SourceFile): readonly ModuleDeclaration[] {
  const found: ModuleDeclaration[] = [];
  for (let index = 0; index < file.tokens.count; index += 1) {
    if (file.tokens.kind[index] !== TokenKind.ident) continue;
    if (file.isWord(index, "mod") && file.isPunct(index + 2, ";")) {
      const name = file.identAt(index + 1);
      if (name === undefined) continue;
      found.push({ name, inlineModules: inlineModulesAround(file, index), paths: pathAttributes(file, index) });
    } else if (file.isWord(index, "include") && file.isPunct(index + 1, "!") && file.isOpen(index + 2)) {
      const path = stringValue(file.tokenText(index + 3));
      if (path === undefined || !file.isClose(index + 4)) continue;
      found.push({ name: undefined, inlineModules: inlineModulesAround(file, index), paths: [path] });
    }
  }
  return found;
}

function inlineModulesAround(file: SourceFile, index: number): InlineModule[] {
  const modules: InlineModule[] = [];
  for (let group = file.parentOf(index); group >= 0; group = file.parentOf(group)) {
    const name = file.isOpen(group, "{") && file.isWord(group - 2, "mod") ? file.identAt(group - 1) : undefined;
    if (name !== undefined) modules.push({ name, path: pathAttributes(file, group - 2)[0] });
  }
  return modules.reverse();
}

/** The `path` attributes in front of the keyword `mod` at `index`. */
function pathAttributes(file: SourceFile, index: number): string[] {
  const paths: string[] = [];
  let at = index;
  for (;;) {
    const before = file.beforeTree(at);
    if (before < 0 || before <= file.parentOf(index)) return paths;
    if (file.isOpen(before, "[") && file.isPunct(before - 1, "#")) {
      const close = file.tokens.partner[before] ?? -1;
      for (let inner = before + 1; inner < close; inner += 1) {
        const value = file.isWord(inner, "path") && file.isPunct(inner + 1, "=") ? stringValue(file.tokenText(inner + 2)) : undefined;
        if (value !== undefined) paths.push(value);
      }
      at = before - 1;
    } else if (file.isWord(before, "pub") || file.isOpen(before, "(") || file.tokens.kind[before] === TokenKind.docComment) {
      at = before;
    } else {
      return paths;
    }
  }
}

/** The value of a plain or raw string literal; undefined for anything else. */
function stringValue(literal: string): string | undefined {
  const raw = /^r(#*)"([\s\S]*)"\1$/.exec(literal);
  if (raw !== null) return raw[2];
  const plain = /^"([\s\S]*)"$/.exec(literal);
  return plain?.[1]?.replace(/\\(["\\'])/g, "$1");
}

/** The module path of a token below its file's own module. */
export function inlineModulePath(file: SourceFile, index: number): readonly string[] {
  return enclosingOf(file, index).modules;
}
