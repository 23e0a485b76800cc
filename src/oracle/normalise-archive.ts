/**
 * Takes the compiler's random numbers out of a static library. When it compiles incrementally, rustc puts a number
 * that it draws for each run into the names of object files (`app.1x2y.0da5aoq.rcgu.o`), which an archive lists:
 * there two builds of the same kind differ as well. Anything else is handed back as it is.
 */
export function normaliseArchive(file: Buffer): Buffer {
  const names = nameTable(file);
  if (names === undefined) return file;
  const text = file.toString("latin1", names.start, names.end).replace(/\.[0-9a-z]{7}(?=\.rcgu\.o\/)/g, ".0000000");
  return Buffer.concat([file.subarray(0, names.start), Buffer.from(text, "latin1"), file.subarray(names.end)]);
}

/** Where the member `//` of an archive in GNU's format lies, which holds the names of more than 15 characters. */
function nameTable(file: Buffer): { readonly start: number; readonly end: number } | undefined {
  if (file.toString("latin1", 0, 8) !== "!<arch>\n") return undefined;
  for (let at = 8; at + 60 <= file.length; ) {
    const size = Number(file.toString("latin1", at + 48, at + 58).trim());
    if (!Number.isInteger(size)) return undefined;
    const start = at + 60;
    if (file.toString("latin1", at, at + 16).trimEnd() === "//") return { start, end: Math.min(start + size, file.length) };
    at = start + size + (size % 2);
  }
  return undefined;
}
