import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ChangeQueue, FileStates, isGitAtWork, type WatchedFiles, watchFiles } from "#watch";

let folder: string;
let files: WatchedFiles;
let queue: ChangeQueue;
let runs: string[][];

const at = (file: string) => path.join(folder, file);
const write = (file: string, text: string) => {
  mkdirSync(path.dirname(at(file)), { recursive: true });
  writeFileSync(at(file), text);
};

describe.each([false, true])("with polling: %s", (poll) => {
  beforeEach(async () => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), "silcrow-watch-")));
    runs = [];
    write("Cargo.toml", "[package]\n");
    write("src/main.rs", "fn main() {}\n");
    write("src/target/mod.rs", "// a module of that name\n");
    write("target/CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n");
    write("target/debug/app.d", "");
    write("macro-cache/app/main.wstr.000000000000.rsm", "{}\n");
    write(".git/index", "");
    const states = new FileStates();
    queue = new ChangeQueue({
      settle: (reported) => states.changed(reported),
      isBusy: () => isGitAtWork(folder),
      run: async (changed) => void runs.push([...changed].map((file) => path.relative(folder, file)).sort()),
    });
    files = await watchFiles({
      folders: [folder],
      ignored: [at("macro-cache")],
      poll,
      onChange: (file) => queue.report(file),
      onError: (error) => {
        throw error;
      },
    });
  });
  afterEach(async () => {
    await files.close();
    await queue.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Waits until a number of runs has been, and looks whether another follows. */
  async function runsAre(count: number): Promise<string[][]> {
    for (let tries = 0; tries < 100 && runs.length < count; tries++) await sleep(50);
    await sleep(poll ? 1200 : 400);
    return runs;
  }

  test("each way in which editors save is one change", async () => {
    write("src/main.rs", "fn main() { 1 }\n");
    expect(await runsAre(1)).toEqual([["src/main.rs"]]);
    // A temporary file beside it, put in its place.
    write("src/.main.rs.swp", "b0VIM");
    write("src/4913", "");
    write("src/main.rs~", "fn main() {}\n");
    write("src/main.rs.tmp", "fn main() { 2 }\n");
    renameSync(at("src/main.rs.tmp"), at("src/main.rs"));
    rmSync(at("src/4913"));
    rmSync(at("src/main.rs~"));
    rmSync(at("src/.main.rs.swp"));
    expect(await runsAre(2)).toEqual([["src/main.rs"], ["src/main.rs"]]);
    // The old file moved away, and a new one written.
    renameSync(at("src/main.rs"), at("src/main.rs~"));
    write("src/main.rs", "fn main() { 3 }\n");
    expect((await runsAre(3)).slice(2)).toEqual([["src/main.rs"]]);
    // Saved without a change, and touched.
    write("src/main.rs", "fn main() { 3 }\n");
    utimesSync(at("src/main.rs"), new Date(), new Date());
    expect((await runsAre(3)).length).toBe(3);
  });

  test("what cargo and silcrow write, and what git keeps, is none", async () => {
    write("target/debug/app.d", "app: src/main.rs");
    write("target/debug/deps/new.d", "");
    write("macro-cache/app/other.wstr.000000000000.rsm", "{}\n");
    write(".git/ORIG_HEAD", "x");
    expect(await runsAre(0)).toEqual([]);
    write("src/target/mod.rs", "// changed\n");
    expect(await runsAre(1)).toEqual([["src/target/mod.rs"]]);
  });

  test("new and deleted folders are followed", async () => {
    write("src/shore/mod.rs", "// new\n");
    expect((await runsAre(1)).flat()).toContain("src/shore/mod.rs");
    write("src/shore/mod.rs", "// newer\n");
    expect((await runsAre(2)).at(-1)).toEqual(["src/shore/mod.rs"]);
    rmSync(at("src/shore"), { recursive: true });
    expect((await runsAre(3)).at(-1)).toContain("src/shore/mod.rs");
    write("src/shore/mod.rs", "// back\n");
    expect((await runsAre(4)).at(-1)).toContain("src/shore/mod.rs");
  });

  test("a switch of branches is one change, when git is done", async () => {
    write(".git/index.lock", "");
    for (let file = 0; file < 300; file++) write(`src/generated/file_${file}.rs`, `// ${file}\n`);
    await sleep(500);
    expect(runs).toEqual([]);
    rmSync(at(".git/index.lock"));
    const all = await runsAre(1);
    expect(all.length).toBe(1);
    expect(all[0]!.length).toBe(300);
  });
});

test("git itself switches branches in one change", async () => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), "silcrow-watch-")));
  const git = (...args: string[]) => {
    const { status, stderr } = spawnSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.org", ...args], { cwd: folder, encoding: "utf8" });
    expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
  };
  git("init", "-q", "-b", "main");
  write("src/main.rs", "fn main() {}\n");
  write("src/old/mod.rs", "// only here\n");
  git("add", ".");
  git("commit", "-q", "-m", "one");
  git("checkout", "-q", "-b", "other");
  rmSync(at("src/old"), { recursive: true });
  for (let file = 0; file < 400; file++) write(`src/many/file_${file}.rs`, `// ${file}\n`);
  git("add", ".");
  git("commit", "-q", "-m", "two");
  git("checkout", "-q", "main");
  const changes: string[][] = [];
  const states = new FileStates();
  const own = new ChangeQueue({ settle: (reported) => states.changed(reported), isBusy: () => isGitAtWork(folder), run: async (changed) => void changes.push([...changed]) });
  files = await watchFiles({ folders: [folder], ignored: [], poll: false, onChange: (file) => own.report(file), onError: () => {} });
  git("checkout", "-q", "other");
  for (let tries = 0; tries < 100 && changes.length === 0; tries++) await sleep(50);
  await sleep(600);
  expect(changes.length).toBe(1);
  expect(changes[0]!.length).toBeGreaterThanOrEqual(401);
  git("checkout", "-q", "main");
  for (let tries = 0; tries < 100 && changes.length === 1; tries++) await sleep(50);
  await sleep(600);
  expect(changes.length).toBe(2);
  expect(changes[1]).toContain(at("src/old/mod.rs"));
  await files.close();
  await own.close();
  rmSync(folder, { recursive: true });
});

test("links are not followed out of the project", async () => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), "silcrow-watch-")));
  const outside = mkdtempSync(path.join(tmpdir(), "silcrow-outside-"));
  writeFileSync(path.join(outside, "file.rs"), "");
  symlinkSync(outside, at("link"));
  const changed: string[] = [];
  files = await watchFiles({ folders: [folder], ignored: [], poll: false, onChange: (file) => changed.push(file), onError: () => {} });
  writeFileSync(path.join(outside, "file.rs"), "// changed\n");
  await sleep(300);
  expect(changed).toEqual([]);
  await files.close();
  rmSync(folder, { recursive: true });
  rmSync(outside, { recursive: true });
});
