import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { parseSize } from "#config";
import { keys } from "../../src/config/check-settings.ts";

const root = path.join(import.meta.dirname, "../..");

test("the schema, the program and the page know the same keys", () => {
  const schema = JSON.parse(readFileSync(path.join(root, "cache-schema/config.schema.json"), "utf8")) as Node;
  const names = keyNames(schema.properties ?? {}).filter((name) => name !== "$schema");
  expect(names).toEqual(known(keys));
  const page = readFileSync(path.join(root, "docs/configuration.md"), "utf8");
  expect([...page.matchAll(/^\| `([a-zA-Z.]+)` \|/gm)].map(([, name]) => name)).toEqual(expect.arrayContaining(names));
});

test.each([
  ["67108864", 2 ** 26],
  ["512M", 2 ** 29],
  ["512MiB", 2 ** 29],
  ["1 gb", 2 ** 30],
  ["4GiB", 2 ** 32],
  ["5GiB", undefined],
  ["1", undefined],
  ["", undefined],
  ["-1M", undefined],
  ["1T", undefined],
  ["M", undefined],
  ["1MM", undefined],
  ["1constructor", undefined],
])("parseSize(%j) is %s", (text, bytes) => {
  expect(parseSize(text)).toBe(bytes);
});

interface Node {
  readonly properties?: Record<string, Node>;
}

function keyNames(properties: Record<string, Node>): string[] {
  return Object.entries(properties).flatMap(([name, node]) =>
    node.properties === undefined ? [name] : keyNames(node.properties).map((inner) => `${name}.${inner}`),
  );
}

function known(expectations: object): string[] {
  return Object.entries(expectations as typeof keys).flatMap(([name, expectation]) =>
    "keys" in expectation ? known(expectation.keys).map((inner) => `${name}.${inner}`) : [name],
  );
}
