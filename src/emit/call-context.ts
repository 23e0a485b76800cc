import { resolve } from "node:path";
import { itemName, type SourceFile, sourceContext } from "#source";
import type { Expand, Hello } from "./host-protocol.ts";
import { type SourceFiles, sourceName } from "./source-files.ts";

/** Where an invocation stands, for the entry's metadata and file name. Nothing of it takes part in matching. */
export interface CallContext {
  /** Absolute path and content of the call site's file, when there is one. */
  readonly path: string | undefined;
  readonly file: SourceFile | undefined;
  /** As `source_file` names it. */
  readonly sourceName: string | undefined;
  /** Modules below the crate's root. */
  readonly modules: readonly string[];
  readonly item: string | undefined;
  /** `macro-frag-spec`. */
  readonly fragment: string;
}

/** `roots` are the crate's possible root files. */
export function callContext(request: Expand, hello: Hello, roots: readonly string[], sources: SourceFiles): CallContext {
  const onItem = request.kind === "function" ? undefined : itemName(request.input);
  const fallback = request.kind === "function" ? "expr" : "item";
  if (request.localFile === "") {
    return { path: undefined, file: undefined, sourceName: undefined, modules: [], item: onItem, fragment: fallback };
  }
  const path = resolve(hello.cwd, request.localFile);
  const file = sources.open(path);
  const context = file === undefined ? undefined : sourceContext(file, request.kind, request.callStart);
  // A macro_rules of another crate calls the macro: its modules are not this crate's.
  const modules = sources.modulesOf(roots, path);
  const isOurs = modules !== undefined || roots.length === 0;
  return {
    path,
    file,
    sourceName: sourceName(path, hello.manifestDirectory || hello.cwd),
    modules: isOurs ? [...(modules ?? []), ...(context?.inlineModules ?? [])] : [],
    item: onItem ?? (isOurs ? context?.item : undefined),
    fragment: context?.fragment ?? fallback,
  };
}
