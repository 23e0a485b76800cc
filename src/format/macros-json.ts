import { identifier } from "./identifier.ts";
import { isRecord, onOneLine } from "./json-text.ts";
import {
  type Capabilities,
  type DependencyRecord,
  type MacroCrateRecord,
  type MacroRecord,
  type MacrosJson,
  macrosVersion,
} from "./macros-json-model.ts";

export type ParsedMacrosJson =
  | { readonly kind: "macros"; readonly macros: MacrosJson }
  | { readonly kind: "damaged"; readonly problem: string }
  | { readonly kind: "newer"; readonly version: number };

/** Reads the text of macros.json. Keys that are not known are passed over. */
export function parseMacrosJson(text: string): ParsedMacrosJson {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { kind: "damaged", problem: error instanceof Error ? error.message : String(error) };
  }
  const version = isRecord(json) ? json["silcrow_macros_version"] : undefined;
  if (typeof version === "number" && version > macrosVersion) return { kind: "newer", version };
  try {
    return { kind: "macros", macros: readMacros(new Node(json, "")) };
  } catch (error) {
    if (!(error instanceof Unexpected)) throw error;
    return { kind: "damaged", problem: error.message };
  }
}

/** The text of macros.json: crates in the order of their items, everything else in a fixed order too. */
export function printMacrosJson({ layout, macro_crates }: MacrosJson): string {
  const crates = [...macro_crates].sort((a, b) => compare(a.macro_item, b.macro_item)).map(printCrate);
  const list = crates.length === 0 ? "[]" : `[\n${crates.join(",\n")}\n  ]`;
  const laidOut = layout === undefined ? "" : `  "layout": ${layout},\n`;
  return `{\n  "silcrow_macros_version": ${macrosVersion},\n${laidOut}  "macro_crates": ${list}\n}\n`;
}

function printCrate(crate: MacroCrateRecord): string {
  const dependencies = [...crate.dependencies].sort(
    (a, b) => compare(a.name, b.name) || compareVersions(a.version, b.version) || compare(a.source ?? "", b.source ?? ""),
  );
  const macros = [...crate.macros].sort((a, b) => compare(a.name, b.name) || compare(a.kind, b.kind));
  const lines: readonly (readonly [keyof MacroCrateRecord, string])[] = [
    ["package", onOneLine(crate.package)],
    ["version", onOneLine(crate.version)],
    ["source", onOneLine(crate.source)],
    ["checksum", onOneLine(crate.checksum)],
    ["edition", onOneLine(crate.edition)],
    ["crate_name", onOneLine(crate.crate_name)],
    ["macro_item", onOneLine(crate.macro_item)],
    ["macro_hash", onOneLine(crate.macro_hash)],
    ["features", onOneLine([...crate.features].sort())],
    ["root_length", onOneLine(crate.root_length)],
    ["dependencies", perLine(dependencies.map(dependencyInOrder))],
    ["macros", perLine(macros.map(({ name, kind, helper_attributes }) => ({ name, kind, helper_attributes })))],
    ...(crate.keeps_state === true ? [["keeps_state", "true"] as const] : []),
    ["sandbox", onOneLine({ kind: crate.sandbox.kind, abi: crate.sandbox.abi })],
    ["capabilities", onOneLine({ env: inOrder(crate.capabilities.env), read: inOrder(crate.capabilities.read) })],
  ];
  return `    {\n${lines.map(([key, value]) => `      ${JSON.stringify(key)}: ${value}`).join(",\n")}\n    }`;
}

function dependencyInOrder({ name, version, source, checksum, features }: DependencyRecord): DependencyRecord {
  return { name, version, source, checksum, features: [...features].sort() };
}

function inOrder(list: readonly string[] | undefined): string[] | undefined {
  return list === undefined || list.length === 0 ? undefined : [...list].sort();
}

function perLine(items: readonly unknown[]): string {
  if (items.length === 0) return "[]";
  return `[\n${items.map((item) => `        ${onOneLine(item)}`).join(",\n")}\n      ]`;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** By numbers where both have them, so that 0.10.0 comes after 0.9.0. */
function compareVersions(a: string, b: string): number {
  const left = a.split(/[.+-]/);
  const right = b.split(/[.+-]/);
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const one = left[index] ?? "";
    const other = right[index] ?? "";
    if (one === other) continue;
    return /^\d+$/.test(one) && /^\d+$/.test(other) ? Number(one) - Number(other) : compare(one, other);
  }
  return 0;
}

