import { columnsOf } from "./visible-text.ts";

/**
 * Rows as aligned columns, two spaces apart, without trailing spaces; ends with a line feed. Cells must be visible
 * text on one line. Columns named in `right` are flush right.
 */
export function alignColumns(rows: readonly (readonly string[])[], right: ReadonlySet<number> = new Set()): string {
  const widths: number[] = [];
  const sizes = rows.map((row) => row.map(columnsOf));
  for (const row of sizes) {
    for (const [column, size] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, size);
  }
  return rows
    .map((row, index) => {
      const cells = row.map((cell, column) => {
        const space = " ".repeat((widths[column] ?? 0) - (sizes[index]?.[column] ?? 0));
        return right.has(column) ? space + cell : cell + space;
      });
      return `${cells.join("  ").trimEnd()}\n`;
    })
    .join("");
}
