import { execFile } from "node:child_process";
import { access, rm, stat, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WireReader, WireWriter } from "#format";
import { type Bench, createBench, wrapperPath } from "./fake-rustc.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await createBench();
});
afterEach(async () => await bench.remove());

/** Arguments as cargo gives them for a library. */
const library = (...more: string[]) =>
  `--crate-name x --edition=2021 src/lib.rs --error-format=json --json=diagnostic-rendered-ansi,artifacts --crate-type lib --emit=dep-info,metadata,link -C opt-level=3 -C metadata=1 -C extra-filename=-1 --out-dir out`
    .split(" ")
    .concat(more);
const signature = (mode = "build") => `${bench.at("src/lib.rs")}|x|${mode}||3|host`;
const marker = (code: string) => `printf '\\001silcrow {"code":"${code}","message":"no entry","help":"run it","file":"src/lib.rs","line":1,"column":1}\\n' >&2`;
const exists = async (file: string) => await access(bench.at(file)).then(() => true, () => false);

describe("calls that are none of the plan's units", () => {
  it.each([["-vV"], ["--print=cfg"], ["--crate-name ___ - --print=file-names"], ["--crate-name probe --emit=metadata --out-dir out other.rs"]])(
    "%s is passed on as it is",
    async (line) => {
      await bench.plan(`unit\t${signature()}\tstub`);
      await bench.script("rustc", "echo out; echo err >&2; exit 7");
      const outcome = await bench.run(line.split(" "));
      expect(outcome).toEqual({ code: 7, signal: null, stdout: "out\n", stderr: "err\n" });
      expect(await bench.called()).toEqual(line.split(" "));
    },
  );

  it("are passed on without a plan", async () => {
    const outcome = await bench.run(library(), { env: { SILCROW_PLAN: "" } });
    expect(outcome).toMatchObject({ code: 1, stderr: expect.stringContaining("cannot read the plan") as unknown });
    const { SILCROW_PLAN: _, ...rest } = { SILCROW_PLAN: "", A: "1" };
    const { stdout } = await promisify(execFile)(await wrapperPath(), ["echo", "a", "b c"], { env: rest });
    expect(stdout).toBe("a b c\n");
  });

  it("go through the user's wrapper and a workspace wrapper, in cargo's order", async () => {
    await bench.script("sccache", 'exec "$@"');
    await bench.script("clippy-driver", 'exec "$@"');
    await bench.plan(`chain\t${bench.at("sccache")}`);
    await bench.run(library(), { program: [await wrapperPath(), bench.at("clippy-driver"), bench.at("rustc")] });
    expect((await bench.called("sccache"))?.slice(0, 2)).toEqual([bench.at("clippy-driver"), bench.at("rustc")]);
    expect((await bench.called("clippy-driver"))?.[0]).toBe(bench.at("rustc"));
    expect(await bench.called()).toEqual(library());
  });

  it("end by the compiler's signal", async () => {
    await bench.plan();
    await bench.script("rustc", "kill -TERM $$");
    expect(await bench.run(library())).toMatchObject({ signal: "SIGTERM" });
    await bench.plan(`unit\t${signature()}\texpand\tx`);
    expect(await bench.run(library())).toMatchObject({ signal: "SIGTERM" });
  });

  it("but a macro crate that the plan knows otherwise is refused", async () => {
    await bench.plan(`unit\t${signature()}\tshim\t/root\t00`);
    const macro = library("--cfg", "x").map((word) => (word === "lib" ? "proc-macro" : word === "opt-level=3" ? "opt-level=1" : word));
    const outcome = await bench.run(macro);
    expect(outcome).toMatchObject({ code: 1, stderr: expect.stringContaining("SC0900") as unknown });
    expect(await bench.called()).toBeUndefined();
  });

  it.each([
    ["a line", () => ["surprise\tx"], "has the line `surprise`"],
    ["an action", () => [`unit\t${signature()}\tsurprise`], "has the action `surprise`"],
  ])("nor is anything compiled by a plan with %s of another version", async (_, lines, problem) => {
    await bench.plan(...lines());
    const { code, stderr } = await bench.run(library());
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error\[SC0109\]: the plan .*which this wrapper does not know\n  = note: .*\n  = help: .*different versions/);
    expect(stderr).toContain(problem);
    expect(await bench.called()).toBeUndefined();
  });
});

