import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, renameSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { VerifyReport } from "#verify";
import { runCli } from "../cli/run-cli.ts";
import { VerifyProject } from "./verify-project.ts";

const project = new VerifyProject();
const good = path.join(project.directory, "good");

beforeAll(async () => {
  expect(await project.emit(), project.said).toBe(0);
  cpSync(project.cache, good, { recursive: true, preserveTimestamps: true });
});
beforeEach(() => {
  rmSync(project.cache, { recursive: true, force: true });
  cpSync(good, project.cache, { recursive: true, preserveTimestamps: true });
});
afterAll(() => project.remove());

const inCache = (file: string) => path.join(project.cache, file);
const short = ({ findings }: VerifyReport) => findings.map(({ kind, severity, file, parts }) => [severity === "note" ? `note ${kind}` : kind, file, parts.join(", ")].join(" | "));
const shuffled = "other/WORDS.shuffled";

describe("verify", () => {
  test("finds nothing in what emit wrote, and disturbs neither the cache nor the next emit", async () => {
    expect(await project.emit()).toBe(0);
    const before = project.snapshot();
    const report = await project.verify();
    expect(report).toEqual({ verifyVersion: 1, result: "clean", cacheDir: project.cache, expansions: 16, compared: 16, unchecked: 0, seeds: 0, counts: {}, findings: [] });
    // Everything is expanded again each time.
    expect((await project.verify()).expansions).toBe(16);
    expect(project.said).toContain("Checking app");
    expect(project.snapshot()).toEqual(before);
    expect(await project.emit()).toBe(0);
    expect(project.said).not.toMatch(/Compiling|Checking/);
  });

  test("finds what was smuggled in, lost, moved and damaged", async () => {
    project.forge("other/greeting.shout.37a54126ca73.rsm", (entry) => ({ ...entry, expansion: '"HELL 🦀"' }));
    project.forge("app/both.traced.faa64fc95dc2.rsm", (entry) => ({ ...entry, metadata: { ...entry.metadata, spans: undefined } }));
    project.forge("app/deep/inner/nested.as_is.947fa0016cca.rsm", (entry) => ({ ...entry, invocation: "shout::as_is!(3)" }));
    project.forge("app/VERSION.version.d92d8b76e9ce-c1808d.rsm", ({ metadata, ...entry }) => ({ ...entry, metadata: { ...metadata, macro_hash: `sha256:${"0".repeat(64)}` } }));
    project.forge("app/shout.78c0c673db7e.rsm", ({ metadata, ...entry }) => ({ ...entry, metadata: { ...metadata, parsed: ["4:0123456789abcdef"] } }));
    project.edit("macro-cache/named/named.shout.631382cb256e.rsm", (text) => text.replace(/\n.*\n$/, '\n"EVIL"\n'));
    rmSync(inCache("sample/main.shout.e1f05a9d1ae4.rsm"));
    renameSync(inCache("app/Crab.Named.3d0e3bb3d642.rsm"), inCache("app/Lobster.Named.3d0e3bb3d642.rsm"));
    renameSync(inCache("app/shout.4bd077c82878.rsm"), inCache("app/shout.4bd077c82879.rsm"));
    copyFileSync(inCache("app/product.as_is.ad9173efa41c.rsm"), inCache("app/again.as_is.ad9173efa41c.rsm"));
    project.forge("app/again.as_is.ad9173efa41c.rsm", (entry) => ({ ...entry, expansion: "evil()" }));
    project.forge("app/deep/inner/nested.shout.0ada4bf9be27.rsm", ({ metadata, ...entry }) => ({ ...entry, metadata: { ...metadata, hash: `sha256:${"1".repeat(64)}` } }));
    project.write("macro-cache/outside/outside.shout.e1422901466c.rsm", "{ half");
    copyFileSync(path.join(good, "other/greeting.shout.37a54126ca73.rsm"), inCache("unused.shout.37a54126ca73.rsm"));
    symlinkSync("/etc", inCache("elsewhere"));
    project.edit("macro-cache/macros.json", (text) => text.replace('"name": "traced"', '"name": "traces"'));

    const report = await project.verify();
    expect(short(report)).toEqual([
      "stale | app/VERSION.version.d92d8b76e9ce-c1808d.rsm | metadata",
      "edited | app/again.as_is.ad9173efa41c.rsm | expansion",
      "edited | app/both.traced.faa64fc95dc2.rsm | span map",
      "edited | app/deep/inner/nested.as_is.947fa0016cca.rsm | invocation",
      "edited | app/deep/inner/nested.shout.0ada4bf9be27.rsm | metadata",
      "moved | app/shout.4bd077c82879.rsm | ",
      "edited | app/shout.78c0c673db7e.rsm | metadata",
      "damaged | elsewhere | ",
      "macros | macros.json | ",
      "edited | named/named.shout.631382cb256e.rsm | checksum, expansion",
      "edited | other/greeting.shout.37a54126ca73.rsm | expansion",
      "damaged | outside/outside.shout.e1422901466c.rsm | ",
      "missing | sample/main.shout.e1f05a9d1ae4.rsm | ",
      "extra | unused.shout.37a54126ca73.rsm | ",
      "note moved | app/Lobster.Named.3d0e3bb3d642.rsm | ",
    ]);
    const detail = (part: string) => report.findings.find(({ file }) => file.includes(part))?.detail;
    expect(detail("greeting")).toBe('expansion: line 1 is `"HELL 🦀"`, the macro gives `"HELLO 🦀"`');
    expect(detail("4bd077c82879")).toBe("builds do not find it there; it belongs to app/shout.4bd077c82878.rsm");
    expect(detail("macros.json")).toMatch(/^traced 0\.1\.0: macros differs \(macros: \[.*traces.*\] should be \[.*traced.*\]\)$/);
    expect(report).toMatchObject({ result: "findings", compared: 16, unchecked: 0, counts: { edited: 7, moved: 2, damaged: 2, missing: 1, extra: 1, stale: 1, macros: 1 } });
  });

  test("takes over nothing that came with the project", async () => {
    const target = path.join(project.directory, "target/silcrow/verify");
    await project.verify({}, ["-p", "other"]);
    project.write("target/silcrow/verify/kept", "");
    await project.verify({}, ["-p", "other"]);
    expect(existsSync(path.join(target, "kept"))).toBe(true);
    project.write("target/silcrow/verify/.silcrow/made-here", "0".repeat(64));
    expect((await project.verify({}, ["-p", "other"])).result).toBe("clean");
    expect(existsSync(path.join(target, "kept"))).toBe(false);
  });

  test("since a revision: trusts what that has and what is unchanged, and nothing else", async () => {
    const git = (...args: string[]) => execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", "-c", "commit.gpgsign=false", ...args], { cwd: project.directory, encoding: "utf8" });
    const others = (report: VerifyReport) => short(report).filter((line) => !line.startsWith("note "));
    try {
      git("init", "--quiet");
      git("add", "macro-cache");
      git("commit", "--quiet", "-m", "verified");
      expect(await project.verify({ since: "HEAD" })).toMatchObject({ result: "clean", since: "HEAD", expansions: 0, compared: 16 });
      project.forge("other/greeting.shout.37a54126ca73.rsm", (entry) => ({ ...entry, expansion: '"HELL 🦀"' }));
      copyFileSync(path.join(good, "other/greeting.shout.37a54126ca73.rsm"), inCache("app/unused.shout.37a54126ca73.rsm"));
      expect(others(await project.verify({ since: "HEAD" }))).toEqual([
        "extra | app/unused.shout.37a54126ca73.rsm | ",
        "edited | other/greeting.shout.37a54126ca73.rsm | expansion",
      ]);
      // What the revision itself has is not looked into: that is what was asked for.
      git("add", "macro-cache");
      git("commit", "--quiet", "-m", "smuggled");
      expect(others(await project.verify({ since: "HEAD" }))).toEqual(["extra | app/unused.shout.37a54126ca73.rsm | "]);
      expect(others(await project.verify({ since: "HEAD~1" }))).toHaveLength(2);
      await expect(project.verify({ since: "--output=x" })).rejects.toMatchObject({ code: "SC0504" });
    } finally {
      rmSync(path.join(project.directory, ".git"), { recursive: true, force: true });
    }
  });

  test("judges what it expanded, and says how much it did not", async () => {
    project.forge("other/greeting.shout.37a54126ca73.rsm", (entry) => ({ ...entry, expansion: '"HELLO"' }));
    rmSync(inCache("app/Crab.Named.3d0e3bb3d642.rsm"));
    const report = await project.verify({}, ["-p", "other"]);
    expect(short(report)).toEqual(["edited | other/greeting.shout.37a54126ca73.rsm | expansion"]);
    expect(report).toMatchObject({ expansions: 3, compared: 3, unchecked: 12 });
  });

  test("names the macros whose output depends on random numbers", async () => {
    const report = await project.verify({ seeds: 3 });
    expect(report).toMatchObject({ result: "findings", seeds: 3, counts: { nondeterministic: 1 } });
    const [finding] = report.findings;
    expect(finding?.macro).toMatch(/^unsteady_[0-9a-f]{12}::shuffled$/);
    expect(finding?.file.startsWith(shuffled), finding?.file).toBe(true);
    expect(finding?.detail).toMatch(/^with another random seed line 1 is `"[a-h ]{15}"`, with the usual one `"[a-h ]{15}"`$/);
  });
});

