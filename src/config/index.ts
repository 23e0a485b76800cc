export { loadSettings } from "./load-settings.ts";
export { parseSize } from "./parse-size.ts";
export type { LoadedSettings, Settings } from "./settings.ts";
