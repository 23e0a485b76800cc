import { printTokens, type TokenTree } from "#format";
import { scanSource, SourceFile, TokenKind } from "#source";
import type { Expand } from "./host-protocol.ts";

/**
 * Second section of an entry: the expression that is replaced. As the author wrote it when it comes straight
 * from the file of the call, otherwise printed from tokens. `file` is the call site's file, if it can be read.
 */
export function invocationText(request: Expand, file: SourceFile | undefined): string {
  const written = file === undefined ? undefined : asWritten(request, file);
  return (written ?? fromTokens(request)).trimEnd();
}

function asWritten(request: Expand, file: SourceFile): string | undefined {
  // A context other than the file's own says that some token comes out of a macro.
  if (request.spanContexts.slice(2).some(({ context }) => context !== 0)) return undefined;
  if (request.kind === "function") {
    const text = file.slice(request.callStart, request.callEnd);
    if (text === undefined) return undefined;
    const call = text.replace(/\s*;\s*$/, "");
    return showsCall(call, request) ? dedent(call, indentOf(file, request.callStart.line)) : undefined;
  }
  const extent = request.inputExtent;
  if (extent === undefined || extent.file !== request.file) return undefined;
  const item = file.slice(extent.start, extent.end);
  if (item === undefined || !containsTokens(item, request.input)) return undefined;
  const text = dedent(item, indentOf(file, extent.start.line));
  if (request.kind === "derive") return `#[derive(${request.macroName})]\n${withoutDerives(text)}`;
  const attribute = file.slice(request.callStart, request.callEnd);
  if (attribute === undefined || !attribute.startsWith("#") || !containsTokens(attribute, request.attr)) return undefined;
  return `${dedent(attribute, indentOf(file, request.callStart.line))}\n${text}`;
}

/**
 * The compiler hands an item to a derive without the `#[derive(…)]` that asks for it, which stands in the
 * middle of the item's text when a doc comment or another attribute comes first.
 */
function withoutDerives(item: string): string {
  const scanned = new SourceFile(item);
  let text = "";
  let from = 0;
  for (let index = 0; index < scanned.tokens.count; ) {
    const isDoc = scanned.tokens.kind[index] === TokenKind.docComment;
    const isAttribute = scanned.isPunct(index, "#") && scanned.isOpen(index + 1, "[");
    if (!isDoc && !isAttribute) break;
    const next = isDoc ? index + 1 : scanned.afterTree(index + 1);
    if (isAttribute && scanned.isWord(index + 2, "derive")) {
      text += item.slice(from, scanned.tokens.start[index]);
      from = scanned.tokens.start[next] ?? item.length;
    }
    index = next;
  }
  return text + item.slice(from);
}

function fromTokens(request: Expand): string {
  const input = printTokens(request.input).trim();
  if (request.kind === "derive") return `#[derive(${request.macroName})]\n${input}`;
  if (request.kind === "attribute") {
    const args = printTokens(request.attr).trim();
    return `#[${request.macroName}${request.attr.length === 0 ? "" : `(${args})`}]\n${input}`;
  }
  return input.includes("\n") ? `${request.macroName}! {\n${input.replace(/^(?=.)/gm, "    ")}\n}` : `${request.macroName}!(${input})`;
}

/** Whether a slice of the file is the call: `path!(…)` with the tokens that the macro got. */
function showsCall(text: string, request: Expand): boolean {
  const tokens = scanSource(text);
  const open = tokens.kind.indexOf(TokenKind.open);
  if (open < 2 || tokens.partner[open] !== tokens.count - 1) return false;
  if (text[tokens.start[open - 1] ?? 0] !== "!") return false;
  return containsTokens(text.slice(tokens.end[open] ?? 0, tokens.start[tokens.count - 1] ?? 0), request.input);
}

/**
 * Whether the words and literals of a stream occur in the text in their order. The text may have more (what
 * `cfg` took away, other attributes), and doc comments read as attributes, so this is as strict as it can be.
 */
function containsTokens(text: string, trees: readonly TokenTree[]): boolean {
  const scanned = scanSource(text);
  const words: string[] = [];
  for (let index = 0; index < scanned.count; index += 1) {
    const kind = scanned.kind[index];
    if (kind !== TokenKind.ident && kind !== TokenKind.literal && kind !== TokenKind.lifetime) continue;
    const word = text.slice(scanned.start[index], scanned.end[index]);
    words.push(kind === TokenKind.lifetime ? word.slice(1) : word);
  }
  let at = 0;
  for (const wanted of wordsOf(trees)) {
    while (at < words.length && words[at] !== wanted) at += 1;
    if (at === words.length) return false;
    at += 1;
  }
  return true;
}

function* wordsOf(trees: readonly TokenTree[]): Generator<string> {
  for (let index = 0; index < trees.length; index += 1) {
    const tree = trees[index];
    if (tree === undefined || tree.kind === "punct") {
      const next = trees[index + 1];
      const isDoc = tree?.char === "#" && next?.kind === "group" && isDocAttribute(next.trees);
      if (isDoc) index += 1;
      continue;
    }
    if (tree.kind === "group") yield* wordsOf(tree.trees);
    else if (tree.kind === "ident") yield tree.raw ? `r#${tree.text}` : tree.text;
    else yield tree.text;
  }
}

function isDocAttribute(trees: readonly TokenTree[]): boolean {
  return trees[0]?.kind === "ident" && trees[0].text === "doc";
}

/** White space that the line begins with. */
function indentOf(file: SourceFile, line: number): string {
  const start = file.offsetOf({ line, column: 1 }) ?? 0;
  return /^[ \t]*/.exec(file.text.slice(start, start + 1000))?.[0] ?? "";
}

/**
 * Moves lines to the left by the indentation of the first. A line that begins inside a literal is shifted as
 * well, unless it has less indentation: the section is for reading.
 */
function dedent(text: string, indent: string): string {
  const unix = text.replace(/\r\n/g, "\n");
  if (indent === "") return unix;
  return unix
    .split("\n")
    .map((line, index) => (index > 0 && line.startsWith(indent) ? line.slice(indent.length) : line))
    .join("\n");
}
