// What every script needs that may be the first to run in a fresh clone. It runs under whatever
// Node the machine has, without node_modules, and therefore imports nothing but Node itself.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
export const silcrow = path.join(root, "bin", "silcrow.js");

/** Installs what package-lock.json names, unless it is there. Returns whether anything was done. */
export function installDependencies() {
  if (dependenciesAreThere()) return false;
  const npm = process.env.npm_execpath;
  const [command, args] = npm ? [process.execPath, [npm]] : ["npm", []];
  run(command, [...args, "ci", "--no-audit", "--no-fund", "--loglevel=error"]);
  return true;
}

/** The Node that silcrow runs under: the one from node_modules, or this one if it is new enough. */
export function modernNode() {
  const own = path.join(root, "node_modules", "node", "bin", "node");
  if (existsSync(own)) return own;
  if (Number.parseInt(process.versions.node, 10) >= 22) return process.execPath;
  throw new Error(`silcrow needs Node 22 or later; this is ${process.versions.node}, and node_modules has no other`);
}

/** The environment in which programs from node_modules, Node among them, are found first. */
export function environment() {
  const bin = path.join(root, "node_modules", ".bin");
  return { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH ?? ""}` };
}

/** Compiles src/ to dist/. */
export function build() {
  run(modernNode(), [path.join(root, "scripts", "build.mjs")]);
}

/** Runs a program in the project's root and throws when it fails. */
export function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, env: environment(), stdio: "inherit" });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`\`${path.basename(command)} ${args.join(" ")}\` failed`);
}

/** `1.2 s` since a time of performance.now(). */
export function secondsSince(start) {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}

/** npm keeps a copy of the lock file that it installed from; packages for other machines are not in it. */
function dependenciesAreThere() {
  const installed = path.join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installed)) return false;
  const there = JSON.parse(readFileSync(installed, "utf8")).packages;
  const wanted = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")).packages;
  return Object.entries(wanted).every(
    ([name, { version, optional }]) => name === "" || (optional === true && there[name] === undefined) || there[name]?.version === version,
  );
}
