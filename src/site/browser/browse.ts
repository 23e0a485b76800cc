// The script of the review site: search with filters, keys, the switch for dark and light, and what scopes mean. It is
// a classic script, since a browser loads no modules from files. All text goes into pages as text.
{
  /** As written by src/site/index-chunks.ts. */
  type Row = readonly [label: string, href: string, macro: string, crate: string, at: string, flags: string, words?: string];
  interface Shelf {
    readonly chunks: number;
    rows: Row[];
    words: string[];
  }
  const root = document.documentElement.dataset["root"] ?? "";
  const find = <Kind extends HTMLElement>(id: string): Kind | null => document.getElementById(id) as Kind | null;
  const shelf: Shelf = { chunks: 0, rows: [], words: [] };
  // Chunks call it with their rows: a page from a file may load scripts, but not read data.
  const receive = window as unknown as { silcrow?: (kind: "rows" | "words", first: number, items: readonly unknown[]) => void };
  receive.silcrow = (kind, first, items) => {
    for (const [index, item] of items.entries()) {
      if (kind === "rows") shelf.rows[first + index] = item as Row;
      else shelf.words[first + index] = item as string;
    }
  };

  const loaded = new Map<string, Promise<void>>();
  const load = (file: string): Promise<void> => {
    const known = loaded.get(file);
    if (known !== undefined) return known;
    const loading = new Promise<void>((resolve, reject) => {
      const script = document.createElement("script");
      script.src = `${root}assets/${file}`;
      script.addEventListener("load", () => resolve());
      script.addEventListener("error", () => reject(new Error(file)));
      document.head.append(script);
    });
    loaded.set(file, loading);
    return loading;
  };

  const search = find<HTMLInputElement>("search");
  const finder = find("finder");
  const results = find<HTMLOListElement>("results");
  const found = find("found");
  const selects = { crate: find<HTMLSelectElement>("by-crate"), macro: find<HTMLSelectElement>("by-macro"), flag: find<HTMLSelectElement>("by-flag") };
  const inText = find<HTMLInputElement>("in-text");
  const mostShown = 200;
  let chunks: Promise<{ rows: number; words: number }> | undefined;
  let selected = -1;
  let request = 0;

  // Typing asks again before the first answer is there; the lists are filled once.
  const manifest = (): Promise<{ rows: number; words: number }> => (chunks ??= readManifest());

  const readManifest = async (): Promise<{ rows: number; words: number }> => {
    await load("index.js");
    const said = (window as unknown as { silcrowIndex: { rows: number; words: number; crates: string[]; macros: string[]; flags: string[] } }).silcrowIndex;
    const fill = (select: HTMLSelectElement | null, names: readonly string[]): void => {
      for (const name of names) select?.append(new Option(name, name));
    };
    fill(selects.crate, said.crates);
    fill(selects.macro, said.macros);
    fill(selects.flag, said.flags);
    return said;
  };

  const update = async (): Promise<void> => {
    if (search === null || finder === null || results === null || found === null) return;
    const mine = ++request;
    const wanted = search.value.trim().toLowerCase().split(/\s+/).filter((word) => word !== "");
    const [crate, macro, flag] = [selects.crate?.value ?? "", selects.macro?.value ?? "", selects.flag?.value ?? ""];
    const isOpen = document.activeElement === search || finder.contains(document.activeElement) || wanted.length > 0;
    finder.hidden = !isOpen;
    if (!isOpen) return;
    const { rows, words } = await manifest();
    if (wanted.length === 0 && crate === "" && macro === "" && flag === "") {
      results.replaceChildren();
      found.textContent = "";
      return;
    }
    found.textContent = "…";
    for (let chunk = 0; chunk < rows; chunk++) await load(`rows-${chunk}.js`);
    if (inText?.checked === true) for (let chunk = 0; chunk < words; chunk++) await load(`words-${chunk}.js`);
    if (mine !== request) return;
    const items: Node[] = [];
    let count = 0;
    for (const [index, row] of shelf.rows.entries()) {
      if ((crate !== "" && row[3] !== crate) || (macro !== "" && row[2] !== macro)) continue;
      if (flag !== "" && !row[5].split(" ").some((name) => name.slice(1) === flag)) continue;
      const text = `${row[0]} ${row[2]} ${row[4]} ${row[5]}`.toLowerCase();
      const more = inText?.checked === true ? (shelf.words[index] ?? "") : "";
      if (!wanted.every((word) => text.includes(word) || more.includes(word))) continue;
      if (++count <= mostShown) items.push(item(row));
    }
    selected = -1;
    results.replaceChildren(...items);
    found.textContent = count > mostShown ? `${count} entries, the first ${mostShown} shown` : `${count} ${count === 1 ? "entry" : "entries"}`;
  };

  const item = ([label, href, , , at, flags]: Row): HTMLLIElement => {
    const link = document.createElement("a");
    link.href = root + href;
    const part = (text: string, name: string): void => {
      const span = document.createElement("span");
      span.className = name;
      span.textContent = text;
      link.append(span);
    };
    part(label, "mono");
    for (const flag of flags.split(" ").filter((name) => name !== "")) part(flag.slice(1), flag.startsWith("!") ? "flag danger" : "flag warn");
    part(at, "at mono");
    const line = document.createElement("li");
    line.append(link);
    return line;
  };

  const select = (step: number): void => {
    const links = [...(results?.querySelectorAll("a") ?? [])];
    if (links.length === 0) return;
    links[selected]?.removeAttribute("aria-selected");
    selected = Math.min(links.length - 1, Math.max(0, selected + step));
    links[selected]?.setAttribute("aria-selected", "true");
    links[selected]?.scrollIntoView({ block: "nearest" });
  };

  if (search !== null) {
    search.hidden = false;
    search.addEventListener("input", () => void update());
    search.addEventListener("focus", () => void update());
    for (const select of Object.values(selects)) select?.addEventListener("change", () => void update());
    inText?.addEventListener("change", () => void update());
    finder?.querySelector("form")?.addEventListener("submit", (event) => event.preventDefault());
    search.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        select(event.key === "ArrowDown" ? 1 : -1);
      } else if (event.key === "Enter") {
        const links = results?.querySelectorAll("a") ?? [];
        links[Math.max(0, selected)]?.click();
      }
    });
  }

  document.addEventListener("keydown", (event) => {
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && finder !== null && search !== null) {
      search.value = "";
      search.blur();
      (document.activeElement as HTMLElement | null)?.blur();
      finder.hidden = true;
      return;
    }
    if (/^(?:INPUT|SELECT|TEXTAREA)$/.test(target.tagName)) return;
    if (event.key === "/") {
      event.preventDefault();
      search?.focus();
    } else if (event.key === "n" || event.key === "p") {
      find<HTMLAnchorElement>(event.key === "n" ? "next" : "before")?.click();
    }
  });

  const theme = find<HTMLButtonElement>("theme");
  if (theme !== null) {
    theme.hidden = false;
    theme.addEventListener("click", () => {
      const chosen = document.documentElement.dataset["theme"];
      const isDark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
      document.documentElement.dataset["theme"] = isDark ? "light" : "dark";
      try {
        localStorage.setItem("silcrow-theme", isDark ? "light" : "dark");
      } catch {
        // It holds for this page then.
      }
    });
  }

  const origins = find<HTMLButtonElement>("origins");
  if (origins !== null) {
    origins.hidden = false;
    origins.addEventListener("click", () => origins.setAttribute("aria-pressed", String(document.body.classList.toggle("with-origins"))));
  }

  const explanations = new Map([...document.querySelectorAll<HTMLElement>("dt[data-scope]")].map((scope) => [scope.dataset["scope"], scope.nextElementSibling?.textContent ?? ""]));
  let marked: Element[] = [];
  document.addEventListener("mouseover", ({ target }) => {
    if (!(target instanceof HTMLElement)) return;
    for (const token of marked) token.classList.remove("same-name");
    marked = [];
    const token = target.closest<HTMLElement>(".code .x");
    if (token === null) return;
    const scope = /(?:^| )n(\d+)(?: |$)/.exec(token.className)?.[1];
    token.title = `§${scope}: ${explanations.get(scope) ?? "not explained by the entry"}`;
    marked = [...(token.closest("code")?.querySelectorAll(".x") ?? [])].filter((other) => other.textContent === token.textContent);
    for (const other of marked) other.classList.add("same-name");
  });
}
