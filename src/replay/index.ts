export { asError, checkMacroCrates, type CheckedMacroCrates } from "./check-macro-crates.ts";
export { matchMacroCrate, type MacroCrateMatch } from "./match-macro-crate.ts";
export { readMacrosJson } from "./read-macros-json.ts";
export { replay, type ReplayRequest } from "./replay.ts";
