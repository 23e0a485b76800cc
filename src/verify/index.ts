export { type EntryPart, type Finding, type FindingKind, findingKinds } from "./finding.ts";
export { renderReport } from "./render-report.ts";
export { verify, type VerifyOptions, type VerifyRequest } from "./verify.ts";
export type { VerifyReport } from "./verify-report.ts";
