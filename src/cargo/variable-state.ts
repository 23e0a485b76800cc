/** A variable's value in a unit's record: FNV-1a-64 in 16 hex digits, or `-` when it is unset. */
export function variableState(value: string | undefined): string {
  return value === undefined ? "-" : fnv1a64(Buffer.from(value));
}

/** In 16 hex digits. */
export function fnv1a64(bytes: Uint8Array): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return hash.toString(16).padStart(16, "0");
}

/**
 * The environment that cargo is given, as `name:state` with spaces between, for the wrapper: it
 * tells it what cargo and build scripts set themselves, which cargo keeps an eye on.
 */
export function environmentStates(env: NodeJS.ProcessEnv): string {
  const names = Object.keys(env).filter((name) => /^[^\s:]+$/.test(name) && !name.startsWith("SILCROW_"));
  return names.sort().map((name) => `${name}:${variableState(env[name])}`).join(" ");
}
