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
/** An object whose keys are names of the user's. */
interface Names {
  readonly names: RegExp;
  readonly of: string;
  readonly each: { readonly keys: Keys } | Expectation;
}
export type Keys = { readonly [key: string]: Expectation | { readonly keys: Keys } | Names };

const packageName = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;
const packagePattern = /^[A-Za-z0-9*][A-Za-z0-9_*-]*$/;

const capabilityKeys: { readonly keys: Keys } = {
  keys: {
    env: {
      expected: 'an array of names of environment variables, such as "SQLX_*"',
      read: (value) => listOf(value, (item) => /^[A-Za-z0-9_*]+$/.test(item) && /[A-Za-z0-9]/.test(item)),
    },
    read: {
      expected: 'an array of paths in the package, such as "templates", or "workspace:shared" for the workspace',
      read: (value) => listOf(value, isPathInside),
    },
  },
};

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
  capabilities: { names: packageName, of: "packages of macros", each: capabilityKeys },
  sandbox: {
    names: packageName,
    of: "packages of macros",
    each: {
      expected: '"wasm" or "process"',
      read: (value) => (value === "wasm" || value === "process" ? value : undefined),
    },
  },
  policy: {
    keys: {
      sandbox: {
        expected: '"wasm"',
        read: (value) => (value === "wasm" ? value : undefined),
      },
      sandboxExceptions: {
        expected: 'an array of packages of macros, such as "ring-*"',
        read: (value) => listOf(value, (item) => packagePattern.test(item)),
      },
      capabilities: { names: packagePattern, of: "packages of macros", each: capabilityKeys },
      exemptWorkspace: {
        expected: "true or false",
        read: (value) => (typeof value === "boolean" ? value : undefined),
      },
    },
  },
  emit: {
    keys: {
      arguments: {
        expected: "an array of strings",
        read: (value) => (isTextArray(value) ? value : undefined),
      },
      buildScripts: {
        expected: '"sandbox", "sandbox-all" or "native"',
        read: (value) => (value === "sandbox" || value === "sandbox-all" || value === "native" ? value : undefined),
      },
      buildScriptSeconds: {
        expected: "a whole number of seconds from 1 to 86400",
        read: (value) => (Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 86_400 ? value : undefined),
      },
      buildScriptMemory: {
        expected: 'a size from 64 MiB to 1 TiB, such as "8GiB"',
        read: (value) => {
          const size = parseSize(typeof value === "number" ? String(value) : typeof value === "string" ? value : "", 2 ** 40);
          return size !== undefined && size >= 64 * 2 ** 20 ? size : undefined;
        },
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

function checkObject(content: Record<string, unknown>, known: Keys, prefix: string, target: Target, passOver: readonly string[] = []): void {
  for (const [key, value] of Object.entries(content)) {
    if (passOver.includes(key)) continue;
    // Editors use `$schema`; it says nothing to silcrow.
    if (prefix === "" && key === "$schema") continue;
    const expectation = Object.hasOwn(known, key) ? known[key] : undefined;
    if (expectation === undefined) {
      target.problems.push(`unknown key \`${prefix}${key}\`; known are ${list(Object.keys(known))}`);
    } else if ("names" in expectation) {
      if (!isObject(value)) {
        target.problems.push(`\`${prefix}${key}\` must be an object, but is ${typeName(value)}`);
        continue;
      }
      const wrong = Object.keys(value).filter((name) => !expectation.names.test(name));
      target.problems.push(...wrong.map((name) => `\`${prefix}${key}\` has names of ${expectation.of}, and ${shown(name)} is none`));
      const named = Object.keys(value).filter((name) => !wrong.includes(name));
      const inner: Record<string, unknown> = {};
      target.settings[key] = inner;
      checkObject(value, Object.fromEntries(named.map((name) => [name, expectation.each])), `${prefix}${key}.`, { ...target, settings: inner }, wrong);
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

function listOf(value: unknown, isItem: (item: string) => boolean): readonly string[] | undefined {
  return Array.isArray(value) && value.every((item) => typeof item === "string" && isItem(item)) ? (value as string[]) : undefined;
}

/** Nothing that leads out of the package or the workspace. */
function isPathInside(text: string): boolean {
  const path = text.replace(/^(?:workspace|out-dir):/, "");
  if (path === "" || path.startsWith("/") || path.includes("\\") || path.includes("\0")) return false;
  return !path.split("/").includes("..") && !/^[A-Za-z-]+:/.test(path);
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