describe("stubs", () => {
  it("are empty files, reported as rustc would", async () => {
    await bench.plan(`unit\t${signature()}\tstub`);
    const outcome = await bench.run(library("-L", "dependency=out", "-C", "opt-level=1"));
    expect(outcome).toMatchObject({ code: 0, stdout: "" });
    const messages = outcome.stderr.trim().split("\n").map((line) => JSON.parse(line) as unknown);
    expect(messages).toEqual([
      { $message_type: "artifact", artifact: "out/x-1.d", emit: "dep-info" },
      { $message_type: "artifact", artifact: "out/libx-1.rmeta", emit: "metadata" },
      { $message_type: "artifact", artifact: "out/libx-1.rlib", emit: "link" },
    ]);
    expect((await stat(bench.at("out/libx-1.rlib"))).size).toBe(0);
    expect((await bench.read("out/x-1.d")).split("\n")[0]).toBe("out/x-1.d: src/lib.rs");
    expect(await bench.read("units/x-1")).toBe(
      `silcrow-unit\t1\nsignature\t${signature()}\nstamp\t00\naction\tstub\noutput\tout/libx-1.rmeta\noutput\tout/libx-1.rlib\n`,
    );
    expect(await bench.called()).toBeUndefined();
  });

  it("are found for arguments in a file", async () => {
    await bench.plan(`unit\t${signature()}\tstub`);
    await writeFile(bench.at("args"), library().join("\n"));
    expect(await bench.run([`@${bench.at("args")}`])).toMatchObject({ code: 0 });
    expect(await exists("out/libx-1.rlib")).toBe(true);
  });

  it("and shims keep working when there are more arguments than the system takes", async () => {
    await bench.plan(`unit\t${signature()}\tshim\t/shim.rs\t00`);
    await bench.script("rustc", `case "$1" in @*) cp "\${1#@}" arguments;; esac; printf 'x: y\\n' > out/x-1.d`);
    const many = Array.from({ length: 40_000 }, (_, index) => ["--check-cfg", `cfg(feature, values("a-feature-with-a-long-name-${index}"))`]).flat();
    await writeFile(bench.at("args"), library(...many).join("\n"));
    expect(await bench.run([`@${bench.at("args")}`])).toMatchObject({ code: 0 });
    const [argument, ...others] = (await bench.called()) ?? [];
    expect([argument?.[0], others]).toEqual(["@", []]);
    expect((await bench.read("arguments")).split("\n")).toContain("/shim.rs");
    await expect(access(argument?.slice(1) as string)).rejects.toThrow();
  });

  it("of build scripts are programs that do nothing", async () => {
    await bench.plan(`unit\t${signature()}\tnoop`);
    const script = library().map((word) => (word === "lib" ? "bin" : word.replace(",metadata", "")));
    expect(await bench.run(script)).toMatchObject({ code: 0 });
    expect(await promisify(execFile)(bench.at("out/x-1"))).toEqual({ stdout: "", stderr: "" });
  });
});

