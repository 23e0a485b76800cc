import { fileURLToPath } from "node:url";

/** A package as cargo's package id specification names it. */
export interface PackageId {
  readonly name: string;
  readonly version: string;
  /** cargo's source id without the precise revision; null for a path package. */
  readonly source: string | null;
  /** Folder of a path package. */
  readonly directory: string | undefined;
}

/**
 * Reads `registry+https://…#name@1.0.0`, `git+https://…?branch=main#name@1.0.0` or
 * `path+file:///…/name#1.0.0`: the name is left out where it is the last part of the address.
 */
export function parsePackageId(id: string): PackageId | undefined {
  const hash = id.lastIndexOf("#");
  if (hash === -1) return undefined;
  const source = id.slice(0, hash);
  const fragment = id.slice(hash + 1);
  const at = fragment.lastIndexOf("@");
  const name = at === -1 ? lastSegment(source) : fragment.slice(0, at);
  const version = fragment.slice(at + 1);
  if (name === "" || !/^\d/.test(version)) return undefined;
  if (!source.startsWith("path+")) return { name, version, source, directory: undefined };
  return { name, version, source: null, directory: fileURLToPath(source.slice("path+".length)) };
}

function lastSegment(source: string): string {
  const path = source.replace(/[?#].*$/s, "").replace(/\/+$/, "");
  return decodeURIComponent(path.slice(path.lastIndexOf("/") + 1));
}
