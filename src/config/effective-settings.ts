import { keys, type Keys } from "./check-settings.ts";
import { type SchemaNode, settingsProperties } from "./settings-schema.ts";
import type { LoadedSettings } from "./settings.ts";

export interface EffectiveSetting {
  /** `emit.arguments` for a key inside a key. */
  readonly key: string;
  /** Undefined where nothing is set and the default is found out by each run. */
  readonly value: unknown;
  readonly source: "default" | "file" | "command line";
  /** Absolute path for `file`, the option for `command line`. */
  readonly from: string | undefined;
  readonly description: string | undefined;
}

/**
 * Every key of the configuration with the value that is in force, as silcrow uses it: paths are absolute, sizes are
 * bytes. `folder` is the project's; `options` are values by key, with the option that set them.
 */
export function effectiveSettings(
  { settings, file }: Pick<LoadedSettings, "settings" | "file">,
  folder: string,
  options: Readonly<Record<string, { readonly value: unknown; readonly option: string }>> = {},
): EffectiveSetting[] {
  const visit = (properties: Readonly<Record<string, SchemaNode>>, known: Keys, content: unknown, prefix: string): EffectiveSetting[] =>
    Object.entries(properties).flatMap(([name, node]) => {
      const key = prefix + name;
      const expectation = known[name];
      const value = typeof content === "object" && content !== null ? (content as Record<string, unknown>)[name] : undefined;
      if (node.properties !== undefined && expectation !== undefined && "keys" in expectation) {
        return visit(node.properties, expectation.keys, value, `${key}.`);
      }
      const { description } = node;
      const option = options[key];
      if (option !== undefined) return [{ key, value: option.value, source: "command line", from: option.option, description }];
      if (value !== undefined) return [{ key, value, source: "file", from: file, description }];
      const byDefault = expectation !== undefined && "read" in expectation ? expectation.read(node.default, folder) : node.default;
      return [{ key, value: byDefault, source: "default", from: undefined, description }];
    });
  return visit(settingsProperties(), keys, settings, "");
}
