/** Kinds of token in a scanned file; plain numbers because they live in a `Uint8Array`. */
export const TokenKind = {
  ident: 0,
  lifetime: 1,
  literal: 2,
  punct: 3,
  open: 4,
  close: 5,
  docComment: 6,
} as const;
