import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import Handlebars from "handlebars";

export type PageName = "overview" | "list" | "entry";

const folder = new URL("../site/templates/", import.meta.url);

/** Pages are made by templates that escape all that is put in; there is no way around that in any of them. */
export class PageRenderer {
  readonly #pages: Readonly<Record<PageName, HandlebarsTemplateDelegate>>;
  readonly #csp: string;

  /** Pages that are `live` may ask the server that they come from whether there are newer ones. */
  constructor(live = false) {
    const handlebars = Handlebars.create();
    const options = { knownHelpersOnly: true, preventIndent: true } as const;
    const layout = template("layout");
    handlebars.registerPartial("layout", handlebars.compile(layout, options));
    handlebars.registerPartial("code", handlebars.compile(template("code"), options));
    const page = (name: PageName): HandlebarsTemplateDelegate => handlebars.compile(template(name), options);
    this.#pages = { overview: page("overview"), list: page("list"), entry: page("entry") };
    this.#csp = policyFor(layout, live);
  }

  render(name: PageName, view: object): string {
    return this.#pages[name]({ ...view, csp: this.#csp, kind: name });
  }
}

/** Nothing is loaded from anywhere but the site, and no script runs but the layout's own and what that loads. */
function policyFor(layout: string, live: boolean): string {
  const scripts = [...layout.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, script = ""]) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`);
  return [
    "default-src 'none'",
    `script-src ${scripts.join(" ")} 'strict-dynamic'`,
    "style-src 'self' file:",
    ...(live ? ["connect-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function template(name: string): string {
  return read(`${name}.hbs`);
}

export function styleSheet(): string {
  return read("style.css");
}

function read(name: string): string {
  return readFileSync(new URL(name, folder), "utf8");
}

/** The script of the pages, as a classic one: modules cannot be loaded from files. */
export function siteScript(live = false): string {
  const compiled = new URL("../site/browser/browse.js", import.meta.url);
  // Run from its sources, the program has the script's source only.
  const script = existsSync(compiled) ? readFileSync(compiled, "utf8") : stripTypeScriptTypes(readFileSync(new URL("../site/browser/browse.ts", import.meta.url), "utf8"));
  return `"use strict";\n${script.replace(/^\/\/# sourceMappingURL=.*$/gm, "").replace(/^export \{\s*\};?$/gm, "").trim()}\n${live ? reloading : ""}`;
}

/** The server says a number when a page connects, and another one when the site is a newer one. */
const reloading = `(() => {
  let seen;
  new EventSource(document.documentElement.dataset.root + "events").onmessage = ({ data }) => {
    if (seen !== undefined && seen !== data) location.reload();
    seen = data;
  };
})();
`;
