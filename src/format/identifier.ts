/** Shims are generated from the names of macros and of their attributes, so nothing but a name may pass. */
export const identifier = /^[\p{XID_Start}_]\p{XID_Continue}*$/u;

export function isIdentifier(text: string): boolean {
  return identifier.test(text);
}
