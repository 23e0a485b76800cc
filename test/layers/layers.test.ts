import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

const root = path.join(import.meta.dirname, "../..");
const source = path.join(root, "src");
const rooms = readdirSync(source).filter((name) => !name.includes("."));

interface Import {
  readonly file: string;
  readonly room: string;
  readonly specifier: string;
}

const imports: readonly Import[] = rooms.flatMap((room) =>
  readdirSync(path.join(source, room), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => importsOf(path.join(source, room, file)).map((specifier) => ({ file: `${room}/${file}`, room, specifier }))),
);

/** Static, dynamic and re-exporting imports, and URLs of worker scripts; types count as well. */
function importsOf(file: string): string[] {
  const code = readFileSync(file, "utf8").replace(/^\s*(\/\/|\/?\*).*$/gm, "");
  const forms = /^(?:import|export)\b[^;"]*\bfrom\s*"([^"]+)"|^import\s*"([^"]+)"|\bimport\(\s*"([^"]+)"|\bnew URL\(\s*"([^"]+)"/gm;
  return [...code.matchAll(forms)].map((match) => match.slice(1).find((specifier) => specifier !== undefined) ?? "");
}

test("there are imports to check, in every room", () => {
  expect(rooms.length).toBeGreaterThan(8);
  for (const room of rooms) expect(imports.some((found) => found.room === room), room).toBe(true);
});

describe("pure rooms", () => {
  // The core gives the same answer for the same input, whatever the machine. node:module loads a library late.
  const allowed = /^(\.|#|node:(crypto|buffer|module|path|path\/posix)$|prettier($|\/)|unhomoglyph$)/;
  test.each(["format", "hygiene", "source", "audit"])("%s touches no file, process or network", (room) => {
    expect(imports.filter((found) => found.room === room && !allowed.test(found.specifier))).toEqual([]);
    for (const file of filesOf(room)) {
      expect(readFileSync(file, "utf8"), file).not.toMatch(/\b(process\.(env|cwd|exit|argv)|globalThis\.process|fetch\(|Date\.now|Math\.random)/);
    }
  });

  test.each(["format", "hygiene", "source", "audit"])("%s imports no room that is not pure", (room) => {
    const others = imports.filter((found) => found.room === room && found.specifier.startsWith("#"));
    const pure = ["#format", "#hygiene", "#source", "#audit", "#diagnostics"];
    // Types of the sandbox's results are shared with what renders them; a type is gone when the program runs.
    expect(others.filter(({ file, specifier }) => !pure.includes(`#${roomOf(specifier)}`) && !isTypeOnly(file, specifier))).toEqual([]);
  });
});

describe("who may import whom", () => {
  const forbidden: readonly (readonly [from: string, to: string])[] = [
    ["emit", "replay"],
    ["replay", "emit"],
    ["replay", "sandbox"],
    ["sandbox", "toolchain"],
    ["sandbox", "cargo"],
    ["toolchain", "emit"],
    ["toolchain", "replay"],
    ["cargo", "emit"],
    ["cargo", "replay"],
    ["review", "emit"],
    ["review", "replay"],
    ["review", "sandbox"],
    ["review", "toolchain"],
    ["review", "cargo"],
    ["review", "site"],
    ["review", "approval"],
    ["approval", "emit"],
    ["approval", "replay"],
    ["approval", "cargo"],
    ["site", "emit"],
    ["site", "cargo"],
    ["emit", "verify"],
    ["replay", "verify"],
    ["verify", "replay"],
    ["review", "verify"],
    ["watch", "emit"],
    ["watch", "replay"],
    ["config", "emit"],
    ["config", "replay"],
  ];
  test.each(forbidden)("%s does not import %s, not even by way of others", (from, to) => {
    expect(reachable(from)).not.toContain(to);
  });

  test("diagnostics imports no room", () => {
    expect(reachable("diagnostics")).toEqual([]);
  });

  test("cli is imported by bin alone", () => {
    expect(imports.filter(({ room, specifier }) => room !== "cli" && /#cli|\/cli\//.test(specifier))).toEqual([]);
  });

  test("other rooms are imported through their index, but for shared types", () => {
    const outside = imports.filter(
      ({ file, room, specifier }) =>
        specifier.startsWith(".") &&
        !isInside(path.join(source, path.dirname(file), specifier), [path.join(source, room), ...dataFolders]) &&
        !(/^\.\.\/(sandbox|toolchain)\/types\.ts$/.test(specifier) && isTypeOnly(file, specifier)),
    );
    expect(outside).toEqual([]);
    for (const { file, specifier } of imports.filter((found) => found.specifier.startsWith("#"))) {
      expect(rooms, `${specifier} in ${file}`).toContain(roomOf(specifier));
    }
  });

  test.each([
    ["reading", ["reading"]],
    ["display", ["reading", "display"]],
    ["differences", ["reading", "display", "differences"]],
  ])("in review, %s knows only what it is made from", (folder, known) => {
    const inside = imports.filter(({ file, specifier }) => file.startsWith(`review/${folder}/`) && specifier.startsWith("."));
    const folders = inside.map(({ file, specifier }) => path.posix.join(path.posix.dirname(file), specifier).split("/"));
    expect(folders.length).toBeGreaterThan(0);
    for (const [room, to] of folders) if (room === "review") expect(known).toContain(to);
  });

  test("a room does not import itself by its name", () => {
    expect(imports.filter(({ room, specifier }) => specifier.startsWith("#") && roomOf(specifier) === room)).toEqual([]);
  });
});

describe("rooms", () => {
  test.each(rooms.filter((room) => room !== "cli"))("%s has a name in package.json and an explicit index", (room) => {
    const { imports: names } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { imports: Record<string, unknown> };
    expect(names[`#${room}`]).toEqual({ "silcrow-src": `./src/${room}/index.ts` });
    const index = path.join(source, room, "index.ts");
    expect(existsSync(index)).toBe(true);
    expect(readFileSync(index, "utf8")).not.toMatch(/export \*/);
  });

  test("file names are kebab-case and say something", () => {
    for (const room of rooms) {
      for (const file of filesOf(room)) {
        expect(path.basename(file)).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*\.ts$/);
        expect(path.basename(file)).not.toMatch(/^(utils?|helpers?|common|misc|shared)\.ts$/);
      }
    }
  });

  test("imports within the project name the file, with its extension", () => {
    const nameless = ({ specifier }: Import) => specifier.startsWith(".") && !/\.(ts|js|json|md|rs|hbs|css)$|\/$/.test(specifier);
    const isData = ({ file, specifier }: Import) => isInside(path.join(source, path.dirname(file), specifier), dataFolders);
    expect(imports.filter((found) => nameless(found) && !isData(found))).toEqual([]);
  });
});

test("what lies beside the code is named from the room's folder upwards, for the code is bundled", () => {
  // Bundles are one folder below dist/, as rooms are below src/: `../x` is the same place from both.
  for (const room of rooms) {
    for (const file of filesOf(room)) {
      const code = readFileSync(file, "utf8");
      const urls = [...code.matchAll(/new URL\((["`])(.*?)\1, import\.meta\.url\)/g)].map(([, , place]) => place ?? "");
      if (urls.length > 0) expect(path.dirname(file), file).toBe(path.join(source, room));
      for (const place of urls) expect(place, file).toMatch(/^\.\.\//);
    }
  }
});

test("every package that is imported is a dependency, and the other way round", () => {
  const { dependencies } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { dependencies: Record<string, string> };
  const used = new Set(imports.map(({ specifier }) => specifier).filter((specifier) => !/^([.#]|node:)/.test(specifier)).map(packageName));
  expect([...used].sort()).toEqual(Object.keys(dependencies).sort());
});

test("docs/dependencies.md has a line for each dependency", () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as Record<string, Record<string, string>>;
  const page = readFileSync(path.join(root, "docs/dependencies.md"), "utf8");
  const listed = [...page.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name);
  expect(listed.sort()).toEqual([...Object.keys(dependencies ?? {}), ...Object.keys(devDependencies ?? {})].sort());
});

test("package-lock.json is complete, so that `npm ci` takes it", () => {
  interface Locked {
    readonly version?: string;
    readonly dependencies?: Record<string, string>;
    readonly optionalDependencies?: Record<string, string>;
  }
  const { packages } = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")) as { packages: Record<string, Locked> };
  // npm leaves out packages for other machines when it cannot reach them, and then refuses its own file.
  const missing = Object.entries(packages).flatMap(([at, locked]) =>
    Object.keys({ ...locked.dependencies, ...locked.optionalDependencies })
      .filter((name) => !places(at).some((place) => packages[`${place}node_modules/${name}`] !== undefined))
      .map((name) => `${name} of ${at}`),
  );
  expect(missing).toEqual([]);
});

/** Where a package's dependencies may be, nearest first. */
function places(at: string): string[] {
  const parts = at === "" ? [] : at.split("/node_modules/");
  return ["", ...parts.map((_, index) => `${parts.slice(0, index + 1).join("/node_modules/")}/`)];
}

/** Folders beside src/ that are read at run time: the Rust parts, schemas and pages. */
const dataFolders = ["rust", "cache-schema", "docs"].map((name) => path.join(root, name));

function isInside(file: string, folders: readonly string[]): boolean {
  return folders.some((folder) => file === folder || file.startsWith(folder + path.sep));
}

function filesOf(room: string): string[] {
  return readdirSync(path.join(source, room), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => path.join(source, room, file));
}

function isTypeOnly(file: string, specifier: string): boolean {
  const code = readFileSync(path.join(source, file), "utf8");
  const statements = [...code.matchAll(/^(import|export)\s(type\s)?[^;]*?from "([^"]+)";/gm)].filter(([, , , from]) => from === specifier);
  return statements.length > 0 && statements.every(([, , type]) => type !== undefined);
}

function reachable(room: string): string[] {
  const seen = new Set<string>();
  const visit = (from: string): void => {
    for (const { room: importer, specifier } of imports) {
      const to = roomOf(specifier);
      if (importer !== from || !specifier.startsWith("#") || seen.has(to)) continue;
      seen.add(to);
      visit(to);
    }
  };
  visit(room);
  return [...seen];
}

/** A room may have further doors to parts of it, which load less, such as `#format/reading` and `#review/entries`. */
function roomOf(specifier: string): string {
  return specifier.slice(1).replace(/^(format|review)\/(?:reading|entry|rendering|entries)$/, "$1");
}

function packageName(specifier: string): string {
  return specifier.split("/").slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
}
