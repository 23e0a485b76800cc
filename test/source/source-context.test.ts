import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SourceFile, sourceContext, type Position } from "#source";
import { growthOf } from "../growth.ts";

/** The position of `@` in a text, and the text without it. */
function marked(text: string): { file: SourceFile; call: Position } {
  const at = text.indexOf("@");
  const before = text.slice(0, at).split("\n");
  const call = { line: before.length, column: [...(before.at(-1) ?? "")].length + 1 };
  return { file: new SourceFile(text.replace("@", "")), call };
}

function contextOf(text: string, kind: "function" | "attribute" | "derive" = "function") {
  const { file, call } = marked(text);
  return sourceContext(file, kind, call);
}

describe("fragment kind of a function-like macro", () => {
  test.each([
    ["@m!();", "item"],
    ["mod a { @m! { x } }", "item"],
    ["impl A { @m!(); }", "item"],
    ["trait A { fn f(); @m!(); }", "item"],
    ["impl X for Y<Z> where Z: A { @m!(); }", "item"],
    ["extern \"C\" { @m!(); }", "item"],
    ["#[cfg(x)] @m!();", "item"],
    ["const A: u8 = @m!();", "expr"],
    ["const A: @m!() = 1;", "ty"],
    ["static A: [u8; @m!()] = x;", "expr"],
    ["type A = @m!();", "ty"],
    ["struct A { b: @m!() }", "ty"],
    ["struct A { a: Map<K, V>, b: Vec<@m!()> }", "ty"],
    ["struct A(pub @m!());", "ty"],
    ["enum A { B(@m!()), C { d: u8 } }", "ty"],
    ["enum A { B { c: @m!() } }", "ty"],
    ["enum A { B = @m!() }", "expr"],
    ["fn f(a: @m!()) {}", "ty"],
    ["fn f(@m!(): u8) {}", "pat"],
    ["fn f<T>(a: T, b: @m!()) {}", "ty"],
    ["fn f() -> @m!() {}", "ty"],
    ["impl A for @m!() {}", "ty"],
    ["fn f() { @m!(); }", "stmt"],
    ["fn f() { a(); @m!(); }", "stmt"],
    ["fn f() { @m!{} a() }", "stmt"],
    ["fn f() { if a { b } @m!(x); }", "stmt"],
    ["fn f() { #[allow(x)] @m!(x); }", "stmt"],
    ["fn f() { @m!() }", "expr"],
    ["fn f() { @m!().a(); }", "expr"],
    ["fn f() { @m!()?; }", "expr"],
    ["fn f() { let x = @m!(); }", "expr"],
    ["fn f() { let x: @m!() = 1; }", "ty"],
    ["fn f() { let @m!() = x; }", "pat"],
    ["fn f() { let (a, b): (u8, u8) = @m!(); }", "expr"],
    ["fn f() { if let @m!() = x {} }", "pat"],
    ["fn f() { if let Some(x) = @m!() {} }", "expr"],
    ["fn f() { if a == @m!() {} }", "expr"],
    ["fn f() { for @m!() in x {} }", "pat"],
    ["fn f() { for a in @m!() {} }", "expr"],
    ["fn f() { match @m!() { _ => {} } }", "expr"],
    ["fn f() { match x { @m!() => {} } }", "pat"],
    ["fn f() { match x { A => {} @m!() => {} } }", "pat"],
    ["fn f() { match x { A { .. } | @m!() => {} } }", "pat"],
    ["fn f() { match x { A if @m!() => {} } }", "expr"],
    ["fn f() { match x { A => @m!(), } }", "expr"],
    ["fn f() { match x { A => { @m!(); } } }", "stmt"],
    ["fn f() { x as @m!(); }", "ty"],
    ["fn f() { return @m!(); }", "expr"],
    ["fn f() { g(a, @m!()); }", "expr"],
    ["fn f() { [1, @m!()]; }", "expr"],
    ["fn f() { A { b: @m!() } }", "expr"],
    ["fn f() { let x = A { b: @m!() }; }", "expr"],
    ["fn f() { let A { b: @m!() } = x; }", "pat"],
    ["fn f() { x.map(|a| @m!()) }", "expr"],
    ["fn f() { x.map(|a: @m!()| a) }", "ty"],
    ["fn f() { x.map(|a| { @m!(); a }) }", "stmt"],
    ["fn f() { a | @m!() }", "expr"],
    ["fn f() { Vec::<@m!()>::new() }", "ty"],
    ["fn f() { println!(\"{}\", @m!()); }", "expr"],
    ["fn f() { loop { @m!(); } }", "stmt"],
    ["fn f() { unsafe { @m!() } }", "expr"],
    ["macro_rules! k { ($x:expr) => { @m!($x) } }", "expr"],
    ["macro_rules! k { ($x:expr) => { let a = 1; @m!($x); } }", "stmt"],
  ])("%s is %s", (text, expected) => {
    expect(contextOf(text)?.fragment).toBe(expected);
  });
});

