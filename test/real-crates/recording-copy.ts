import { cp, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const tokenRecorder = fileURLToPath(new URL("./recorder.rs", import.meta.url));

const exported =
  /#\[(proc_macro(?:_derive\(\s*(\w+)[^\]]*\)|_attribute)?)\]((?:\s*#\[[^\]]*\])*)\s*pub fn (\w+)\(([^)]*)\) -> (?:proc_macro::)?TokenStream \{/g;

/**
 * Copies a macro crate's package and makes each of its macros write its input and output to the folder
 * that SILCROW_TEST_RECORD names, or whatever else the module `recorder` does around a call. Returns the number
 * of macros found in the root file.
 */
export async function recordingCopy(packageFolder: string, target: string, recorder: string = tokenRecorder): Promise<number> {
  await cp(packageFolder, target, { recursive: true });
  const rootFile = path.join(target, "src/lib.rs");
  const source = await readFile(rootFile, "utf8");
  let count = 0;
  const edited = source.replace(exported, (_all, attribute: string, derive: string | undefined, more: string, name: string, parameters: string) => {
    const inner = `silcrow_inner_${count++}`;
    const [first = "", second = ""] = parameters.split(",").map((parameter) => parameter.trim().replace(/^mut /, "").split(":")[0]?.trim() ?? "");
    const plain = parameters.replace(/\bmut /g, "");
    const call =
      derive !== undefined
        ? `silcrow_recorder::derive("${derive}", ${first}, ${inner})`
        : attribute === "proc_macro"
          ? `silcrow_recorder::function("${name}", ${first}, ${inner})`
          : `silcrow_recorder::attribute("${name}", ${first}, ${second}, ${inner})`;
    return `#[${attribute}]${more}\npub fn ${name}(${plain}) -> proc_macro::TokenStream { ${call} }\nfn ${inner}(${parameters}) -> proc_macro::TokenStream {`;
  });
  await writeFile(rootFile, `${edited}\n#[path = ${JSON.stringify(recorder)}]\nmod silcrow_recorder;\n`);
  return count;
}
