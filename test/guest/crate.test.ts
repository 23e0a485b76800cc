import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, expect, test } from "vitest";

const guestRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../rust/guest/lib.rs");
const directory = mkdtempSync(path.join(tmpdir(), "silcrow-guest-crate-"));

beforeAll(() => {
  rustc("--crate-type", "rlib", "--crate-name", "proc_macro", guestRoot, "-o", "libproc_macro.rlib");
}, 120_000);

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

function rustc(...args: string[]): void {
  execFileSync("rustc", ["--edition", "2021", "-D", "warnings", ...args], { cwd: directory, stdio: "pipe" });
}

/** Standard error of compiling a program against the guest; nightly's features are allowed. */
function compile(source: string, bootstrap: boolean): string {
  writeFileSync(path.join(directory, "dependent.rs"), source);
  const args = ["--edition", "2021", "--crate-type", "rlib", "--extern", "proc_macro=libproc_macro.rlib"];
  const run = spawnSync("rustc", [...args, "--emit=metadata", "dependent.rs"], {
    cwd: directory,
    encoding: "utf8",
    env: { ...process.env, ...(bootstrap ? { RUSTC_BOOTSTRAP: "1" } : {}) },
  });
  return run.stderr;
}

test("the guest's own unit tests pass", () => {
  rustc("--test", "--crate-name", "proc_macro", guestRoot, "-o", "unit");
  const output = execFileSync(path.join(directory, "unit"), { encoding: "utf8", stdio: "pipe" });
  expect(output).toMatch(/test result: ok\. \d\d+ passed; 0 failed/);
}, 120_000);

test("unstable features of proc_macro do not exist", () => {
  const features = ["proc_macro_span", "proc_macro_diagnostic", "proc_macro_quote", "proc_macro_def_site"];
  for (const feature of features) {
    const stderr = compile(`#![feature(${feature})] extern crate proc_macro; pub use proc_macro::Span;`, true);
    // Library features are known only to the crates that declare them.
    expect(stderr).toContain("error[E0635]");
  }
  for (const use of ["Span::def_site()", "Span::call_site().join(Span::call_site())", "Span::call_site().byte_range()"]) {
    const stderr = compile(`use proc_macro::Span; pub fn f() { let _ = ${use}; }`, false);
    expect(stderr).toMatch(/error\[E0599\]/);
  }
});

test("nothing can be sent to another thread, and everything may cross catch_unwind", () => {
  const types = ["TokenStream", "TokenTree", "Group", "Ident", "Punct", "Literal", "Span", "LexError"];
  for (const type of types) {
    expect(compile(`fn send<T: Send>() {} pub fn f() { send::<proc_macro::${type}>() }`, false)).toContain("E0277");
    expect(compile(`fn sync<T: Sync>() {} pub fn f() { sync::<proc_macro::${type}>() }`, false)).toContain("E0277");
  }
  const unwind = [...types, "token_stream::IntoIter", "Delimiter", "Spacing"].map((type) => `safe::<proc_macro::${type}>();`);
  const bounds = "std::panic::UnwindSafe + std::panic::RefUnwindSafe";
  expect(compile(`fn safe<T: ${bounds}>() {} pub fn f() { ${unwind.join(" ")} }`, false)).toBe("");
});

test("all of the stable API is there", () => {
  const source = `
    extern crate proc_macro;
    use proc_macro::{token_stream::IntoIter, Delimiter, Group, Ident, LexError, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
    fn implements<T: Clone + std::fmt::Debug>() {}
    fn displays<T: std::fmt::Display>() {}
    fn extends<T: Default + Extend<TokenTree> + Extend<TokenStream> + Extend<Group> + Extend<Ident> + Extend<Punct> + Extend<Literal>
      + FromIterator<TokenTree> + FromIterator<TokenStream> + IntoIterator<Item = TokenTree, IntoIter = IntoIter>
      + From<TokenTree> + std::str::FromStr<Err = LexError>>() {}
    pub fn f(error: LexError, mut tree: TokenTree) -> Box<dyn std::error::Error> {
      extends::<TokenStream>();
      implements::<TokenStream>(); implements::<TokenTree>(); implements::<Group>(); implements::<Ident>(); implements::<Punct>();
      implements::<Literal>(); implements::<Span>(); implements::<Delimiter>(); implements::<Spacing>();
      displays::<TokenStream>(); displays::<TokenTree>(); displays::<Group>(); displays::<Ident>(); displays::<Punct>(); displays::<Literal>();
      let _: fn(Group) -> TokenTree = From::from; let _: fn(Ident) -> TokenTree = From::from;
      let _: fn(Punct) -> TokenTree = From::from; let _: fn(Literal) -> TokenTree = From::from;
      let _ = (Delimiter::Parenthesis == Delimiter::None, Spacing::Joint == Spacing::Alone, proc_macro::is_available());
      tree.set_span(tree.span());
      let span = Span::call_site().resolved_at(Span::mixed_site()).located_at(tree.span());
      let _: (usize, usize, String, Option<std::path::PathBuf>, Option<String>) =
        (span.start().line(), span.end().column(), span.file(), span.local_file(), span.source_text());
      let _: Result<Literal, LexError> = "1".parse();
      let _ = (Literal::c_string(c""), Literal::byte_character(1), Literal::f32_suffixed(1.0), Literal::isize_unsuffixed(-1));
      match tree { TokenTree::Group(_) | TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => Box::new(error) }
    }`;
  expect(compile(source, false)).toBe("");
  // The real one agrees that it is: the source itself is right.
  const args = ["--edition", "2021", "--crate-type", "rlib", "--emit=metadata", "dependent.rs"];
  expect(spawnSync("rustc", args, { cwd: directory, encoding: "utf8" }).stderr).toBe("");
});
