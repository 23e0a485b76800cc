const units: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  k: 2 ** 10,
  kb: 2 ** 10,
  kib: 2 ** 10,
  m: 2 ** 20,
  mb: 2 ** 20,
  mib: 2 ** 20,
  g: 2 ** 30,
  gb: 2 ** 30,
  gib: 2 ** 30,
};

/** The most that a 32-bit WebAssembly memory can hold. */
const mostOfModule = 4 * 2 ** 30;

/**
 * Bytes of a memory size such as `512MiB`, `1 GiB` or `67108864`; units are powers of two however
 * they are spelled. undefined for anything else, for sizes below 1 MiB and beyond `most`.
 */
export function parseSize(text: string, most = mostOfModule): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim());
  const unit = units[match?.[2]?.toLowerCase() ?? "?"];
  if (match === null || unit === undefined) return undefined;
  const bytes = Math.floor(Number(match[1]) * unit);
  return bytes >= 2 ** 20 && bytes <= most ? bytes : undefined;
}
