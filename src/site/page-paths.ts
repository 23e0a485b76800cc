import { h12, sha256 } from "#format";

/** Where the page of an entry is, below the site. Names that are safe in a path stay as they are. */
export function entryPage(entryPath: string): string {
  return `entries/${safePath(entryPath.replace(/\.rsm$/, ""))}.html`;
}

/** Where a list is: of a module, a macro or a flag. The first page has no number. */
export function listPage(kind: "modules" | "macros" | "flags", name: string, page: number): string {
  return `${kind}/${safePath(name === "" ? "_" : name.replaceAll("::", "/"))}${page === 0 ? "" : `.${page + 1}`}.html`;
}

/** The way from a page up to the site's root: empty, or `../` for each folder. */
export function rootFrom(page: string): string {
  return "../".repeat(page.split("/").length - 1);
}

// What a browser, a file system or a shell could take for something else gives way to a hash of the whole name.
function safePath(name: string): string {
  return name
    .split("/")
    .map((part) => {
      const plain = part.replace(/[^A-Za-z0-9_.-]+/g, "~");
      const isSafe = plain === part && part.length <= 120 && !/^\.|^$/.test(part);
      return isSafe ? part : `${plain.replace(/^\.+/, "").slice(0, 80)}~${h12(sha256(part))}`;
    })
    .join("/");
}
