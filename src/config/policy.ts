import { type Problem, SilcrowError } from "#diagnostics";
import type { GrantedCapabilities, Policy, PolicyInForce } from "./settings.ts";

/** What a macro crate has, as the configuration grants it or macros.json records it. */
export interface MacroRights {
  readonly package: string;
  readonly version: string;
  /** `kind` of the sandbox in macros.json. */
  readonly sandbox: string;
  readonly capabilities: GrantedCapabilities;
  /** Whether it comes from a folder of the workspace. */
  readonly isOwn: boolean;
}

/** Throws SC0520 or SC0521 with everything that goes beyond a policy. `remedy` says how to get within. */
export function enforcePolicies(policies: readonly PolicyInForce[], macros: readonly MacroRights[], remedy: string): void {
  const problems = policies.flatMap(({ policy, file }) => macros.flatMap((macro) => problemsOf(macro, policy, file, remedy)));
  const [first, ...others] = problems;
  if (first === undefined) return;
  const rest = others.map(({ code, message, notes = [] }) => [`${code}: ${message}`, ...notes].join("\n"));
  throw new SilcrowError(first.code, first.message, { notes: [...(first.notes ?? []), ...rest], help: first.help });
}

/** What macros.json records of a macro crate, as far as a policy is about it. */
export interface RecordedMacros {
  readonly package: string;
  readonly version: string;
  readonly source: string | null;
  readonly sandbox: { readonly kind: string };
  readonly capabilities: GrantedCapabilities;
}

/** The same for a cache. Where a macro crate comes from is what its record says, where `isOwn` does not know better. */
export function enforceOnCache<Recorded extends RecordedMacros>(
  policies: readonly PolicyInForce[],
  records: readonly Recorded[],
  isOwn: (record: Recorded) => boolean = ({ source }) => source === null,
): void {
  const rights = records.map((record) => ({ ...record, sandbox: record.sandbox.kind, isOwn: isOwn(record) }));
  enforcePolicies(policies, rights, "take the grant out of `capabilities` and run `silcrow emit`");
}

function problemsOf(macro: MacroRights, policy: Policy, file: string, remedy: string): Problem[] {
  if (macro.isOwn && policy.exemptWorkspace === true) return [];
  const problems: Problem[] = [];
  const name = `${macro.package} ${macro.version}`;
  if (policy.sandbox !== undefined && macro.sandbox !== policy.sandbox && !(policy.sandboxExceptions ?? []).some((pattern) => covers(pattern, macro.package))) {
    problems.push({
      code: "SC0521",
      message: `the macros of ${name} are expanded outside of WebAssembly`,
      notes: [`they run in the sandbox \`${macro.sandbox}\``, `the policy is in ${file}`],
      help: `do without the macro; or, if the team agrees, name it in the policy: "sandboxExceptions": [${JSON.stringify(macro.package)}]`,
    });
  }
  if (policy.capabilities === undefined) return problems;
  const allowed = Object.entries(policy.capabilities).flatMap(([pattern, each]) => (covers(pattern, macro.package) ? [each] : []));
  const missing = beyond(allowed, macro.capabilities);
  const { env = [], read = [] } = missing;
  if (env.length + read.length === 0) return problems;
  problems.push({
    code: "SC0520",
    message: `${name} was granted more than the policy allows`,
    notes: [...env.map((each) => `the variable ${each}`), ...read.map((each) => `to read ${each}`), `the policy is in ${file}`],
    help: `${remedy}; or, if the team agrees, add to \`policy.capabilities\`: ${JSON.stringify(macro.package)}: ${JSON.stringify(missing)}`,
  });
  return problems;
}

/** What of `capabilities` none of `allowed` covers. */
export function beyond(allowed: readonly GrantedCapabilities[], capabilities: GrantedCapabilities): GrantedCapabilities {
  const env = (capabilities.env ?? []).filter((granted) => !allowed.some((each) => each.env?.some((ceiling) => covers(ceiling, granted))));
  const read = (capabilities.read ?? []).filter((granted) => !allowed.some((each) => each.read?.some((ceiling) => containsPath(ceiling, granted))));
  return { ...(env.length > 0 ? { env } : {}), ...(read.length > 0 ? { read } : {}) };
}

/** Whether all names that the pattern `inner` matches are matched by `pattern`: its `*` is met by a `*` alone. */
function covers(pattern: string, inner: string): boolean {
  const [first = "", ...parts] = pattern.split("*");
  if (parts.length === 0) return pattern === inner;
  const last = parts.pop() ?? "";
  if (!inner.startsWith(first) || !inner.endsWith(last) || inner.length < first.length + last.length) return false;
  // The earliest place for each part leaves the most room for those behind it.
  let from = first.length;
  const end = inner.length - last.length;
  for (const part of parts) {
    const found = inner.indexOf(part, from);
    if (found < 0 || found + part.length > end) return false;
    from = found + part.length;
  }
  return true;
}

/** Whether a path that is granted is the allowed one or below it. What cannot be a grant is never allowed. */
function containsPath(ceiling: string, granted: string): boolean {
  const [outer, inner] = [ceiling, granted].map(pathParts) as [PathParts, PathParts];
  return outer.root === inner.root && !inner.parts.includes("..") && outer.parts.every((part, index) => part === inner.parts[index]);
}

interface PathParts {
  readonly root: string;
  readonly parts: readonly string[];
}

function pathParts(written: string): PathParts {
  const [, root = "", below = written] = /^(workspace|out-dir):(.*)$/s.exec(written) ?? [];
  return { root, parts: below.split("/").filter((part) => part !== "" && part !== ".") };
}
