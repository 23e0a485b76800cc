import { describe, expect, test } from "vitest";
import { lexExpansion, type TokenTree } from "#format";
import { SourceFile } from "#source";
import { decodeRequest, type Expand } from "../../src/emit/host-protocol.ts";
import { invocationText } from "../../src/emit/invocation-text.ts";
import { expandMessage } from "./host-messages.ts";

function trees(text: string): readonly TokenTree[] {
  const lexed = lexExpansion(text);
  if (!lexed.ok) throw new Error(text);
  return lexed.trees;
}

/** A function-like call that begins and ends at the marks. */
function call(source: string, input: string, context = 0): string {
  const text = source.replaceAll("@", "");
  const before = source.slice(0, source.indexOf("@")).split("\n");
  const to = source.slice(0, source.lastIndexOf("@")).replaceAll("@", "").split("\n");
  const request = decodeRequest(expandMessage({ input: trees(input), contexts: [[9, 0, 0], [8, 0, 0], [context, 0, 0]] })) as Expand;
  const placed = {
    ...request,
    callStart: { line: before.length, column: [...(before.at(-1) ?? "")].length + 1 },
    callEnd: { line: to.length, column: [...(to.at(-1) ?? "")].length + 1 },
  };
  return invocationText(placed, new SourceFile(text));
}

function item(kind: "derive" | "attribute", source: string, input: string, attr = ""): string {
  const request = decodeRequest(expandMessage({ kind, name: "M", input: trees(input), attr: trees(attr), contexts: [] })) as Expand;
  const lines = source.split("\n");
  const first = lines.findIndex((line) => !line.trim().startsWith("#[M") && !line.trim().startsWith("#[derive(M"));
  const extent = {
    file: request.file,
    start: { line: first + 1, column: (lines[first]?.search(/\S/) ?? 0) + 1 },
    end: { line: lines.length, column: [...(lines.at(-1) ?? "")].length + 1 },
  };
  const head = lines[first - 1] ?? "";
  const placed = { ...request, inputExtent: extent, callStart: { line: first, column: head.search(/\S/) + 1 }, callEnd: { line: first, column: head.length + 1 } };
  return invocationText(placed, new SourceFile(source));
}

describe("invocationText", () => {
  test.each([
    ["fn f() { @m!(a, 1)@ }", "a, 1", "m!(a, 1)"],
    ["@path::m!{ a /* b */ }@", "a", "path::m!{ a /* b */ }"],
    ["@m!(a);@", "a", "m!(a)"],
    ["    @m!(\n        a,\n    )@", "a,", "m!(\n    a,\n)"],
    ["\t\"🦀\"; @m![r#type \"x\"]@", 'r#type "x"', 'm![r#type "x"]'],
    ["@m!('a 'b' 1.5 -2)@", "'a 'b' 1.5 -2", "m!('a 'b' 1.5 -2)"],
    ["@m!(/// doc\n x)@", '#[doc = " doc"] x', "m!(/// doc\n x)"],
    ["@m!()@", "", "m!()"],
  ])("%j with %j is as written", (source, input, expected) => {
    expect(call(source, input)).toBe(expected);
  });

  test.each([
    ["other tokens", "@m!(b)@", "a", 0],
    ["tokens of a macro_rules", "@m!(a)@", "a", 5],
    ["a place that is no call", "@#[derive(X)]@ a", "a", 0],
    ["an open end", "@m!(a@)", "a", 0],
  ])("%s are printed", (_, source, input, context) => {
    expect(call(source, input, context)).toBe("m!(a)");
  });

  test("a derive shows its own name and the item", () => {
    expect(item("derive", "    #[derive(M, N)]\n    #[serde(x)]\n    struct A {\n        b: u8,\n    }", "#[serde(x)] struct A { b: u8, }")).toBe(
      "#[derive(M)]\n#[serde(x)]\nstruct A {\n    b: u8,\n}",
    );
    expect(item("derive", "/// Doc.\n#[derive(N, M)]\n#[a] struct A;", "#[doc = \" Doc.\"] #[a] struct A;")).toBe("#[derive(M)]\n/// Doc.\n#[a] struct A;");
    expect(item("derive", "#[derive(M)]\nstruct B;", "struct A;")).toBe("#[derive(M)]\nstruct A;");
  });

  test("an attribute shows its arguments and the item", () => {
    expect(item("attribute", "  #[M(a, b)]\n  fn f() {}", "fn f() {}", "a, b")).toBe("#[M(a, b)]\nfn f() {}");
    expect(item("attribute", "  #[M(a)]\n  fn f() {}", "fn f() {}", "c")).toBe("#[M(c)]\nfn f() {}");
    expect(item("attribute", "  nothing\n  fn f() {}", "fn f() {}")).toBe("#[M]\nfn f() {}");
  });
});
