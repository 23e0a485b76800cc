import type { Cause } from "./compare-pair.ts";

/** A cause as a heading; `packages` are those of the macro before and now. */
export function describeCause(cause: Cause, [before, now]: readonly [string, string]): string {
  const macro = before === now ? `${now} changed without a new version` : `${before} became ${now}`;
  switch (cause) {
    case "macro-changed":
      return `macro upgraded: ${macro}`;
    case "macro-and-input-changed":
      return `macro upgraded, and its input changed: ${macro}`;
    case "input-changed":
      return `input changed: ${now}`;
    case "observed-changed":
      return `what the macro observed changed: ${now}`;
    case "unexplained":
      return `neither macro nor input changed: ${now}`;
  }
}