describe("when the source changes", () => {
  const source = "app/src/lib.rs";
  let before = "";
  beforeEach(() => (before = project.read(source)));
  const withSource = async (text: string, run: () => Promise<void>) => {
    project.write(source, text);
    await run().finally(() => project.write(source, before));
  };

  test("comments and lines leave notes at most, where the macro did not look at them", async () => {
    await withSource(before.replace("pub struct Crab {", "pub struct Crab { // decapod"), async () => {
      const report = await project.verify({ strict: true });
      expect(report.result).toBe("findings");
      expect(short(report)).toEqual(["note outdated | app/Crab.Named.3d0e3bb3d642.rsm | invocation"]);
    });
    await withSource(`\n${before}`, async () => {
      const report = await project.verify();
      expect(short(report)).toEqual([expect.stringMatching(/^stale \| app\/lines\.here\.638987bc0ecc-\w{6}\.rsm \| expansion, depends$/)]);
      expect(report.findings[0]?.detail).toContain("depends: position has another value now");
    });
  });

  test("a macro that fails is a finding; a crate that does not compile keeps verify from finishing", async () => {
    await withSource(`${before}pub const P: &str = shout::shout!(1);\n`, async () => {
      const report = await project.verify();
      expect(report).toMatchObject({ result: "findings", counts: { failed: 1 } });
      expect(project.said).toContain("shout! wants a string");
    });
    await withSource(`${before}pub const P: &str = 1;\n`, async () => {
      const report = await project.verify();
      expect(report).toMatchObject({ result: "incomplete", findings: [] });
      expect(project.said).toContain("mismatched types");
    });
  });
});