describe("attributes and derives", () => {
  test.each([
    ["#[derive(@A)] struct X;", "derive", "item"],
    ["mod m { #[derive(B, @A)] struct X; }", "derive", "item"],
    ["fn f() { #[derive(@A)] struct X; }", "derive", "stmt"],
    ["@#[a] fn f() {}", "attribute", "item"],
    ["impl X { @#[a] fn f() {} }", "attribute", "item"],
    ["fn g() { @#[a] fn f() {} }", "attribute", "stmt"],
  ] as const)("%s (%s) is %s", (text, kind, expected) => {
    expect(contextOf(text, kind)?.fragment).toBe(expected);
  });
});

describe("what is around a call", () => {
  test.each([
    ["mod a { pub mod b { fn f() { x(@m!()) } } }", "f", ["a", "b"]],
    ["impl<T: A> Foo<T> { const X: u8 = @m!(); }", "X", []],
    ["impl<T> fmt::Display for path::Foo<T> where T: A { @m!(); }", "Foo", []],
    ["fn a() { fn b() { @m!() } }", "b", []],
    ["fn a() { mod b { @m!(); } }", undefined, ["b"]],
    ["static mut S: u8 = @m!();", "S", []],
    ["struct P { a: @m!() }", "P", []],
    ["pub trait T { @m!(); }", "T", []],
    ["fn r#type() { @m!() }", "type", []],
    ["const fn q() -> u8 { @m!() }", "q", []],
    ["@m!();", undefined, []],
    ["fn a() {} @m!();", undefined, []],
    ["fn a() { b() }\n/// About c.\nfn c() { @m!() }", "c", []],
    ["struct A { b: u8 }\n/** About c. */\npub const C: u8 = @m!();", "C", []],
    ["// fn c() {\nconst A: &str = \"mod x {\"; @m!();", undefined, []],
  ])("%s", (text, item, modules) => {
    const context = contextOf(text);
    expect(context?.item).toBe(item);
    expect(context?.inlineModules).toEqual(modules);
  });

  test("the macro_rules definition", () => {
    expect(contextOf("macro_rules! mk { ($a:expr) => { @m!($a) }; }")?.macroRules).toBe("mk");
    expect(contextOf("macro_rules! mk { () => {} } @m!();")?.macroRules).toBeUndefined();
  });
});

describe("odd input", () => {
  test("no text and no place make it fail", () => {
    const pieces = fc.constantFrom("{", "}", "(", ")", "[", "]", "#", "!", ";", "fn f", "impl X for ", "match x ", "struct A ", "enum B ", "let x = ", "|", "=>", ",", "<", ">", "mod m ", "m!", " ", "\n");
    fc.assert(
      fc.property(fc.array(pieces), fc.nat(3), fc.nat(40), (parts, line, column) => {
        const file = new SourceFile(parts.join(""));
        for (const kind of ["function", "attribute", "derive"] as const) sourceContext(file, kind, { line, column });
      }),
    );
  });

  test("time is linear in the depth of nesting and the length of lists", () => {
    const deep = (size: number) => sourceContext(new SourceFile("fn f() ".concat("{ if x ".repeat(size))), "function", { line: 1, column: 7 * size });
    const long = (size: number) =>
      sourceContext(new SourceFile(`fn f() { x = ${"a + ".repeat(size)} m!() }`), "function", { line: 1, column: 4 * size + 10 });
    expect(growthOf(deep, 15_000)).toBeLessThan(10);
    expect(growthOf(long, 30_000)).toBeLessThan(10);
  });
});
