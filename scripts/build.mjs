// Bundles src/ to dist/ with rolldown: every file that a command loads costs its user time, and as an ES module it
// costs more. What commands have in common, and what they load late, are chunks in dist/lib. Types are checked by tsc,
// which emits nothing.
import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const from = path.join(root, "src");
const to = path.join(root, "dist");
// dist/ is replaced as a whole, so that a program that is running meanwhile finds it nearly always.
const made = path.join(root, "node_modules", `.silcrow-dist-${process.pid}`);

/**
 * Packages that go into the bundle: what the quickest commands need, and what is not to be had as CommonJS. Others are
 * loaded from where npm puts them.
 */
const bundled = ["chokidar", "readdirp", "commander", "picocolors"];

/** What is loaded together is one file. Which files these are is rolldown's business everywhere else. */
const groups = [
  { name: "diagnostics", parts: ["src/diagnostics/", "node_modules/picocolors/", "rolldown/runtime"] },
  {
    name: "start",
    parts: [
      ...inFolder("src/config", ["load-settings", "check-settings", "parse-size"]),
      ...inFolder("src/cli", ["cargo-commands", "command-line", "execute-cli", "exit-code", "main", "option-values", "project-command-line", "review-command-line", "split-arguments"]),
      "node_modules/commander/",
      "late-child-process",
    ],
  },
  {
    name: "show",
    parts: [
      "src/audit/",
      ...inFolder("src/review", ["index", "show"]),
      ...inFolder("src/review/reading", ["select-entries", "load-entry", "entry-files", "find-cache", "describe-entry", "entry-flags", "provenance"]),
      ...inFolder("src/review/display", ["render-entry", "palette", "visible-text"]),
      ...inFolder("src/cli", ["commands/show", "open-output", "review-settings"]),
    ],
  },
  {
    name: "entries",
    parts: [
      ...inFolder("src/format", ["entry", "entry-metadata", "check-metadata", "json-text", "hash", "lexer", "characters", "read-expansion", "span-map"]),
      ...inFolder("src/format", ["base64-vlq", "spacing-map", "located-tokens", "print-tokens-plain", "token-text", "spell-parsed", "token-tree", "virtual-paths", "wire-codes"]),
      ...inFolder("src/source", ["scan-source", "token-kind"]),
    ],
  },
];
for (const part of groups.flatMap(({ parts }) => parts).filter((part) => part.startsWith("src/"))) {
  if (!existsSync(path.join(root, part))) throw new Error(`scripts/build.mjs puts ${part} into a group, and there is no such file`);
}

/** commander loads what starts programs although it starts none for silcrow. */
const childProcessesWhenNeeded = {
  name: "child-processes-when-needed",
  resolveId: (id, importer) => (id === "node:child_process" && importer?.includes("/node_modules/commander/") ? "\0late-child-process" : undefined),
  load: (id) => (id === "\0late-child-process" ? "module.exports = { spawn: (...all) => require('child_process').spawn(...all) };" : undefined),
};

await bundle({ "cli/main": "src/cli/main.ts", "sandbox/worker": "src/sandbox/worker.ts", "emit/entry-writer-thread": "src/emit/entry-writer-thread.ts" }, "cjs", "cjs");
// What browsers run is a file by itself.
await bundle({ "site/browser/browse": "src/site/browser/browse.ts" }, "esm", "js", "browser");
for (const file of (await readdir(from, { recursive: true })).filter((name) => /\.(?:hbs|css)$/.test(name))) {
  await mkdir(path.dirname(path.join(made, file)), { recursive: true });
  await copyFile(path.join(from, file), path.join(made, file));
}
await writeFile(path.join(made, "licenses.txt"), (await Promise.all(bundled.map(licenseOf))).join("\n"));
const old = `${made}-old`;
await rename(to, old).catch(() => {});
await rename(made, to);
await rm(old, { recursive: true, force: true });

function inFolder(folder, names) {
  return names.map((name) => `${folder}/${name}.ts`);
}

async function bundle(input, format, extension, platform = "node") {
  const build = await rolldown({
    cwd: root,
    input,
    preserveEntrySignatures: "allow-extension",
    platform,
    resolve: { conditionNames: ["silcrow-src", "node", "import"] },
    plugins: [childProcessesWhenNeeded],
    external: (id, importer) => !/^[./#\0]/.test(id) && !bundled.includes(id) && childProcessesWhenNeeded.resolveId(id, importer) === undefined,
    // Which room loads another one late is decided by whoever starts first.
    checks: { ineffectiveDynamicImport: false },
    treeshake: { moduleSideEffects: (id) => !id.startsWith(from) || /(?:main|worker|entry-writer-thread|browse)\.ts$/.test(id) },
  });
  // All chunks are one folder below dist/, as rooms are below src/: "../" leads to the same places from both.
  await build.write({ dir: made, format, sourcemap: true, entryFileNames: `[name].${extension}`, chunkFileNames: `lib/[name].${extension}`, codeSplitting: { groups: groups.map(({ name, parts }) => ({ name, test: (id) => parts.some((part) => id.includes(part)) })), includeDependenciesRecursively: false } });
  await build.close();
}

async function licenseOf(name) {
  const folder = path.join(root, "node_modules", name);
  const file = (await readdir(folder)).find((each) => /^licen[cs]e/i.test(each));
  if (file === undefined) throw new Error(`${name} has no license to go with the bundle`);
  return `${name}\n\n${await readFile(path.join(folder, file), "utf8")}`;
}