describe("shims", () => {
  it("are compiled by rustc itself, and list the macro crate's sources", async () => {
    await bench.plan(`unit\t${signature()}\tshim\t/shim root.rs\t00\t/src/a b.rs\t/src/c.rs`);
    await bench.script("rustc", "printf 'out/libx-1.so: /shim.rs\\n\\n/shim.rs:\\n' > out/x-1.d");
    const macro = library("-C", "incremental=i", "--extern", "syn=out/libsyn.rlib", "--extern", "proc_macro", "--cap-lints", "warn").map((word) =>
      word === "lib" ? "proc-macro" : word.replace(",metadata", ""),
    );
    expect(await bench.run(macro, { program: [await wrapperPath(), bench.at("clippy-driver"), bench.at("rustc")] })).toMatchObject({ code: 0 });
    const called = (await bench.called())?.join(" ") ?? "";
    expect(called).toContain("/shim root.rs");
    expect(called).toContain("--extern proc_macro --cap-lints allow --extern silcrow_shim=/shim.rlib");
    expect(called).not.toMatch(/incremental|syn/);
    expect((await bench.read("out/x-1.d")).split("\n")[0]).toBe("out/libx-1.so: /shim.rs /src/a\\ b.rs /src/c.rs");
    expect(await bench.read("units/x-1")).toContain("output\tout/");
  });
});

describe("crates that may use macros", () => {
  const compile = async (body: string, args = library(), env: Record<string, string> = {}) => {
    await bench.plan(`unit\t${signature()}\texpand\tcrate_dir`);
    await bench.script("rustc", `printf 'out/libx-1.rlib: src/lib.rs\\n' > out/x-1.d\n${body}`);
    return await bench.run(args, { env: { SILCROW_CACHE_DIR: bench.at("cache"), ...env } });
  };

  it("are told what the shim needs, and messages pass through", async () => {
    const outcome = await compile("echo one >&2; echo two >&2; echo out");
    expect(outcome).toEqual({ code: 0, signal: null, stdout: "out\n", stderr: "one\ntwo\n" });
    const environment = await bench.read("rustc.env");
    for (const line of ["SILCROW_CRATE=crate_dir", "SILCROW_TARGET=the-host", "SILCROW_WRAPPED=1"]) expect(environment).toContain(line);
    expect(await bench.called()).toEqual(library());
  });

  it("get the entries that they used into dep-info and record", async () => {
    await writeFile(bench.at("an entry.rsm"), '{\n  "depends": {\n    "env": {\n      "LUCK": null\n    }\n  }\n}\n§§\nx\n§§\ny\n');
    const entry = bench.at("an entry.rsm");
    const outcome = await compile(`echo '${entry}' >> "$SILCROW_USED"; echo '${entry}' >> "$SILCROW_USED"`);
    expect(outcome.code).toBe(0);
    const depInfo = await bench.read("out/x-1.d");
    expect(depInfo.split("\n")[0]).toBe(`out/libx-1.rlib: src/lib.rs ${entry.replaceAll(" ", "\\ ")}`);
    expect(depInfo).toContain(`# env-dep:SILCROW_CACHE_DIR=${bench.at("cache")}\n`);
    expect(depInfo).toContain("# env-dep:LUCK\n");
    const record = await bench.read("units/x-1");
    const { mtimeNs, size } = await stat(entry, { bigint: true });
    expect(record).toContain(`entry\t${entry}\t${mtimeNs}\t${size}\n`);
    expect(record).toContain("env\tLUCK\t-\n");
    expect(await exists("units/x-1.used")).toBe(false);
  });

  it("are only expanded where nobody needs more", async () => {
    const check = (...more: string[]) => library().map((word) => (word.startsWith("--emit=") ? "--emit=dep-info,metadata" : word)).concat(more);
    const run = async (which: string, args: string[], env: Record<string, string> = {}) => {
      await bench.plan("mode\temit", `unit\t${signature("check")}\texpand-only\tcrate_dir\t${which}`);
      await bench.script("rustc", "printf 'out/x-1.d: src/lib.rs\\n' > out/x-1.d");
      await rm(bench.at("out/libx-1.rmeta"), { force: true });
      expect(await bench.run(args, { env: { SILCROW_CACHE_DIR: bench.at("cache"), ...env } })).toMatchObject({ code: 0, stderr: "" });
      const [emitted] = (await bench.called())?.join(" ").match(/(?<=--emit[ =])\S+/) ?? [];
      return [emitted, await exists("out/libx-1.rmeta")];
    };
    expect(await run("all", check())).toEqual(["dep-info", true]);
    expect(await bench.read("out/libx-1.rmeta")).toBe("");
    expect(await bench.read("units/x-1")).toContain("output\tout/libx-1.rmeta\n");
    expect(await run("tests", check())).toEqual(["dep-info,metadata", false]);
    expect(await run("tests", check("--test"))).toEqual(["dep-info", true]);
  });

  it("show a miss as a diagnostic, and nothing that follows from it", async () => {
    const outcome = await compile(`echo before >&2; ${marker("SC0201")}; echo after >&2; ${marker("SC0202")}; exit 0`);
    expect(outcome.code).toBe(1);
    const [before, ...lines] = outcome.stderr.trim().split("\n");
    expect(before).toBe("before");
    const messages = lines.map((line) => JSON.parse(line) as { level: string; code: { code: string } | null; rendered: string });
    expect(messages.map(({ level, code }) => [level, code?.code])).toEqual([["error", "SC0201"], ["error", "SC0202"], ["note", undefined]]);
    expect(messages[0]?.rendered).toContain("\u001B[1;91merror[SC0201]");
    expect(messages[2]?.rendered).toContain("2 macro expansions");
    expect(await exists("units/x-1")).toBe(false);
  });

  it("show it as text where messages are text", async () => {
    const args = library().filter((word) => !word.startsWith("--error-format") && !word.startsWith("--json"));
    const outcome = await compile(`${marker("SC0201")}; exit 1`, args);
    expect(outcome).toMatchObject({ code: 1, stderr: expect.stringMatching(/^error\[SC0201\]: no entry\n --> src\/lib.rs:1:1\n/) as unknown });
  });

  it("pass the compiler's failure on", async () => {
    expect(await compile("exit 101")).toMatchObject({ code: 101 });
    expect(await exists("units/x-1")).toBe(false);
  });
});

