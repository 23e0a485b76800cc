import { SilcrowError } from "#diagnostics";
import type { MacroCrateRecord } from "#format";

const editions: readonly MacroCrateRecord["edition"][] = ["2015", "2018", "2021", "2024"];

/** A macro crate's edition as macros.json has it. Throws SC0306 for one that this silcrow does not know. */
export function macroEdition(text: string, crateName: string): MacroCrateRecord["edition"] {
  const known = editions.find((edition) => edition === text);
  if (known !== undefined) return known;
  throw new SilcrowError("SC0306", `the macro crate \`${crateName}\` has the edition ${text}, which this silcrow does not know`, {
    help: "update silcrow",
  });
}
