import path from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "../cli/run-cli.ts";
import type { ReviewProject } from "../review/review-project.ts";
import { findBrowser } from "./find-browser.ts";
import { siteProject } from "./site-project.ts";

let project: ReviewProject;
let browser: Browser;
beforeAll(async () => {
  project = siteProject();
  expect((await runCli(["review", "--html", "site"], { cwd: project.root })).exitCode).toBe(0);
  // The tests may run as root in a container, where Chromium has no sandbox of its own.
  browser = await chromium.launch({ executablePath: findBrowser(), args: ["--no-sandbox"] });
});
afterAll(async () => {
  await browser?.close();
  project.remove();
});

const address = (page: string): string => pathToFileURL(path.join(project.root, "site", page)).href;

/** Opens a page of the site and hands it on; fails where it complains, loads from elsewhere, or runs what an entry says. */
async function visit(page: string, look: (page: Page) => Promise<void>, options: BrowserContextOptions = {}): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const problems: string[] = [];
  const tab = await context.newPage();
  tab.on("console", (message) => void (message.type() === "error" && problems.push(message.text())));
  tab.on("pageerror", (error) => void problems.push(error.message));
  tab.on("dialog", (dialog) => void problems.push(`dialog ${dialog.message()}`));
  tab.on("request", (request) => void (request.url().startsWith(address("")) || problems.push(`asked for ${request.url()}`)));
  await tab.goto(address(page));
  if (options.javaScriptEnabled !== false) await tab.locator("#search").waitFor();
  await look(tab);
  if (options.javaScriptEnabled !== false) expect(await tab.evaluate("globalThis.owned")).toBeUndefined();
  expect(problems).toEqual([]);
  await context.close();
}

const background = (page: Page): Promise<string> => page.evaluate("getComputedStyle(document.body).backgroundColor");

test("from the overview to a flagged line, with the mouse", async () => {
  await visit("index.html", async (page) => {
    await page.click("a.flag:has-text('unsafe')");
    await page.click("table.list a");
    await page.waitForURL(/entries/);
    expect(await page.textContent("h1")).toContain("poke");
    await page.click(".flags-here a");
    expect(page.url()).toMatch(/#L2$/);
    expect(await page.textContent(".l:target")).toContain("unsafe");
    expect(await page.evaluate("getComputedStyle(document.querySelector('.f-danger')).boxShadow")).not.toBe("none");
  });
});

describe("search", () => {
  test("by keys alone", async () => {
    await visit("index.html", async (page) => {
      await page.keyboard.press("/");
      await page.keyboard.type("describe crab");
      await page.locator("#results a").first().waitFor();
      expect(await page.locator("#results a").count()).toBe(1);
      const crates = await page.locator("#by-crate option").allTextContents();
      expect(new Set(crates).size).toBe(crates.length);
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await page.waitForURL(/Crab/);
    });
  });

  test("in what expansions say, with filters", async () => {
    await visit("index.html", async (page) => {
      const found = (): Promise<string | null> => page.textContent("#found");
      await page.fill("#search", "legs");
      await expect.poll(found, { timeout: 30_000 }).toBe("0 entries");
      await page.check("#in-text");
      await expect.poll(found, { timeout: 30_000 }).toBe("1 entry");
      await page.fill("#search", "");
      await page.selectOption("#by-flag", "unsafe");
      await expect.poll(found, { timeout: 30_000 }).toBe("1 entry");
      expect(await page.textContent("#results a")).toContain("poke");
      await page.selectOption("#by-macro", { index: 1 });
      await expect.poll(found, { timeout: 30_000 }).toBe("0 entries");
      await page.keyboard.press("Escape");
      expect(await page.isHidden("#finder")).toBe(true);
    });
  });
});

test("from entry to entry by keys, through all that is hostile", async () => {
  await visit("index.html", async (page) => {
    await page.click(".tree a");
    await page.click("table.list a");
    await page.waitForURL(/entries/);
    const seen = new Set<string>();
    for (let step = 0; step < 10 && !seen.has(page.url()); step++) {
      seen.add(page.url());
      if ((await page.locator("#next").count()) === 0) break;
      const before = page.url();
      await page.locator("#search").waitFor();
      await page.keyboard.press("n");
      await page.waitForURL((url) => url.href !== before);
    }
    expect(seen.size).toBe(6);
  });
});

test("hostile text is shown as it is", async () => {
  await visit("index.html", async (page) => {
    await page.fill("#search", "hostile");
    await page.click("#results a");
    await page.waitForURL(/entries/);
    const code = (await page.textContent("section:has(#expansion-title) .code")) ?? "";
    expect(code).toContain("</script><script>globalThis.owned=1</script>");
    expect(code).toContain("\\u{202e}");
    expect(await page.locator("main img, main script").count()).toBe(0);
  });
});

test("a scope is explained where the pointer is, and its other places are marked", async () => {
  await visit("index.html", async (page) => {
    await page.fill("#search", "crab");
    await page.click("#results a");
    await page.waitForURL(/entries/);
    await page.locator("#search").waitFor();
    const token = page.locator(".code .x").first();
    await token.hover();
    expect(await token.getAttribute("title")).toMatch(/^§1: the mixed site/);
    expect(await page.locator(".same-name").count()).toBe(2);
  });
});

test("light and dark follow the system until they are chosen", async () => {
  const shades: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await visit("index.html", async (page) => void shades.push(await background(page)), { colorScheme });
  }
  expect(shades[0]).not.toBe(shades[1]);
  await visit(
    "index.html",
    async (page) => {
      await page.click("#theme");
      expect(await background(page)).toBe(shades[0]);
      await page.click(".tree a");
      await page.waitForURL(/modules/);
      await page.locator("footer").waitFor();
      expect(await background(page)).toBe(shades[0]);
    },
    { colorScheme: "dark" },
  );
});

test("a phone shows all without moving sideways", async () => {
  for (const start of ["index.html", "modules/demo.html"]) {
    await visit(
      start,
      async (page) => {
        expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
        if (start === "index.html") return;
        await page.click("table.list a");
        await page.waitForURL(/entries/);
        await page.locator("footer").waitFor();
        expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
      },
      { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
    );
  }
});

test("all can be read without scripts", async () => {
  await visit(
    "index.html",
    async (page) => {
      expect(await page.isHidden("#search")).toBe(true);
      await page.click(".tree a");
      await page.click("table.list a:has-text('trace')");
      expect(await page.textContent("section:has(#expansion-title) .code")).toContain("unsafe { trace() }");
      expect(await page.evaluate("getComputedStyle(document.querySelector('.code .k')).color")).not.toBe(await page.evaluate("getComputedStyle(document.body).color"));
    },
    { javaScriptEnabled: false },
  );
});

test("what a reader without sight needs is there", async () => {
  await visit("index.html", async (page) => {
    for (const control of ["#search", "#theme"]) expect(await page.getAttribute(control, "aria-label")).toBeTruthy();
    expect(await page.getAttribute("html", "lang")).toBe("en");
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("to the content");
    expect(await page.locator("h1").count()).toBe(1);
  });
});