describe("the command", () => {
  const run = async (...args: string[]) => await runCli(["verify", ...args], { cwd: project.directory, env: process.env });

  test("prints a report and nothing else on standard output, and exits as it says", async () => {
    const fine = await run();
    expect(fine).toMatchObject({ exitCode: 0, stdout: "the macro cache is what the macros give: 16 entries compared with 16 expansions\n" });
    renameSync(inCache("app/Crab.Named.3d0e3bb3d642.rsm"), inCache("app/Lobster.Named.3d0e3bb3d642.rsm"));
    const note = await run();
    expect(note.exitCode).toBe(0);
    expect(note.stdout).toContain("note: moved: macro-cache/app/Lobster.Named.3d0e3bb3d642.rsm\n  named::Named: emit would name it app/Crab.Named.3d0e3bb3d642.rsm\n");
    const strict = await run("--strict", "--format", "json");
    expect(strict.exitCode).toBe(1);
    expect(JSON.parse(strict.stdout)).toMatchObject({ verifyVersion: 1, result: "findings", counts: { moved: 1 } });
  });

  test("needs a cache", async () => {
    const { exitCode, stdout, stderr } = await run("--macro-cache-dir", "nowhere");
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain("error[SC0207]");
    expect(existsSync(path.join(project.directory, "nowhere"))).toBe(false);
  });
});