describe("the sandbox", () => {
  const sandbox = () => [
    "sandbox\twasm",
    `sandbox-rustc\t${bench.at("sandbox-rustc")}`,
    "sandbox-arg\t--target",
    "sandbox-arg\twasm32-macro.json",
    "sandbox-link-arg\t-C",
    "sandbox-link-arg\tlink-arg=--export-table",
    "sandbox-env\tRUSTC_BOOTSTRAP\t1",
    `sandbox-dir\t${bench.at("wasm")}`,
    "sandbox-shim-lib\t/sandbox-shim.rlib",
  ];
  /** Writes dep-info where it is asked to. */
  const fake = `
for argument in "$@"; do case "$argument" in dep-info=*) d="\${argument#dep-info=}"; d="\${d%%,*}"; printf 'x: src/lib.rs src/more.rs\\n' > "$d";; esac; done
echo '{"$message_type":"artifact","artifact":"wasm/libx-1.rmeta","emit":"metadata"}' >&2`;
  const cargos = () =>
    library(
      ..."-C incremental=i -C linker=ld -C debuginfo=2 -C split-debuginfo=unpacked -C linker-plugin-lto --target t --extern priv:dep=out/libdep-2.rmeta -L dependency=out -L native=n -l z --cap-lints warn --cfg built".split(" "),
    );

  it("compiles a library with cargo's arguments rewritten, and gives cargo stubs", async () => {
    await bench.script("sandbox-rustc", fake);
    await bench.plan(...sandbox(), `unit\t${signature().replace("host", "t")}\tsandboxed\twasm`);
    const outcome = await bench.run(cargos());
    expect(outcome).toMatchObject({ code: 0 });
    expect(outcome.stderr.match(/"emit":"\w+/g)).toHaveLength(3);
    const called = (await bench.called("sandbox-rustc"))?.join(" ") ?? "";
    expect(called).toBe(
      `--crate-name x --edition=2021 src/lib.rs --error-format=json --json=diagnostic-rendered-ansi,artifacts -C metadata=1 -C extra-filename=-1 ` +
        `--extern dep=${bench.at("wasm/libdep-2.rmeta")} --cfg built --crate-type rlib --emit dep-info=${bench.at("wasm/x-1.d")},metadata,link --cap-lints allow ` +
        `--target wasm32-macro.json -L dependency=${bench.at("wasm")} --out-dir ${bench.at("wasm")}`,
    );
    expect(await bench.read("sandbox-rustc.env")).toContain("RUSTC_BOOTSTRAP=1");
    expect((await bench.read("out/x-1.d")).split("\n")[0]).toBe("out/x-1.d: src/lib.rs src/more.rs");
    expect((await stat(bench.at("out/libx-1.rlib"))).size).toBe(0);
    expect(await bench.called()).toBeUndefined();
  });

  it("compiles what is needed on both sides twice, with the extra environment on one", async () => {
    await bench.script("sandbox-rustc", fake);
    await bench.script("rustc", "printf 'out/libx-1.rlib: src/lib.rs\\n' > out/x-1.d");
    await bench.plan(...sandbox(), `unit\t${signature()}\tsandboxed-and-native\twasm\tx`);
    expect(await bench.run(library())).toMatchObject({ code: 0, stderr: "" });
    expect(await bench.called("sandbox-rustc")).toBeDefined();
    expect(await bench.called()).toEqual(library());
    expect(await bench.read("rustc.env")).not.toContain("RUSTC_BOOTSTRAP");
    expect(await bench.read("units/x-1")).toContain(`output\t${bench.at("wasm/libx-1.rlib")}\n`);
  });

  it("says that a macro crate does not compile for it", async () => {
    await bench.script("sandbox-rustc", `echo '{"message":"rustcs own"}' >&2; exit 1`);
    await bench.plan(...sandbox(), `unit\t${signature()}\tsandboxed-macro\twasm\tthe-unit\t${bench.at("x.wasm")}`);
    const outcome = await bench.run(library());
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/^\{"message":"rustcs own"\}\n.*SC0306/);
    expect(await exists("out/libx-1.rlib")).toBe(false);
  });

  it("waits at emit until the entries that were used are written, and fails when one cannot be", async () => {
    const entry = bench.at("entry.rsm");
    const asked: string[][] = [];
    let problem: string | undefined;
    const server = createServer((socket) =>
      socket.on("data", (data) => {
        const reader = new WireReader(data.subarray(4));
        expect(reader.u8()).toBe(5);
        asked.push(Array.from({ length: reader.u() }, () => reader.string()));
        void (async () => {
          if (problem === undefined) await writeFile(entry, "{\n}\n§§\nx\n§§\ny\n");
          const answer = new WireWriter();
          answer.u8(problem === undefined ? 5 : 2);
          for (const text of problem === undefined ? [] : ["SC0208", problem]) answer.string(text);
          if (problem !== undefined) for (const empty of [0, 0]) answer.u(empty);
          const payload = answer.finish();
          const length = Buffer.alloc(4);
          length.writeUInt32LE(payload.length);
          socket.write(Buffer.concat([length, payload]));
        })();
      }),
    );
    await new Promise<void>((resolve) => server.listen(bench.at("emit-socket"), resolve));
    try {
      await bench.script("rustc", `printf '%s\n' '${entry}' '${entry}' > "$SILCROW_USED"`);
      await bench.plan("mode\temit", `unit\t${signature()}\texpand\tx`);
      const run = async () => await bench.run(library(), { env: { SILCROW_SOCKET: bench.at("emit-socket"), SILCROW_CACHE_DIR: bench.at() } });
      expect(await run()).toMatchObject({ code: 0 });
      expect(asked).toEqual([[entry]]);
      const { size } = await stat(entry);
      expect(await bench.read("units/x-1")).toMatch(new RegExp(`\nentry\t${entry}\t\\d+\t${size}\n`));
      problem = "cannot write it";
      expect(await run()).toMatchObject({ code: 1, stderr: expect.stringContaining("cannot write it") as unknown });
      expect(await exists("units/x-1")).toBe(false);
    } finally {
      server.close();
    }
  });

  it("goes on without a library that does not compile, until something needs it", async () => {
    await writeFile(bench.at("src/other.rs"), "");
    const otherSignature = `${bench.at("src/other.rs")}|y|build||3|host`;
    const other = library("--extern", "x=out/libx-1.rmeta").map((word) =>
      word === "x" ? "y" : word === "src/lib.rs" ? "src/other.rs" : word.replace("extra-filename=-1", "extra-filename=-2"),
    );
    await bench.plan(...sandbox(), `unit\t${signature()}\tsandboxed\twasm`, `unit\t${otherSignature}\tsandboxed-macro\twasm\tthe-unit\t${bench.at("x.wasm")}`);
    await bench.script("sandbox-rustc", `echo '{"message":"only for another processor"}' >&2; exit 1`);
    const first = await bench.run(library());
    expect(first.code).toBe(0);
    expect(first.stderr).not.toContain("processor");
    expect(await exists("out/libx-1.rmeta")).toBe(true);
    expect(await exists("wasm/libx-1.rlib")).toBe(false);

    await bench.script("sandbox-rustc", `echo '{"message":"no crate x"}' >&2; exit 1`);
    const needed = await bench.run(other);
    expect(needed.code).toBe(1);
    expect(needed.stderr).toMatch(/^\{"message":"only for another processor"\}\n\{"message":"no crate x"\}\n.*SC0306/);
    expect((await bench.called("sandbox-rustc"))?.join(" ")).not.toContain("--extern x=");
  });

  it("links a macro crate, tells the host, and compiles the shim that it names", async () => {
    const requests: Buffer[] = [];
    const answer = new WireWriter();
    answer.u8(0);
    answer.string("/the/shim.rs");
    const server = createServer((socket) =>
      socket.on("data", (data) => {
        requests.push(data);
        const payload = answer.finish();
        const length = Buffer.alloc(4);
        length.writeUInt32LE(payload.length);
        socket.write(Buffer.concat([length, payload]));
      }),
    );
    await new Promise<void>((resolve) => server.listen(bench.at("socket"), resolve));
    try {
      await bench.script("sandbox-rustc", fake);
      await bench.script("rustc", "printf 'out/libx-1.so: /the/shim.rs\\n' > out/x-1.d");
      await bench.plan(...sandbox(), `unit\t${signature()}\tsandboxed-macro\twasm\tthe-unit\t${bench.at("modules/x.wasm")}`);
      const macro = library("--extern", "proc_macro", "--extern", "dep=out/libdep-2.rlib").map((word) =>
        word === "lib" ? "proc-macro" : word.replace(",metadata", ""),
      );
      expect(await bench.run(macro, { env: { SILCROW_SOCKET: bench.at("socket") } })).toMatchObject({ code: 0 });
    } finally {
      server.close();
    }
    const reader = new WireReader(Buffer.concat(requests).subarray(4));
    expect([reader.u8(), reader.string(), reader.string()]).toEqual([4, "the-unit", bench.at("modules/x.wasm")]);
    const linked = (await bench.called("sandbox-rustc"))?.join(" ");
    expect(linked).toContain(`--crate-type proc-macro --emit dep-info=${bench.at("wasm/x-1.d")},link=${bench.at("modules/x.wasm")}`);
    expect(linked).toContain("--extern proc_macro ");
    expect(linked).toContain("-C link-arg=--export-table");
    expect((await bench.called())?.join(" ")).toContain("/the/shim.rs");
    expect((await bench.read("out/x-1.d")).split("\n")[0]).toBe("out/libx-1.so: /the/shim.rs src/lib.rs src/more.rs");

    // A macro crate that uses this one's macros: its compiler loads a shim of its own version.
    await writeFile(bench.at("src/other.rs"), "");
    await bench.plan(...sandbox(), `unit\t${bench.at("src/other.rs")}|y|build||3|host\tsandboxed\twasm`);
    await bench.script("sandbox-rustc", `for argument in "$@"; do case "$argument" in link=*) : > "\${argument#link=}"; cp "$0.log" shim.log;; esac; done`);
    const other = library("--extern", "x=out/libx-1.so").map((word) => (word === "x" ? "y" : word === "src/lib.rs" ? "src/other.rs" : word));
    expect(await bench.run(other)).toMatchObject({ code: 0 });
    expect((await bench.called("sandbox-rustc"))?.join(" ")).toContain(`--extern x=${bench.at("wasm/libx-1.so")}`);
    expect(await bench.read("shim.log")).toContain("silcrow_shim=/sandbox-shim.rlib");
    expect(await exists("wasm/libx-1.so")).toBe(true);
  });

  it("says that the host is gone", async () => {
    await bench.script("sandbox-rustc", fake);
    await bench.plan(...sandbox(), `unit\t${signature()}\tsandboxed-macro\twasm\tthe-unit\t${bench.at("x.wasm")}`);
    const outcome = await bench.run(library(), { env: { SILCROW_SOCKET: bench.at("nobody") } });
    expect(outcome).toMatchObject({ code: 1, stderr: expect.stringContaining("SC0307") as unknown });
  });
});

describe("in place of rustdoc", () => {
  const document = (...more: string[]) => "--edition=2021 --crate-type lib --crate-name x src/lib.rs -o doc --error-format=json -C metadata=9".split(" ").concat(more);
  const documented = () => `${bench.at("src/lib.rs")}|x|doc||-|host`;
  const rustdoc = async (args: readonly string[], env: Record<string, string> = {}) => {
    const link = bench.at("silcrow-rustdoc");
    await symlink(await wrapperPath(), link).catch(() => {});
    return await bench.run(args, { program: [link], env });
  };

  it("documents what is not in the plan", async () => {
    await bench.plan();
    await bench.script("rustdoc", "exit 3");
    expect(await rustdoc(document())).toMatchObject({ code: 3 });
    expect(await bench.called("rustdoc")).toEqual(document());
  });

  it("leaves out what only macros use, with a page that says so", async () => {
    await bench.script("rustdoc", "");
    await bench.plan(`unit\t${documented()}\tstub`);
    expect(await rustdoc(document())).toMatchObject({ code: 0 });
    expect(await bench.called("rustdoc")).toBeUndefined();
    expect(await bench.read("doc/x/index.html")).toContain("used by macros only");
    expect(await bench.read("units/doc-x-9")).toContain("output\tdoc/x/index.html");
  });

  it("documents a macro crate from its shim", async () => {
    await bench.script("rustdoc", "");
    await bench.plan(`unit\t${documented()}\tshim\t/shim.rs\t00`);
    expect(await rustdoc(document("--extern", "syn=out/libsyn.rmeta"))).toMatchObject({ code: 0 });
    const called = (await bench.called("rustdoc"))?.join(" ");
    expect(called).toContain("/shim.rs");
    expect(called).not.toContain("syn");
  });

  it("runs doctests with the shim's circumstances, and only compiles them at emit", async () => {
    await bench.script("rustdoc", "");
    const tests = "--crate-type lib --crate-name x --test src/lib.rs --test-run-directory .".split(" ");
    await bench.plan();
    await rustdoc(tests, { SILCROW_CACHE_DIR: "/c" });
    expect(await bench.called("rustdoc")).toEqual(tests);
    const environment = await bench.read("rustdoc.env");
    expect(environment).toContain("SILCROW_CRATE=x\n");
    expect(environment).not.toContain("SILCROW_WRAPPED");
    await writeFile(bench.at("plan"), (await bench.read("plan")).replace("mode\treplay", "mode\temit"));
    await rustdoc(tests);
    expect(await bench.called("rustdoc")).toEqual([...tests, "--no-run", "-Zunstable-options"]);
  });
});
