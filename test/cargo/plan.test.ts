import { describe, expect, it } from "vitest";
import { actionsBySignature, cargoInvocation, type Plan, plannedUnits, printPlan, stampOf, stubPlan, type Treatment } from "#cargo";
import { sketchGraph } from "./random-graph.ts";

const plan: Plan = {
  mode: "emit",
  host: "x86_64-unknown-linux-gnu",
  shimLibrary: "/c/shim.rlib",
  noop: "/c/noop",
  chain: "sccache",
  rustdoc: "/r/rustdoc",
  unitsDirectory: "/t/units",
  sandboxes: [
    {
      kind: "wasm",
      rustc: "/s/rustc",
      arguments: ["--target", "w.json"],
      linkArguments: ["-C"],
      environment: { RUSTC_BOOTSTRAP: "1" },
      directory: "/t/wasm",
      shimLibrary: "/s/shim.rlib",
    },
    { kind: "process", rustc: "/r/rustc", arguments: [], linkArguments: [], environment: {}, directory: "/t/process", shimLibrary: "/c/shim.rlib" },
  ],
  units: [
    { signature: "a|b", action: ["shim", "/root", "0f", "/x"] },
    { signature: "a|b", action: ["ordinary"] },
    { signature: "c", action: ["stub"] },
  ],
};

describe("the plan file", () => {
  it("has a header and one line for each signature", () => {
    expect(printPlan(plan).split("\n")).toEqual([
      "silcrow-plan\t1",
      "mode\temit",
      "host\tx86_64-unknown-linux-gnu",
      "shim-lib\t/c/shim.rlib",
      "noop\t/c/noop",
      "chain\tsccache",
      "rustdoc\t/r/rustdoc",
      "units-dir\t/t/units",
      "sandbox\twasm",
      "sandbox-rustc\t/s/rustc",
      "sandbox-arg\t--target",
      "sandbox-arg\tw.json",
      "sandbox-link-arg\t-C",
      "sandbox-env\tRUSTC_BOOTSTRAP\t1",
      "sandbox-dir\t/t/wasm",
      "sandbox-shim-lib\t/s/shim.rlib",
      "sandbox\tprocess",
      "sandbox-rustc\t/r/rustc",
      "sandbox-dir\t/t/process",
      "sandbox-shim-lib\t/c/shim.rlib",
      `stamp\t${stampOf(plan)}`,
      "unit\ta|b\tshim\t/root\t0f\t/x",
      "unit\tc\tstub",
      "",
    ]);
  });

  it("has a stamp that follows the programs, not the units", () => {
    expect(stampOf({ ...plan, units: [] })).toBe(stampOf(plan));
    expect(stampOf({ ...plan, shimLibrary: "/c/other.rlib" })).not.toBe(stampOf(plan));
  });

  it("refuses a path that would be read as two fields", () => {
    expect(() => printPlan({ ...plan, noop: "/a\tb" })).toThrow(/tab/);
  });

  it("names the units that the wrapper must know", () => {
    const graph = sketchGraph(
      [
        { name: "syn" },
        { name: "mac", kind: "proc-macro", dependencies: [0] },
        { name: "mac", kind: "proc-macro", mode: "check" },
        { name: "my-app", kind: "custom-build", dependencies: [1] },
        { name: "my-app", kind: "custom-build", mode: "run-custom-build", dependencies: [3] },
        { name: "plain" },
        { name: "my-app", kind: "bin", dependencies: [1, 4, 5] },
      ],
      [2, 6],
    );
    const units = plannedUnits(graph, stubPlan(graph, "replay"), { shim: () => ["/shim.rs", "00"] });
    expect(units.map(({ signature, action }) => [signature.split("|")[1], ...action])).toEqual([
      ["syn", "stub"],
      ["mac", "shim", "/shim.rs", "00"],
      ["build_script_build", "expand", "my_app_build_script"],
      ["my_app", "expand", "my_app"],
      ["mac", "ordinary"],
    ]);
  });

  it("has a library compiled that others depend on, and its test only expanded", () => {
    const graph = sketchGraph(
      [
        { name: "mac", kind: "proc-macro" },
        { name: "used", mode: "check", dependencies: [0] },
        { name: "used", mode: "check", dependencies: [0] },
        { name: "app", kind: "bin", mode: "check", dependencies: [1] },
      ],
      [1, 2, 3],
    );
    const actions = (...treatments: Treatment[]) =>
      Object.fromEntries(
        [...actionsBySignature({ ...plan, units: plannedUnits(graph, treatments, { shim: () => ["/shim.rs", "00"] }) })].map(([signature, action]) => [signature.split("|")[1], action]),
      );
    expect(actions("shim", "expand", "expand-only", "expand-only")).toMatchObject({ used: "expand-only\tused\ttests", app: "expand-only\tapp\tall" });
    // Only its test uses macros.
    expect(actions("shim", "ordinary", "expand-only", "expand")).toMatchObject({ used: "expand-only\tused\ttests", app: "expand\tapp" });
    expect(actions("shim", "expand-only", "expand-only", "expand-only")).toMatchObject({ used: "expand-only\tused\tall" });
  });
});

