import { describe, expect, test } from "vitest";
import { auditEntry, isAllowed, isDenied, policyProblems } from "#audit";
import { growthOf } from "../growth.ts";

const ids = (entry: Parameters<typeof auditEntry>[0]): string[] => auditEntry(entry).map(({ id }) => id);

describe("what the input has itself", () => {
  const invocation = "#[instrument]\nfn f() { unsafe { a() } }";

  test("is not flagged where the macro hands it on", () => {
    expect(ids({ invocation, expansion: "fn f() { unsafe { a() } }", isInput: () => true })).toEqual([]);
  });

  test("is flagged where the macro has more of it", () => {
    expect(ids({ invocation, expansion: "fn f() { unsafe { a() } unsafe { b() } }", isInput: () => true })).toEqual(["unsafe"]);
  });

  test("is flagged where the macro wrote it in place of the input's own", () => {
    expect(ids({ invocation, expansion: "fn f() { unsafe { b() } }", isInput: () => false })).toEqual(["unsafe"]);
  });

  test("is not what stands in its comments and strings", () => {
    expect(ids({ invocation: '#[instrument("unsafe")]\nfn f() {} // unsafe', expansion: "unsafe {}", isInput: () => true })).toEqual(["unsafe"]);
  });
});

describe("markup of the format", () => {
  test("scopes and invisible groups hide nothing", () => {
    expect(ids({ invocation: "m!()", expansion: "std§1::§(fs§)::read(x)" })).toEqual(["files"]);
    expect(ids({ invocation: "m!()", expansion: "§(§(unsafe§)§) { #[§(link§)(name)] x }" })).toEqual(["unsafe", "link"]);
    expect(ids({ invocation: "m!()", expansion: "std§1::fs§2::read(unsafe§3 { x })" })).toEqual(["files", "unsafe"]);
    expect(ids({ invocation: "m!()", expansion: "r#std::r#fs::read(x)" })).toEqual(["files"]);
  });

  test("an expansion that cannot be lexed is read as text", () => {
    expect(ids({ invocation: "m!()", expansion: 'f("\u202E' })).toEqual(["bidirectional-text"]);
  });
});

describe("ways around", () => {
  test.each([
    ["use std::{{fs as f}, io};", "files"],
    ["use {std::{io, process::{self, Command}}};", "process"],
    ["use std::{io, self as s};", "renamed-std"],
    ["macro_rules! m { ($a:ident) => { std::$a::write(x) } } m!(fs);", "renamed-std"],
    ["macro_rules! m { ($u:tt ($($b:tt)*)) => { $u { $($b)* } } } m!(unsafe (f()));", "unsafe"],
    ["use core::mem::transmute as harmless;", "transmute"],
    ["use core::include_str as harmless;", "include"],
    ["#[cfg_attr(all(), doc(alias = \"x\", hidden))] #[cfg(all())] pub(crate) mod m {}", "hidden-module"],
    ["#[cfg_attr(all(), unsafe(no_mangle))] fn malloc() {}", "exported-symbol"],
    ["::libc::system(p)", "extern"],
    ["r#extern::f(); extern\n\n\"C\" {}", "extern"],
  ])("%s", (expansion, id) => {
    expect(ids({ invocation: "m!()", expansion, isInput: () => true })).toContain(id);
  });
});

test("what usual macros write is a note at most", () => {
  const serde = `#[doc(hidden)]
#[allow(non_upper_case_globals, unused_attributes, unused_qualifications, clippy::absolute_paths)]
const _: () = {
    #[allow(unused_extern_crates, clippy::useless_attribute)]
    extern crate serde as _serde;
    #[automatically_derived]
    impl _serde::Serialize for Crab {
        fn serialize<__S>(&self, __serializer: __S) -> _serde::__private228::Result<__S::Ok, __S::Error>
        where
            __S: _serde::Serializer,
        {
            let mut __serde_state = _serde::Serializer::serialize_struct(__serializer, "Crab", false as usize + 1 + 1)?;
            _serde::ser::SerializeStruct::serialize_field(&mut __serde_state, "field0", &self.field0)?;
            _serde::ser::SerializeStruct::serialize_field(&mut __serde_state, "fieldO", &self.fieldO)?;
            _serde::ser::SerializeStruct::end(__serde_state)
        }
    }
};`;
  const flags = auditEntry({ invocation: "#[derive(Serialize)]\nstruct Crab {\n    field0: u8,\n    fieldO: u8,\n}", expansion: serde });
  expect(flags.map(({ id, severity }) => `${id} ${severity}`)).toEqual(["lint-suppression info", "lint-suppression info"]);
});

describe("policy", () => {
  const allowed = { pin_project: ["unsafe"], "wstr::wide": ["long-literal"] };

  test("allows by crate and by macro", () => {
    expect(isAllowed(allowed, "pin_project_0123456789ab::pin_project", "unsafe")).toBe(true);
    expect(isAllowed(allowed, "pin_project_0123456789ab::pin_project", "files")).toBe(false);
    expect(isAllowed(allowed, "wstr_0123456789ab::wide", "long-literal")).toBe(true);
    expect(isAllowed(allowed, "wstr_0123456789ab::wstr", "long-literal")).toBe(false);
    expect(isAllowed(allowed, "constructor_0123456789ab::x", "unsafe")).toBe(false);
  });

  test("does not take a misspelt flag", () => {
    expect(policyProblems(allowed)).toEqual([]);
    expect(policyProblems({ a: ["unsave"] })[0]).toContain("unknown flag `unsave`");
  });

  test("denies by severity and by name", () => {
    expect(isDenied(["warn"], { id: "unsafe", severity: "danger" })).toBe(true);
    expect(isDenied(["warn"], { id: "lint-suppression", severity: "info" })).toBe(false);
    expect(isDenied(["lint-suppression"], { id: "lint-suppression", severity: "info" })).toBe(true);
    expect(isDenied([], { id: "unsafe", severity: "danger" })).toBe(false);
  });
});

test("a long expansion takes time in proportion to its length", () => {
  const audit = (copies: number): void => {
    const expansion = "fn f(p: *mut u8) { use std::{a, b, fs}; #[cfg_attr(a, b, allow(c))] let xI = x1; }\n".repeat(copies);
    auditEntry({ invocation: "m!()", expansion });
  };
  expect(growthOf(audit, 500)).toBeLessThan(10);
});

test("however many flags an expansion has, each is there", () => {
  expect(auditEntry({ invocation: "m!()", expansion: "unsafe {}\n".repeat(150_000) })).toHaveLength(150_000);
});
