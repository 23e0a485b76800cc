import { mkdtemp, mkdir, readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { forgetStaleUnits, type StaleUnitsRequest } from "#cargo";

let folder: string;
let request: StaleUnitsRequest;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "silcrow-units-"));
  request = {
    unitsDirectory: path.join(folder, "units"),
    actions: new Map([
      ["stubbed", "stub"],
      ["expanded", "expand\tapp"],
    ]),
    signatures: new Set(["stubbed", "expanded", "plain"]),
    stamp: "s1",
    cacheDirectory: "/cache",
    env: { LUCK: "good" },
  };
  await mkdir(request.unitsDirectory);
});
afterEach(async () => await rm(folder, { recursive: true }));

async function record(name: string, lines: readonly string[]): Promise<string> {
  const output = path.join(folder, `${name}.out`);
  await writeFile(output, "");
  await writeFile(path.join(request.unitsDirectory, name), ["silcrow-unit\t1", ...lines, `output\t${output}`, ""].join("\n"));
  return output;
}

const stub = ["signature\tstubbed", "stamp\ts1", "action\tstub"];
const expand = ["signature\texpanded", "stamp\ts0", "action\texpand\tapp", "cache\t/cache"];

describe("forgetStaleUnits", () => {
  it("leaves alone what is as it was, and what is not part of this build", async () => {
    await record("a", stub);
    await record("b", expand);
    await record("c", ["signature\tof another build", "stamp\tolder", "action\tstub"]);
    await writeFile(path.join(request.unitsDirectory, "garbage"), "x");
    expect(await forgetStaleUnits(request)).toEqual([]);
    expect((await readdir(folder)).sort()).toEqual(["a.out", "b.out", "c.out", "units"]);
  });

  it.each<[string, string[], Partial<StaleUnitsRequest>]>([
    ["a stub that is needed now", stub, { actions: new Map() }],
    ["a stub that is a shim now", stub, { actions: new Map([["stubbed", "shim\t/root"]]) }],
    ["a stub of another toolchain", stub, { stamp: "s2" }],
    ["what was only expanded and is to be checked", ["signature\texpanded", "stamp\ts1", "action\texpand-only\tapp\tall", "cache\t/cache"], {}],
    ["what was only expanded and is needed", ["signature\texpanded", "stamp\ts1", "action\texpand-only\tapp\tall", "cache\t/cache"], { actions: new Map([["expanded", "expand-only\tapp\ttests"]]) }],
    ["another cache directory", expand, { cacheDirectory: "/other" }],
    ["a variable that changed", [...expand, "env\tLUCK\t0123456789abcdef"], {}],
    ["a variable that was unset", [...expand, "env\tLUCK\t-"], {}],
    ["a missing entry", [...expand, "entry\t/nonexistent\t1\t1"], {}],
    ["a missing output", [...expand, "output\t/nonexistent"], {}],
  ])("removes the outputs of %s", async (_, lines, change) => {
    const output = await record("unit", lines);
    expect(await forgetStaleUnits({ ...request, ...change })).toHaveLength(1);
    await expect(stat(output)).rejects.toThrow();
    expect(await readdir(request.unitsDirectory)).toEqual([]);
  });

  it("lets a real output stand where a stub would do", async () => {
    await record("unit", expand);
    for (const less of ["stub", "expand-only\tapp\tall"]) {
      expect(await forgetStaleUnits({ ...request, actions: new Map([["expanded", less]]) }), less).toEqual([]);
    }
  });

  it("compares entries by time and size", async () => {
    const entry = path.join(folder, "entry.rsm");
    await writeFile(entry, "text");
    const { mtimeNs, size } = await stat(entry, { bigint: true });
    await record("unit", [...expand, `entry\t${entry}\t${mtimeNs}\t${size}`]);
    expect(await forgetStaleUnits(request)).toEqual([]);
    await utimes(entry, new Date(), new Date(Date.now() + 5000));
    expect(await forgetStaleUnits(request)).toEqual(["expanded"]);
  });

  it("knows a variable by the hash of its value", async () => {
    // FNV-1a-64 of "a".
    await record("unit", [...expand, "env\tLUCK\taf63dc4c8601ec8c"]);
    expect(await forgetStaleUnits({ ...request, env: { LUCK: "a" } })).toEqual([]);
    expect(await forgetStaleUnits({ ...request, env: { LUCK: "b" } })).toEqual(["expanded"]);
  });
});
