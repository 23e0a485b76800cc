import type { Depends, EntryMetadata, ScopeExplanation } from "#format/reading";
import type { EntryFile } from "./entry-files.ts";

/** `wstr!`, `#[instrument]` or `#[derive(Serialize)]`, as the invocation is written. */
export function macroAsWritten(name: string, kind: EntryMetadata["macro_kind"]): string {
  if (kind === "function") return `${name}!`;
  return kind === "derive" ? `#[derive(${name})]` : `#[${name}]`;
}

/** The last part of `macro_item`; file names may have it shortened. */
export function macroNameOf(file: EntryFile, metadata: EntryMetadataLike | undefined): string {
  return metadata?.macro_item.split("::").at(-1) || file.macroName;
}

type EntryMetadataLike = Pick<EntryMetadata, "macro_item">;

/** The package of the macro, or what stands for it where the entry does not say. */
export function macroPackageOf(metadata: Pick<EntryMetadata, "macro_item" | "macro_package">): string {
  return metadata.macro_package ?? metadata.macro_item.split("::")[0] ?? "";
}

/** What the macro looked at beside its tokens: `env HOME`, `file app/templates/a.html`, `position` … */
export function observedBy(depends: Depends | undefined): string[] {
  if (depends === undefined) return [];
  const { env, position, span_debug, source_text, cwd, files = {}, directories = {}, links = {}, state } = depends;
  const others = [position !== undefined && "position", span_debug !== undefined && "span debug", source_text !== undefined && "source text", cwd !== undefined && "working directory", state !== undefined && "earlier invocations"];
  const seen = Object.entries(files).map(([path, what]) => {
    if (what === null) return `no file ${placeName(path)}`;
    return `${what === "directory" ? "folder" : "file"} ${placeName(path)}`;
  });
  const listed = Object.keys(directories).map((path) => `list of ${placeName(path)}`);
  const led = Object.keys(links).map((path) => `link ${placeName(path)}`);
  return [...Object.keys(env ?? {}).map((name) => `env ${name}`), ...seen, ...listed, ...led, ...others.filter((what) => what !== false)];
}

/** A virtual path for people: relative to the workspace where it is in it. */
function placeName(path: string): string {
  return path.replace(/^\/silcrow-workspace(?:\/|$)/, "") || "the workspace";
}

export function explainScope(scope: ScopeExplanation | undefined): string {
  if (scope === undefined) return "not explained by the entry";
  return scope === "mixed_site" ? "the mixed site: local names that only this macro sees" : `names as in ${scope.input}`;
}

export function placeOf({ source_file, expand_linenum }: Pick<EntryMetadata, "source_file" | "expand_linenum">): string {
  return source_file === undefined ? `line ${expand_linenum}` : `${source_file}:${expand_linenum}`;
}
