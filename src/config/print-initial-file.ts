import type { SchemaNode } from "./settings-schema.ts";

export interface InitialFile {
  readonly properties: Readonly<Record<string, SchemaNode>>;
  /** Values that are in force; keys inside keys are written `emit.arguments`. */
  readonly chosen: Readonly<Record<string, unknown>>;
  /** Where editors find the schema, relative to the file. */
  readonly schema: string | undefined;
}

/**
 * The text of a configuration file in YAML: every key of the schema with its description, those of `chosen` in
 * force and the others commented out with their default or an example.
 */
export function printInitialFile({ properties, chosen, schema }: InitialFile): string {
  const lines = [
    ...(schema === undefined ? [] : [`# yaml-language-server: $schema=${schema}`]),
    "# Configuration of silcrow. Everything in it is optional, and the command line wins over it.",
    "# `silcrow config` shows what is in force, and where it comes from.",
  ];
  for (const [name, node] of Object.entries(properties)) lines.push("", ...printKey(name, node, name, chosen));
  return `${lines.join("\n")}\n`;
}

/** A key that is not in force begins with `#` and no space, so that taking the `#` away is all there is to do. */
function printKey(name: string, node: SchemaNode, path: string, chosen: Readonly<Record<string, unknown>>): string[] {
  const description = node.description === undefined ? [] : wrap(node.description).map((line) => `# ${line}`);
  if (node.properties !== undefined) {
    const isChosen = Object.keys(chosen).some((key) => key.startsWith(`${path}.`));
    const inner = Object.entries(node.properties).flatMap(([key, child]) => printKey(key, child, `${path}.${key}`, chosen));
    const lines = [`${name}:`, ...inner.map((line) => `  ${line}`)];
    return [...description, ...(isChosen ? lines : lines.map((line) => `#${line.replace(/^((?: {2})*)#(?! )/, "$1")}`))];
  }
  if (Object.hasOwn(chosen, path)) return [...description, `${name}: ${printValue(chosen[path])}`];
  return [...description, `#${name}: ${printValue(node.default ?? node.examples?.[0])}`.trimEnd()];
}

/** JSON is YAML; a plain word reads better without quotes. */
function printValue(value: unknown): string {
  if (value === undefined) return "";
  if (typeof value === "string" && /^[a-z][\w./-]*$/i.test(value) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(value)) return value;
  return spaced(value);
}

/** JSON on one line, with white space where people put it. */
function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}: ${spaced(inner)}`).join(", ")} }`;
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line !== "" && line.length + 1 + word.length > 98) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
