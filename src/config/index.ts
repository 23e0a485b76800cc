export { type EffectiveSetting, effectiveSettings } from "./effective-settings.ts";
export { addLines, gitAttributes } from "./git-attributes.ts";
export { loadSettings, projectFolder, withPoliciesOf } from "./load-settings.ts";
export { parseSize } from "./parse-size.ts";
export { printInitialFile } from "./print-initial-file.ts";
export { type MacroRequest, readMacroRequest } from "./macro-request.ts";
export { beyond, enforceOnCache, enforcePolicies, type MacroRights } from "./policy.ts";
export type { GrantedCapabilities, LoadedSettings, Policy, PolicyInForce, Settings } from "./settings.ts";
export { settingsProperties, settingsSchemaText } from "./settings-schema.ts";
