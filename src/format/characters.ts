// All of these answer false for NaN, which `charCodeAt` gives beyond the end of a text.

/** Whether a UTF-16 code unit is white space in an expansion (docs/format.md §4). */
export function isWhiteSpace(unit: number): boolean {
  if (unit < 0x80) return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d);
  return unit === 0x85 || unit === 0x200e || unit === 0x200f || unit === 0x2028 || unit === 0x2029;
}

/** Whether a code unit may start a name: `_`, an ASCII letter, or non-ASCII but white space and `§`. */
export function isNameStart(unit: number): boolean {
  if (unit < 0x80) return asciiClass[unit]! >= nameStart;
  return unit >= 0x80 && unit !== section && !isWhiteSpace(unit);
}

/** Whether a code unit may continue a name: as `isNameStart`, and ASCII digits. */
export function isNameContinue(unit: number): boolean {
  if (unit < 0x80) return asciiClass[unit]! >= digit;
  return unit >= 0x80 && unit !== section && !isWhiteSpace(unit);
}

export function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

/** Whether a code unit is one of the operators' characters; `'` is not among them. */
export function isPunctChar(unit: number): boolean {
  return unit < 0x80 && asciiClass[unit] === punct;
}

/** The code of `§`. */
export const section = 0xa7;

const punct = 1;
const digit = 2;
const nameStart = 3;
const asciiClass = new Uint8Array(0x80);
for (const char of "=<>!~+-*/%^&|@.,;:#$?") asciiClass[char.charCodeAt(0)] = punct;
for (const char of "0123456789") asciiClass[char.charCodeAt(0)] = digit;
for (const char of "_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") asciiClass[char.charCodeAt(0)] = nameStart;
