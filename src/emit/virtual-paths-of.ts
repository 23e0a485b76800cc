import { virtualMarker, virtualRootsIn } from "#format";
import type { ExpandOutcome } from "#sandbox";
import type { Expand } from "./host-protocol.ts";

type Done = Extract<ExpandOutcome, { kind: "done" }>;

/** The roots that the expansion names, if the macro could know of them from us. */
export function virtualPathsOf({ rendered, observed }: Done, environment: Readonly<Record<string, string>>): string[] {
  const named = virtualRootsIn(rendered.expansion);
  if (named.length === 0) return [];
  const told =
    observed.cwd !== undefined ||
    observed.position ||
    [observed.files, observed.directories, observed.links].some((seen) => Object.keys(seen).length > 0) ||
    Object.keys(observed.env).some((name) => environment[name]?.includes(virtualMarker));
  return told ? named : [];
}

/** Whether what a macro was given spells a root's name by itself: then nobody can tell which one it wrote. */
export function isAmbiguous({ observed }: Done, request: Expand, environment: Readonly<Record<string, string>>): boolean {
  if (observed.sawVirtualNames) return true;
  if ([request.attrWire, request.inputWire].some((wire) => Buffer.from(wire).includes(virtualMarker))) return true;
  return Object.keys(observed.env).some((name) => environment[name]?.includes(virtualMarker, 1));
}
