import { visibleName } from "./visible-text.ts";

/** In words, what a view passes over. */
export function leftOutOf(more: number, unreadable: readonly string[]): string[] {
  const left: string[] = [];
  if (more > 0) left.push(`${more} more ${more === 1 ? "entry" : "entries"}: ask for less, or raise --limit`);
  if (unreadable.length > 0) left.push(`${unreadable.length} folders that cannot be read, such as ${visibleName(unreadable[0]!)}`);
  return left;
}
