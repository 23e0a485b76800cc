export { rustcMode, type RustcModeOptions } from "./rustc-mode.ts";
