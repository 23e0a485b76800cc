// Compiles src/**/*.ts to dist/**/*.js with swc. Types are checked by tsc, which emits nothing.
import { copyFile, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { transform } from "@swc/core";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const from = path.join(root, "src");
const to = path.join(root, "dist");
// dist/ is replaced as a whole, so that a program that is running meanwhile finds it nearly always.
const made = path.join(root, "node_modules", `.silcrow-dist-${process.pid}`);

const all = await readdir(from, { recursive: true });
const files = all.filter((file) => file.endsWith(".ts"));
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
// Templates and style sheets of the site go along as they are.
for (const file of all.filter((name) => /\.(?:hbs|css)$/.test(name))) {
  await mkdir(path.dirname(path.join(made, file)), { recursive: true });
  await copyFile(path.join(from, file), path.join(made, file));
}
const old = `${made}-old`;
await rename(to, old).catch(() => {});
await rename(made, to);
await rm(old, { recursive: true, force: true });
