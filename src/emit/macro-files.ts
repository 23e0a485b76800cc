import { outDirectoryRoot, toReal, toVirtual, type VirtualPlaces, workspaceRoot } from "#format";
import type { CargoFacts, FileWorld } from "#sandbox";
import type { Hello } from "./host-protocol.ts";

/**
 * What may be read without a grant: it tells a macro what cargo tells it anyway. Cargo.toml.orig is what the author
 * wrote, which cargo keeps in packages beside the Cargo.toml that it made from it, without comments.
 */
const always: readonly string[] = ["Cargo.toml", "Cargo.toml.orig", "workspace:Cargo.toml"];

/** The files that a macro may look at while it is used by the crate that a rustc compiles. */
export function macroFiles(hello: Hello, places: VirtualPlaces, granted: readonly string[]): FileWorld {
  const manifest = toVirtual(hello.manifestDirectory, places) ?? workspaceRoot;
  const paths = [...always, ...granted].map((written) => grantedPath(written, manifest));
  return { places, cwd: toVirtual(hello.cwd, places) ?? "/", granted: paths };
}

/** What cargo would say of where the package is that the macro is used in. `members` are folders of the workspace's packages. */
export function cargoFacts(hello: Hello, places: VirtualPlaces, members: ReadonlySet<string>): CargoFacts | undefined {
  const manifest = toVirtual(hello.manifestDirectory, places);
  if (manifest === undefined) return undefined;
  return { package: manifest, workspace: members.has(hello.manifestDirectory) ? workspaceRoot : manifest };
}

/** The path that macros see, for one that the configuration names (docs/capabilities.md). */
function grantedPath(written: string, manifest: string): string {
  const [, root = "", below = written] = /^(workspace|out-dir):(.*)$/s.exec(written) ?? [];
  const base = root === "workspace" ? workspaceRoot : root === "out-dir" ? outDirectoryRoot : manifest;
  const parts = below.split("/").filter((part) => part !== "" && part !== ".");
  return [base, ...parts].join("/");
}

/** How the configuration names a path that macros see; undefined where nothing there can be granted. */
export function writtenPath(virtual: string, hello: Hello, places: VirtualPlaces): string | undefined {
  const manifest = toVirtual(hello.manifestDirectory, places);
  const below = (base: string) => (virtual === base ? "." : virtual.startsWith(`${base}/`) ? virtual.slice(base.length + 1) : undefined);
  const own = manifest === undefined ? undefined : below(manifest);
  if (own !== undefined) return own;
  const inWorkspace = below(workspaceRoot);
  if (inWorkspace !== undefined && toReal(virtual, places) !== undefined) return `workspace:${inWorkspace}`;
  const inOut = below(outDirectoryRoot);
  return inOut === undefined ? undefined : `out-dir:${inOut}`;
}
