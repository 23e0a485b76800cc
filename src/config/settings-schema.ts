import { readFileSync } from "node:fs";

/** What silcrow itself reads of a node of the schema. */
export interface SchemaNode {
  readonly description?: string;
  readonly type?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
}

const file = new URL("../../cache-schema/config.schema.json", import.meta.url);

/** The JSON Schema of the configuration, as text. */
export function settingsSchemaText(): string {
  return readFileSync(file, "utf8");
}

/** The schema's properties without `$schema`, which is for editors alone. */
export function settingsProperties(): Readonly<Record<string, SchemaNode>> {
  const { $schema: _, ...properties } = (JSON.parse(settingsSchemaText()) as SchemaNode).properties ?? {};
  return properties;
}