describe("cargoInvocation", () => {
  const request = {
    cargo: "/r/cargo",
    rustc: "/r/rustc",
    command: "check",
    args: ["--target-dir", "x", "--workspace", "--", "--nocapture"],
    cwd: "/w",
    env: { PATH: "/bin", RUSTC_WRAPPER: "sccache", SILCROW_SOCKET: "/outer", SILCROW_CACHE_HOME: "/h" },
    mode: "replay",
    wrapper: "/c/wrapper",
    rustdoc: "/c/silcrow-rustdoc",
    plan: "/t/plan",
    cacheDirectory: "/w/macro-cache",
    targetDirectory: "/w/x/silcrow/replay",
    workspace: "/w",
  } as const;

  it("puts the wrapper in and keeps the user's arguments", () => {
    const call = cargoInvocation(request);
    expect(call.args).toEqual(["check", "--workspace", "--", "--nocapture"]);
    const { SILCROW_ENVIRONMENT: states, ...env } = call.env;
    // FNV-1a-64 of "/bin" and so on, so that the wrapper knows which values are not cargo's own.
    expect(states).toMatch(/^CARGO_BUILD_BUILD_DIR:[0-9a-f]{16} .*\bPATH:1e38b39ca6823f4b\b/);
    expect(env).toEqual({
      PATH: "/bin",
      RUSTC: "/r/rustc",
      RUSTC_WRAPPER: "/c/wrapper",
      RUSTDOC: "/c/silcrow-rustdoc",
      CARGO_TARGET_DIR: "/w/x/silcrow/replay",
      CARGO_BUILD_BUILD_DIR: "/w/x/silcrow/replay",
      SILCROW_CACHE_HOME: "/h",
      SILCROW_MODE: "replay",
      SILCROW_PLAN: "/t/plan",
      SILCROW_CACHE_DIR: "/w/macro-cache",
      SILCROW_WORKSPACE: "/w",
    });
    expect(call.env).not.toHaveProperty("RUSTC_BOOTSTRAP");
    expect(cargoInvocation({ ...request, mode: "emit", socket: "/s" }).env).toMatchObject({ SILCROW_MODE: "emit", SILCROW_SOCKET: "/s" });
  });

  it("says nothing of itself to the cargo that a program runs", () => {
    const call = cargoInvocation({ ...request, command: "test", env: { ...request.env, CARGO_TARGET_DIR: "/u" } });
    const config = ['build.rustc-wrapper="/c/wrapper"', 'build.rustdoc="/c/silcrow-rustdoc"', 'build.target-dir="/w/x/silcrow/replay"', 'build.build-dir="/w/x/silcrow/replay"'];
    const options = config.flatMap((setting) => ["--config", setting]);
    expect(call.args).toEqual(["test", ...options, "--target-dir", "/w/x/silcrow/replay", "--workspace", "--", "--nocapture"]);
    expect(call.env).toMatchObject({ CARGO_TARGET_DIR: "/u", SILCROW_MODE: "replay" });
    for (const name of ["RUSTC_WRAPPER", "RUSTDOC", "CARGO_BUILD_BUILD_DIR"]) expect(call.env).not.toHaveProperty(name);
  });
});
