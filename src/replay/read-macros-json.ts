import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { SilcrowError } from "#diagnostics";
import { type MacrosJson, parseMacrosJson } from "#format";

/** Reads macros.json of a cache directory. Throws SC0207, SC0210 or SC0205. */
export async function readMacrosJson(cacheDirectory: string): Promise<MacrosJson> {
  const directory = await stat(cacheDirectory).catch(() => undefined);
  if (directory === undefined || !directory.isDirectory()) {
    throw new SilcrowError("SC0207", `there is no cache directory ${cacheDirectory}`);
  }
  const file = path.join(cacheDirectory, "macros.json");
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    throw new SilcrowError("SC0210", `cannot read ${file}`, { cause });
  }
  const parsed = parseMacrosJson(text);
  if (parsed.kind === "macros") return parsed.macros;
  if (parsed.kind === "newer") {
    throw new SilcrowError("SC0205", `${file} was written by a newer silcrow`, {
      notes: [`its version is ${parsed.version}`],
      help: "update silcrow",
    });
  }
  throw new SilcrowError("SC0210", `${file} is damaged`, { notes: [parsed.problem] });
}