function readMacros(root: Node): MacrosJson {
  if (root.at("silcrow_macros_version").value !== macrosVersion) root.at("silcrow_macros_version").fail(`${macrosVersion}`);
  const layout = root.at("layout");
  return {
    silcrow_macros_version: macrosVersion,
    ...(layout.value === undefined ? {} : { layout: layout.natural() }),
    macro_crates: root.at("macro_crates").list(readCrate),
  };
}

function readCrate(node: Node): MacroCrateRecord {
  const sandbox = node.at("sandbox");
  return {
    package: node.at("package").text(),
    version: node.at("version").text(),
    source: node.at("source").textOrNull(),
    checksum: node.at("checksum").textOrNull(),
    edition: node.at("edition").matching(/^20(?:15|18|21|24)$/, `"2015", "2018", "2021" or "2024"`),
    crate_name: node.at("crate_name").matching(/^[\p{XID_Start}_]\p{XID_Continue}*$/u, "a crate name"),
    macro_item: node.at("macro_item").matching(/^[\p{XID_Start}_]\p{XID_Continue}*_[0-9a-f]{12}$/u, "a crate name, _ and 12 hex digits"),
    macro_hash: node.at("macro_hash").matching(/^sha256:[0-9a-f]{64}$/, `"sha256:" and 64 lower-case hex digits`),
    features: node.at("features").list((item) => item.text()),
    root_length: node.at("root_length").natural(),
    dependencies: node.at("dependencies").list(readDependency),
    macros: node.at("macros").list(readMacro),
    ...(node.at("keeps_state").flag() ? { keeps_state: true } : {}),
    sandbox: { kind: sandbox.at("kind").oneOf(["wasm", "process"]), abi: sandbox.at("abi").natural() },
    capabilities: readCapabilities(node.at("capabilities")),
  };
}

function readDependency(node: Node): DependencyRecord {
  return {
    name: node.at("name").text(),
    version: node.at("version").text(),
    source: node.at("source").textOrNull(),
    checksum: node.at("checksum").textOrNull(),
    features: node.at("features").list((item) => item.text()),
  };
}

function readMacro(node: Node): MacroRecord {
  const helpers = node.at("helper_attributes");
  const macro: MacroRecord = {
    name: node.at("name").matching(identifier, "an identifier"),
    kind: node.at("kind").oneOf(["function", "attribute", "derive"]),
  };
  if (helpers.value === undefined) return macro;
  return { ...macro, helper_attributes: helpers.list((item) => item.matching(identifier, "an identifier")) };
}

function readCapabilities(node: Node): Capabilities {
  const list = (key: "env" | "read") => {
    const found = node.at(key);
    return found.value === undefined ? {} : { [key]: found.list((item) => item.text()) };
  };
  return { ...list("env"), ...list("read") };
}


/** Leaves the readers above; never seen outside this file. */
class Unexpected extends Error {}

/** A JSON value and where it stands, such as `.macro_crates[0].package`. */
class Node {
  readonly value: unknown;
  readonly #place: string;

  constructor(value: unknown, place: string) {
    this.value = value;
    this.#place = place;
  }

  at(key: string): Node {
    if (!isRecord(this.value)) return this.fail("an object");
    return new Node(Object.hasOwn(this.value, key) ? this.value[key] : undefined, `${this.#place}.${key}`);
  }

  list<T>(read: (item: Node) => T): T[] {
    if (!Array.isArray(this.value)) return this.fail("an array");
    return this.value.map((item, index) => read(new Node(item, `${this.#place}[${index}]`)));
  }

  text(): string {
    if (typeof this.value !== "string" || this.value === "") return this.fail("a string that is not empty");
    return this.value;
  }

  textOrNull(): string | null {
    return this.value === null ? null : this.text();
  }

  matching(pattern: RegExp, what: string): string {
    const text = this.text();
    return pattern.test(text) ? text : this.fail(what);
  }

  oneOf<T extends string>(choices: readonly T[]): T {
    const found = choices.find((choice) => choice === this.value);
    return found ?? this.fail(choices.map((choice) => `"${choice}"`).join(" or "));
  }

  /** False when it is absent. */
  flag(): boolean {
    if (this.value === undefined || typeof this.value === "boolean") return this.value ?? false;
    return this.fail("true or false");
  }

  natural(): number {
    if (!Number.isSafeInteger(this.value) || (this.value as number) < 0) return this.fail("a number");
    return this.value as number;
  }

  fail(expected: string): never {
    const place = this.#place === "" ? "the file" : this.#place.slice(1);
    throw new Unexpected(this.value === undefined ? `${place} is missing` : `${place} must be ${expected}`);
  }
}
