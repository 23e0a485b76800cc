// Compiles src/**/*.ts to dist/**/*.js with swc. Types are checked by tsc, which emits nothing.
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { transform } from "@swc/core";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const from = path.join(root, "src");
const to = path.join(root, "dist");
// dist/ is replaced as a whole, so that a program that is running meanwhile finds it nearly always.
const made = path.join(root, "node_modules", `.silcrow-dist-${process.pid}`);

const files = (await readdir(from, { recursive: true })).filter((file) => file.endsWith(".ts"));
await Promise.all(
  files.map(async (file) => {
    const source = await readFile(path.join(from, file), "utf8");
    const { code } = await transform(source, {
      filename: path.join(from, file),
      sourceMaps: "inline",
      jsc: {
        parser: { syntax: "typescript" },
        target: "es2023",
        experimental: { keepImportAttributes: true },
        rewriteRelativeImportExtensions: true,
      },
      module: { type: "es6" },
    });
    const target = path.join(made, file.replace(/\.ts$/, ".js"));
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, code);
  }),
);
const old = `${made}-old`;
await rename(to, old).catch(() => {});
await rename(made, to);
await rm(old, { recursive: true, force: true });
