import { parsePackageId } from "#cargo";

/** What a build says in JSON, by package and crate. */
export interface CargoMessages {
  readonly diagnostics: readonly BuildDiagnostic[];
  readonly artefacts: readonly BuildArtefact[];
}

export interface CrateName {
  /** Name and version. */
  readonly package: string;
  readonly crate: string;
}

export interface BuildDiagnostic extends CrateName {
  readonly level: string;
  readonly rendered: string;
  /** The whole message, but for the text of lines in which macros are defined. */
  readonly json: string;
  /** The crate's root file. */
  readonly root: string;
}

export interface BuildArtefact extends CrateName {
  /** Absolute paths of executables, cdylibs and staticlibs. */
  readonly files: readonly string[];
}

/** Reads the output of `cargo … --message-format=json`; other lines are what macros and build scripts print. */
export function parseCargoMessages(stdout: string): CargoMessages {
  const diagnostics: BuildDiagnostic[] = [];
  const artefacts: BuildArtefact[] = [];
  for (const line of stdout.split("\n")) {
    if (!line.startsWith('{"reason":"compiler-')) continue;
    const message = JSON.parse(line) as CompilerMessage | CompilerArtefact;
    const name = crateName(message);
    if (message.reason === "compiler-message") {
      const { level, rendered } = message.message;
      diagnostics.push({ ...name, level, rendered: rendered ?? "", json: JSON.stringify(message.message, withoutDefinitionText), root: message.target.src_path });
    } else {
      const linked = message.filenames.filter((file) => isLinked(file, message.target.crate_types));
      const executable = message.executable === null || linked.includes(message.executable) ? [] : [message.executable];
      artefacts.push({ ...name, files: [...linked, ...executable] });
    }
  }
  return { diagnostics, artefacts };
}

/**
 * Where a macro is defined is told as natively, but without the line's text: rustc shows a line only of a file that
 * it knows to be the one that was compiled.
 */
function withoutDefinitionText(key: string, value: unknown): unknown {
  return key === "def_site_span" && typeof value === "object" && value !== null ? { ...value, text: [] } : value;
}

interface Message {
  readonly package_id: string;
  readonly target: { readonly kind: readonly string[]; readonly crate_types: readonly string[]; readonly name: string; readonly src_path: string };
}

interface CompilerMessage extends Message {
  readonly reason: "compiler-message";
  readonly message: { readonly level: string; readonly rendered: string | null };
}

interface CompilerArtefact extends Message {
  readonly reason: "compiler-artifact";
  readonly filenames: readonly string[];
  readonly executable: string | null;
}

function crateName({ package_id, target }: Message): CrateName {
  const id = parsePackageId(package_id);
  return { package: id === undefined ? package_id : `${id.name} ${id.version}`, crate: target.name.replaceAll("-", "_") };
}

/** Libraries that link to code of other languages, and executables of all kinds; not rustc's own formats. */
function isLinked(file: string, crateTypes: readonly string[]): boolean {
  if (/\.(rlib|rmeta|d|pdb|dwp|dSYM)$/.test(file)) return false;
  return crateTypes.some((type) => type === "bin" || type === "cdylib" || type === "staticlib" || type === "dylib");
}
