import { type ErrorCode, SilcrowError } from "#diagnostics";

export const exitCodes = { fine: 0, findings: 1, couldNotRun: 2 } as const;

/**
 * 1 for what silcrow found out about the project (an entry is stale, a macro does not come to an
 * end), 2 for what kept it from finding out. In replay, cargo's own exit code is passed on instead.
 */
export function exitCodeOf(error: unknown): number {
  return error instanceof SilcrowError && isFinding(error.code) ? exitCodes.findings : exitCodes.couldNotRun;
}

function isFinding(code: ErrorCode): boolean {
  if (code === "SC0207" || code === "SC0208") return false;
  if (code === "SC0307" || code === "SC0308" || code === "SC0315") return false;
  return code.startsWith("SC02") || code.startsWith("SC03");
}
