import { posix } from "node:path";
import { sha256, WireReader } from "#format";

/** Where the compiler runs and where the package is: files of the package are named relative to it. */
export interface PackagePlace {
  readonly cwd: string;
  readonly manifestDirectory: string;
}

export interface ObservationHashes {
  readonly position: string;
  readonly spanDebug: string;
  readonly sourceText: string;
}

/**
 * Hashes of what a macro can see of its spans (docs/contracts.md §3), from the positions that the shim sent.
 * The shim computes the same at replay, so the two must agree to the byte. Throws WireError.
 */
export function observationHashes(positions: Uint8Array, place: PackagePlace): ObservationHashes {
  const reader = new WireReader(positions);
  const files = Array.from({ length: reader.u() }, () => {
    const file = reader.string();
    reader.string();
    return relativeToPackage(file, place);
  });
  const position: string[] = [];
  const spanDebug: string[] = [];
  const sourceText: string[] = [];
  while (!reader.atEnd) {
    spanDebug.push(`${reader.string()}\n`);
    const file = files[reader.u()] ?? "";
    position.push(`${file}:${reader.u()}:${reader.u()}:${reader.u()}:${reader.u()}\n`);
    const length = reader.u();
    sourceText.push(`${length === 0 ? "-" : Buffer.from(reader.bytes(length - 1)).toString("utf8")}\n`);
  }
  return { position: sha256(...position), spanDebug: sha256(...spanDebug), sourceText: sha256(...sourceText) };
}

/** Without resolving links or `..`: the shim looks at the components alone. */
function relativeToPackage(file: string, { cwd, manifestDirectory }: PackagePlace): string {
  if (manifestDirectory === "") return file;
  const whole = posix.isAbsolute(file) ? file : `${cwd}/${file}`;
  const directory = manifestDirectory.replace(/\/+$/, "");
  return whole.startsWith(`${directory}/`) ? whole.slice(directory.length + 1) : file;
}
