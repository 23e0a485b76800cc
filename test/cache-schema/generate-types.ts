import { readFileSync } from "node:fs";
import path from "node:path";
import { compile } from "json-schema-to-typescript";

export const schemaFolder = path.join(import.meta.dirname, "../../cache-schema");

export function readSchema(name: "entry" | "macros"): { readonly required: readonly string[] } {
  return JSON.parse(readFileSync(path.join(schemaFolder, `${name}.schema.json`), "utf8")) as { readonly required: readonly string[] };
}

/** The TypeScript that a schema stands for. */
export async function generateTypes(name: "entry" | "macros"): Promise<string> {
  return compile(structuredClone(readSchema(name)) as Parameters<typeof compile>[0], name, {
    bannerComment: `// Made from cache-schema/${name}.schema.json; UPDATE_GOLDEN=1 writes it again.`,
    additionalProperties: false,
    ignoreMinAndMaxItems: true,
    style: { printWidth: 120 },
  });
}
