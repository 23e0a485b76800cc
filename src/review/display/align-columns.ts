import { columnsOf } from "./visible-text.ts";

export interface AlignOptions {
  /** Columns of the table that are flush right. */
  readonly right?: ReadonlySet<number>;
  /** Whether the first row has the columns' names. */
  readonly titled?: boolean;
  /** What a terminal has room for; undefined for a pipe. */
  readonly columns?: number | undefined;
}

/**
 * Rows as aligned columns, two spaces apart, without trailing spaces; ends with a line feed. Where a terminal has no
 * room for that, each row is its first cell and, below it, the others. Cells must be visible text on one line.
 */
export function alignColumns(rows: readonly (readonly string[])[], { right = new Set(), titled = false, columns }: AlignOptions = {}): string {
  const widths: number[] = [];
  const sizes = rows.map((row) => row.map(columnsOf));
  for (const row of sizes) {
    for (const [column, size] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, size);
  }
  const width = widths.reduce((sum, one) => sum + one + 2, -2);
  if (columns !== undefined && width > columns) return stack(rows, columns, titled);
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

/** Each row as a few lines: named cells say what they are, empty ones are left out. */
function stack(rows: readonly (readonly string[])[], columns: number, titled: boolean): string {
  const [titles = [], ...named] = rows;
  return (titled ? named : rows)
    .map(([first = "", ...cells]) => {
      const lines = [first];
      let line = "";
      for (const [index, cell] of cells.entries()) {
        if (cell === "") continue;
        const shown = titled ? `${titles[index + 1] ?? ""} ${cell}` : cell;
        if (line !== "" && columnsOf(line) + 2 + columnsOf(shown) > columns) {
          lines.push(line);
          line = "";
        }
        line = line === "" ? `  ${shown}` : `${line}  ${shown}`;
      }
      return [...lines, ...(line === "" ? [] : [line])].map((one) => `${one}\n`).join("");
    })
    .join("");
}
