/** Whether a JSON value is an object: not null, not an array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** JSON with a space behind each comma and colon, without keys that are undefined. */
export function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(", ")}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}: ${onOneLine(item)}`).join(", ")}}`;
}

/**
 * Why a text that `JSON.parse` takes is refused nevertheless, and where: a key that occurs twice (of which other
 * readers take the other one), half a surrogate pair, more than 64 objects and arrays inside each other.
 */
export function strictJsonProblem(text: string): { readonly message: string; readonly offset: number } | undefined {
  const open: (Set<string> | undefined)[] = [];
  for (const { 0: token, 1: colon, index: offset } of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g)) {
    if (token === "{" || token === "[") {
      if (open.push(token === "{" ? new Set() : undefined) > 64) return { message: "nested too deeply", offset };
    } else if (token === "}" || token === "]") {
      open.pop();
    } else {
      const value = JSON.parse(colon === undefined ? token : token.slice(0, -colon.length)) as string;
      if (!value.isWellFormed()) return { message: "half a surrogate pair", offset };
      if (colon === undefined) continue;
      const keys = open.at(-1);
      if (keys?.has(value)) return { message: `the key ${JSON.stringify(value)} occurs twice`, offset };
      keys?.add(value);
    }
  }
  return undefined;
}
