import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "../cli/run-cli.ts";
import { reviewProject, type ReviewProject } from "../review/review-project.ts";
import { crab, poke, siteProject } from "./site-project.ts";

let project: ReviewProject;
let site: string;
beforeAll(async () => {
  project = siteProject();
  site = path.join(project.root, "site");
  expect((await runCli(["review", "--html", "site"], { cwd: project.root })).exitCode).toBe(0);
});
afterAll(() => project.remove());

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => statSync(path.join(folder, file)).isFile())
    .sort();
const pagesOf = (folder: string): string[] => filesOf(folder).filter((file) => file.endsWith(".html"));
const read = (file: string): string => readFileSync(path.join(site, file), "utf8");

test("every link leads to a page and a line that are there", () => {
  const pages = pagesOf(site);
  expect(pages.length).toBeGreaterThan(10);
  let links = 0;
  for (const page of pages) {
    for (const [, target = ""] of read(page).matchAll(/\b(?:href|src)="([^"]*)"/g)) {
      const [file = "", anchor] = target.replaceAll("&#x3D;", "=").split("#");
      const place = file === "" ? page : path.posix.join(path.posix.dirname(page), decodeURIComponent(file));
      expect(existsSync(path.join(site, place)), `${target} in ${page}`).toBe(true);
      if (anchor !== undefined) expect(read(place), `${target} in ${page}`).toContain(`id="${anchor}"`);
      links++;
    }
  }
  expect(links).toBeGreaterThan(100);
});

describe("what entries say stays text", () => {
  test("no page has an element, attribute or address from an entry", () => {
    for (const page of pagesOf(site)) {
      const text = read(page);
      expect(text.match(/<script/g), page).toHaveLength(1);
      expect(text, page).not.toMatch(/<(?:img|b onclick)|\son[a-z]+="|javascript:[^o]/i);
      expect(text, page).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/);
      for (const [, address] of text.matchAll(/\b(?:href|src)="([^"]*)"/g)) expect(address).not.toMatch(/^[a-z]+:|^\/\//i);
    }
  });

  test("nor has a script", () => {
    for (const file of filesOf(path.join(site, "assets")).filter((name) => name.endsWith(".js") && name !== "site.js")) {
      const text = read(`assets/${file}`);
      expect(text).not.toMatch(/[<>\u2028\u2029\u202E]/);
      expect(text).toMatch(/^(?:silcrow\("(?:rows|words)",\d+,\[.*\]\);|var silcrowIndex=\{.*\};)\n$/s);
    }
  });

  test("names of files are plain", () => {
    for (const file of filesOf(site)) expect(file).toMatch(/^[A-Za-z0-9_.~/-]+$/);
  });
});

