import { stripControl } from "#diagnostics";
import type { CommandContext } from "./context.ts";

/** Says that nothing has a name, and which names are near to it. */
export function sayMissing(stderr: CommandContext["stderr"], what: string, nearest: readonly string[]): void {
  stderr.write(`nothing in the macro cache fits \`${stripControl(what)}\`\n`);
  if (nearest.length > 0) stderr.write(`  the nearest names: ${nearest.map(stripControl).join(", ")}\n`);
  else stderr.write("  `silcrow list` shows what is there\n");
}
