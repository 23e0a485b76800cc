import { realpathSync, statSync } from "node:fs";

/** What changes when another file is put in the place of one, or it is written; undefined when there is none. */
export function fileState(file: string): string | undefined {
  try {
    const real = realpathSync(file);
    const { mtimeNs, ctimeNs, size, ino } = statSync(real, { bigint: true });
    return [real, mtimeNs, ctimeNs, size, ino].join(" ");
  } catch {
    return undefined;
  }
}

/** Whether both paths lead to one file, and there is one. */
export function isSameFile(one: string, other: string): boolean {
  const [a, b] = [identity(one), identity(other)];
  return a !== undefined && a === b;
}

function identity(file: string): string | undefined {
  try {
    const { dev, ino } = statSync(file, { bigint: true });
    return `${dev} ${ino}`;
  } catch {
    return undefined;
  }
}