test("no template puts anything in without escaping it, or where escaping is not enough", () => {
  const folder = path.join(import.meta.dirname, "../../src/site/templates");
  const templates = readdirSync(folder).filter((name) => name.endsWith(".hbs"));
  expect(templates.length).toBeGreaterThan(3);
  for (const name of templates) {
    const text = readFileSync(path.join(folder, name), "utf8");
    expect(text, name).not.toMatch(/\{\{\{|\{\{&/);
    // Values of attributes are quoted, and no script or style has any.
    expect(text, name).not.toMatch(/=\{\{|<(?:script|style)[^>]*>[^<]*\{\{/);
  }
});

test("the policy names the one script there is, and lets nothing in from elsewhere", () => {
  for (const page of pagesOf(site)) {
    const text = read(page);
    const script = /<script>([\s\S]*?)<\/script>/.exec(text)?.[1] ?? "";
    const hash = createHash("sha256").update(script).digest("base64");
    const policy = (/Content-Security-Policy" content="([^"]*)"/.exec(text)?.[1] ?? "").replaceAll("&#x27;", "'").replaceAll("&#x3D;", "=").replaceAll("&#x2B;", "+");
    expect(policy).toBe(`default-src 'none'; script-src 'sha256-${hash}' 'strict-dynamic'; style-src 'self' file:; base-uri 'none'; form-action 'none'`);
    expect(text).not.toMatch(/\sstyle="|<style/);
  }
});

test("the same cache gives the same files", async () => {
  const before = filesOf(site).map((file) => [file, read(file)]);
  expect((await runCli(["review", "--html", "site"], { cwd: project.root })).exitCode).toBe(0);
  expect(filesOf(site).map((file) => [file, read(file)])).toEqual(before);
});

describe("where it is written", () => {
  test.each([
    ["a folder with something else in it", "notes"],
    ["the macro cache", "macro-cache"],
    ["inside the macro cache", "macro-cache/site"],
    ["the project", "."],
    ["a file", "file"],
  ])("not to %s", async (_, folder) => {
    mkdirSync(path.join(project.root, "notes"), { recursive: true });
    writeFileSync(path.join(project.root, "notes/mine.txt"), "mine");
    writeFileSync(path.join(project.root, "file"), "mine");
    const before = filesOf(project.root);
    const { exitCode, stderr } = await runCli(["review", "--html", folder], { cwd: project.root });
    expect(exitCode).toBe(2);
    expect(stderr).toContain("SC0510");
    expect(filesOf(project.root)).toEqual(before);
  });

  test("an older site is replaced as a whole", async () => {
    writeFileSync(path.join(site, "entries/old.html"), "old");
    await runCli(["review", "--html", "site"], { cwd: project.root });
    expect(existsSync(path.join(site, "entries/old.html"))).toBe(false);
    expect(readdirSync(project.root).filter((name) => name.startsWith("site"))).toEqual(["site"]);
  });
});

test("what has no page is said", async () => {
  const { exitCode, stderr } = await runCli(["review", "--html", "few", "--limit", "2"], { cwd: project.root });
  expect(exitCode).toBe(0);
  expect(stderr).toContain("left out: 4 of 6 entries");
  expect(readFileSync(path.join(project.root, "few/index.html"), "utf8")).toContain("4 of 6 entries");
});

test("who has accepted an entry, or asks, is on its page", async () => {
  const ledger = (...args: string[]): Promise<unknown> => runCli(["review", ...args, "--reviewer", "Ada <b>L</b> <ada@example.org>".replace(/<\/?b>/g, "*")], { cwd: project.root });
  await ledger("--accept", "poke");
  await ledger("--question", "Crab", "--note", "<script>ten?");
  await runCli(["review", "--html", "site"], { cwd: project.root });
  const page = (name: string): string => read(pagesOf(site).find((file) => file.includes(`/${name}.`))!);
  expect(page("poke")).toContain("accepted by Ada *L* &lt;ada@example.org&gt;");
  expect(page("Crab")).toContain("asks: &lt;script&gt;ten?");
  expect(read("index.html")).toContain("<b>1</b> <span>reviewed</span>");
});

test("since a revision: what changed, token by token, and nothing else", async () => {
  const other = reviewProject([crab, poke]);
  other.commit();
  other.writeEntry({ ...poke, expansion: "fn poke() {\n    unsafe { trace_all() }\n}" });
  other.writeEntry({ ...crab, item: "Lobster" });
  const { exitCode } = await runCli(["review", "--html", "site", "--since", "HEAD"], { cwd: other.root });
  expect(exitCode).toBe(0);
  const folder = path.join(other.root, "site");
  const entries = pagesOf(folder).filter((file) => file.startsWith("entries/"));
  expect(entries.map((file) => path.basename(file).split(".")[0])).toEqual(["poke", "Lobster"]);
  const page = readFileSync(path.join(folder, entries[0]!), "utf8");
  expect(page).toContain('<b class="m">trace</b>');
  expect(page).toContain('<b class="m">trace_all</b>');
  const overview = readFileSync(path.join(folder, "index.html"), "utf8");
  expect(overview).toMatch(/neither macro nor input changed/);
  expect(overview).toContain("Growth by macro");
  expect((await runCli(["review", "--html", "site", "--since", "nowhere"], { cwd: other.root })).stderr).toContain("SC0504");
  other.remove();
});
