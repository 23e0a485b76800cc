import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import path from "node:path";

/** A file of the standard library, below its folder `library`, and what becomes of its text. */
interface ChangedFile {
  readonly file: string;
  readonly change: (source: string) => string;
}

/**
 * The standard library's sources as the sandbox needs them: links to the originals, and two files with a change.
 * `folder` is made. `programOutput` is the text of rust/program-output.rs.
 */
export async function shadowLibrary(library: string, folder: string, programOutput: string): Promise<void> {
  const changes: readonly ChangedFile[] = [
    { file: "core/src/hash/mod.rs", change: widenHashes },
    { file: "std/src/sys/process/unsupported.rs", change: (source) => askHostForPrograms(source, programOutput) },
  ];
  await shadowFolder(library, folder, changes);
}

async function shadowFolder(library: string, folder: string, changes: readonly ChangedFile[]): Promise<void> {
  await mkdir(folder);
  for (const entry of await readdir(library)) {
    const from = path.join(library, entry);
    const to = path.join(folder, entry);
    const exact = changes.find(({ file }) => file === entry);
    const below = changes.filter(({ file }) => file.startsWith(`${entry}/`));
    if (exact !== undefined) await writeFile(to, exact.change(await readFile(from, "utf8")));
    else if (below.length === 0) await symlink(from, to);
    else await shadowFolder(from, to, below.map(({ file, change }) => ({ file: file.slice(entry.length + 1), change })));
  }
}

/**
 * The source of core::hash in which `write_usize` writes 64 bits; unchanged where that function looks otherwise.
 *
 * In the sandbox a `usize` has 32 bits. `Hasher::write_usize` hands its bytes to the hasher, and with them goes the
 * length of all that is hashed; with 4 bytes in place of 8 every hash is another, and so is the order in which a
 * macro walks through a `HashMap` whose hasher has no random state. It is the order of an ordinary build that counts.
 */
export function widenHashes(source: string): string {
  return source.replace(/(fn write_usize\(&mut self, i: usize\) \{\s*self\.write\(&)i(\.to_ne_bytes\(\)\))/, "$1(i as u64)$2");
}

/**
 * The source of std::sys::process for targets without processes, which asks the host where it would only fail;
 * unchanged where it looks otherwise, and then macros are not told that there is a cargo to ask.
 */
export function askHostForPrograms(source: string, programOutput: string): string {
  const output = /(pub fn output\()_cmd(: &mut Command\) -> io::Result<\(ExitStatus, Vec<u8>, Vec<u8>\)> \{\s*)unsupported\(\)/;
  const spawn = /(\) -> io::Result<\(Process, StdioPipes\)> \{\s*)unsupported\(\)/;
  const fields = /pub struct Command \{\s*program: OsString,\s*args: Vec<OsString>,[^}]*\bcwd: Option<OsString>,/;
  if (![output, spawn, fields].every((expected) => expected.test(source))) return source;
  return source
    .replace(output, '$1cmd$2Ok((ExitStatus::default(), ask_host("output", cmd)?, Vec::new()))')
    .replace(spawn, '$1ask_host("spawn", self)?;\n        unsupported()')
    .concat(programOutput);
}
