import path from "node:path";
import { parseSize } from "./parse-size.ts";
import type { Settings } from "./settings.ts";

export type CheckedSettings =
  | { readonly kind: "valid"; readonly settings: Settings }
  | { readonly kind: "invalid"; readonly problems: readonly string[] };

/**
 * Turns the content of a configuration file into settings. `file` is its absolute path: relative
 * paths inside are meant relative to its folder. Every problem names its key.
 */
export function checkSettings(content: unknown, file: string): CheckedSettings {
  if (!isObject(content)) return { kind: "invalid", problems: [`the content must be an object, but is ${typeName(content)}`] };
  const problems: string[] = [];
  const settings: Record<string, unknown> = {};
  checkObject(content, keys, "", { folder: path.dirname(file), problems, settings });
  return problems.length > 0 ? { kind: "invalid", problems } : { kind: "valid", settings: settings as Settings };
}

interface Target {
  readonly folder: string;
  readonly problems: string[];
  readonly settings: Record<string, unknown>;
}

interface Expectation {
  readonly expected: string;
  /** The setting, or undefined when the value is not what is expected. */
  read(value: unknown, folder: string): unknown;
}
export type Keys = { readonly [key: string]: Expectation | { readonly keys: Keys } };

/** The keys of cache-schema/config.schema.json; a test compares the two. */
export const keys: Keys = {
  cacheDir: {
    expected: "a path",
    read: (value, folder) => (typeof value === "string" && value !== "" && !value.includes("\0") ? path.resolve(folder, value) : undefined),
  },
  deadlineSeconds: {
    expected: "a number of seconds above 0",
    read: (value) => (typeof value === "number" && Number.isFinite(value) && value > 0 ? value : undefined),
  },
  memoryLimit: {
    expected: 'a size between 1 MiB and 4 GiB, such as "512MiB"',
    read: (value) => parseSize(typeof value === "number" ? String(value) : typeof value === "string" ? value : ""),
  },
  jobs: {
    expected: "a whole number from 1 to 256",
    read: (value) => (Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 256 ? value : undefined),
  },
  emit: {
    keys: {
      arguments: {
        expected: "an array of strings",
        read: (value) => (isTextArray(value) ? value : undefined),
      },
    },
  },
  audit: {
    keys: {
      allow: {
        expected: 'an object of arrays of flags by macro, such as {"pin_project": ["unsafe"]}',
        read: (value) => (isObject(value) && Object.values(value).every(isTextArray) ? value : undefined),
      },
    },
  },
};

function checkObject(content: Record<string, unknown>, known: Keys, prefix: string, target: Target): void {
  for (const [key, value] of Object.entries(content)) {
    // Editors use `$schema`; it says nothing to silcrow.
    if (prefix === "" && key === "$schema") continue;
    const expectation = Object.hasOwn(known, key) ? known[key] : undefined;
    if (expectation === undefined) {
      target.problems.push(`unknown key \`${prefix}${key}\`; known are ${list(Object.keys(known))}`);
    } else if ("keys" in expectation) {
      if (!isObject(value)) {
        target.problems.push(`\`${prefix}${key}\` must be an object, but is ${typeName(value)}`);
        continue;
      }
      const inner: Record<string, unknown> = {};
      target.settings[key] = inner;
      checkObject(value, expectation.keys, `${prefix}${key}.`, { ...target, settings: inner });
    } else {
      const setting = expectation.read(value, target.folder);
      if (setting === undefined) {
        target.problems.push(`\`${prefix}${key}\` must be ${expectation.expected}, but is ${shown(value)}`);
      } else {
        target.settings[key] = setting;
      }
    }
  }
}

function isTextArray(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function typeName(value: unknown): string {
  if (value === null || value === undefined) return "empty";
  return Array.isArray(value) ? "an array" : `a ${typeof value}`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}
