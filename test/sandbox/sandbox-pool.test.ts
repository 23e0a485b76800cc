import { cp } from "node:fs/promises";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readDeclarations, SandboxPool } from "#sandbox";
import { compileMacroCrate, expandText, type MacroCrate, requestFor } from "./macro-crate.ts";

const source = (word: string) => `extern crate proc_macro;
use proc_macro::TokenStream;
#[proc_macro] pub fn word(_: TokenStream) -> TokenStream { "${word}".parse().unwrap() }
#[proc_macro] pub fn forever(_: TokenStream) -> TokenStream { loop { std::hint::spin_loop() } }
`;

let first: MacroCrate;
let second: MacroCrate;

beforeAll(async () => {
  [first, second] = await Promise.all([compileMacroCrate(source("first")), compileMacroCrate(source("second"))]);
});

afterAll(async () => {
  await Promise.all([first.remove(), second.remove()]);
});

test("many invocations of several modules are answered by few workers, each with its own answer", async () => {
  const pool = new SandboxPool({ workers: 2 });
  const words = Array.from({ length: 100 }, (_, index) => expandText(pool, requestFor(index % 3 === 0 ? first : second, "word")));
  expect(await Promise.all(words)).toEqual(Array.from({ length: 100 }, (_, index) => (index % 3 === 0 ? "first" : "second")));
  await pool.close();
});

test("a worker that is stuck does not hold up the others", async () => {
  const pool = new SandboxPool({ workers: 2, deadlineMs: 600_000 });
  const stuck = pool.expandRaw(requestFor(first, "forever"));
  expect(await expandText(pool, requestFor(first, "word"))).toBe("first");
  const closed = expect(stuck).rejects.toMatchObject({ code: "SC0900" });
  await pool.close();
  await closed;
});

test("workers that are stuck are replaced", async () => {
  const pool = new SandboxPool({ workers: 2, deadlineMs: 1500 });
  const all = [first, first, second].map((macros) => pool.expandRaw(requestFor(macros, "forever")));
  for (const run of all) expect(await run).toEqual({ kind: "timeout", milliseconds: 1500 });
  await pool.close();
  const patient = new SandboxPool({ workers: 1, deadlineMs: 10_000 });
  expect(await patient.expandRaw(requestFor(first, "forever"))).toEqual({ kind: "timeout", milliseconds: 10_000 });
  expect(await expandText(patient, requestFor(second, "word"))).toBe("second");
  await patient.close();
});

test("a module that is compiled anew is loaded anew", async () => {
  const pool = new SandboxPool({ workers: 1 });
  const module = path.join(path.dirname(first.module), "changing.wasm");
  await cp(first.module, module);
  const changing = { ...first, module };
  expect(await expandText(pool, requestFor(changing, "word"))).toBe("first");
  await cp(second.module, module);
  expect(await expandText(pool, requestFor({ ...changing, declarations: await readDeclarations(module) }, "word"))).toBe("second");
  await pool.close();
});

test("closing ends what is running and refuses what comes after", async () => {
  const pool = new SandboxPool({ workers: 1 });
  const running = pool.expandRaw(requestFor(first, "forever"));
  const waiting = pool.expandRaw(requestFor(first, "word"));
  const outcomes = Promise.allSettled([running, waiting]);
  await setTimeout(100);
  await pool.close();
  expect(await outcomes).toMatchObject([
    { status: "rejected", reason: { code: "SC0900" } },
    { status: "rejected", reason: { code: "SC0900" } },
  ]);
  await expect(pool.expand(requestFor(first, "word"))).rejects.toMatchObject({ code: "SC0900" });
});

test("a module that is not there is an error of the module", async () => {
  const pool = new SandboxPool({ workers: 1 });
  await expect(pool.expand({ ...requestFor(first, "word"), module: "/nowhere/m.wasm" })).rejects.toMatchObject({ code: "SC0305" });
  await pool.close();
});
