import { beyond, type GrantedCapabilities, type MacroRequest } from "#config";
import { oneLine, stripControl } from "#diagnostics";
import { type VirtualPlaces, withRealPaths } from "#format";
import type { ExpandOutcome } from "#sandbox";
import type { LoadedMacroCrate } from "./expansion-host.ts";
import type { Expand, Hello, HostAnswer } from "./host-protocol.ts";
import { writtenPath } from "./macro-files.ts";

type Failure = Exclude<ExpandOutcome, { kind: "done" | "positions-wanted" }>;

export interface FailedInvocation {
  readonly request: Expand;
  readonly hello: Hello;
  readonly crate: LoadedMacroCrate;
  readonly places: VirtualPlaces;
  /** What the macro's author asks for. */
  readonly asked?: MacroRequest | undefined;
}

/** What the shim is told when a macro gave no expansion; it reports this at the call site. */
export function failureAnswer(outcome: Failure, invocation: FailedInvocation): HostAnswer {
  const { request, crate, places } = invocation;
  const macro = `${describeKind(request)} of ${crate.package}`;
  switch (outcome.kind) {
    case "panic":
      // The same words at the same place as in an ordinary build; rustc would print all that is in them.
      return { kind: "panic", message: stripControl(withRealPaths(outcome.message, places)) };
    case "timeout":
      return {
        kind: "error",
        code: "SC0301",
        message: `${macro} took longer than ${outcome.milliseconds / 1000} s`,
        notes: [],
        help: "if the macro is only slow, give it more time with `silcrow emit --deadline <seconds>`",
      };
    case "out-of-memory":
      return {
        kind: "error",
        code: "SC0302",
        message: `${macro} used more than ${Math.round(outcome.limitBytes / 1024 ** 2)} MiB of memory`,
        notes: [],
        help: "if the macro needs that much, raise the limit with `silcrow emit --memory-limit <size>`",
      };
    case "stack-overflow":
      return {
        kind: "error",
        code: "SC0303",
        message: `${macro} overflowed its stack`,
        notes: [],
        help: "look for unbounded recursion in the macro, or for deeply nested input",
      };
    case "too-large":
      return {
        kind: "error",
        code: "SC0310",
        message: `${macro} returned more than ${Math.round(outcome.limitBytes / 1024 ** 2)} MiB`,
        notes: [],
        help: "no compiler would be done with so much code: look for a loop in the macro, or split its input",
      };
    case "lost-state":
      return {
        kind: "error",
        code: "SC0311",
        message: `${macro} depends on earlier invocations of its crate, one of which ended badly`,
        notes: [],
        help: "the first error of this macro crate is the one to look at",
      };
    case "denied":
      return {
        kind: "error",
        code: "SC0304",
        message: `${macro} asked for something that the sandbox does not give`,
        notes: [...outcome.requests.map((what) => `it asked for ${oneLine(withRealPaths(what, places))}`), ...authorNote(outcome.requests, invocation)],
        help: oneLine(grantHelp(outcome.requests, invocation)),
      };
    case "trap":
      return {
        kind: "error",
        code: "SC0305",
        message: `${macro} crashed in the sandbox`,
        notes: [oneLine(outcome.message)],
        help: / which the sandbox does not have$/.test(outcome.message) ? processHelp(crate) : "an ordinary build may show the cause: the macro has no supervision there",
      };
  }
}

/** What the configuration would have to say. */
function grantHelp(requests: readonly string[], invocation: FailedInvocation): string {
  const { grants, isAll } = grantsFor(requests, invocation);
  if (!isAll) {
    return "no grant covers this: files that the project does not contain, what cannot be read, the network and other programs are never given to macros";
  }
  return `if it may have that, add this to silcrow.config.json (docs/capabilities.md): ${grantLine(invocation, grants)}`;
}

/** What the author of the macro asks for, and in which words: both are not ours. */
function authorNote(requests: readonly string[], invocation: FailedInvocation): string[] {
  const { asked, crate } = invocation;
  if (asked === undefined) return [];
  const author = `the author of ${crate.package}`;
  if (asked.problem !== undefined) return [oneLine(`${author} asks for something that is not valid in its Cargo.toml: ${asked.problem}`)];
  const { grants } = grantsFor(requests, invocation);
  const others = beyond([asked.capabilities], grants);
  const isPart = Object.keys(grants).length > 0 && Object.keys(others).length === 0;
  const reason = asked.reason === undefined ? "" : `, in these words: ${JSON.stringify(asked.reason)}`;
  const asks = Object.keys(asked.capabilities).length === 0 ? `${author} asks for nothing${reason}` : `${author} asks for ${grantLine(invocation, asked.capabilities)}${reason}`;
  return [oneLine(isPart ? asks : `${asks}; not for all of this`)];
}

/** The grants that cover what was denied, as far as there are any. */
function grantsFor(requests: readonly string[], { hello, places }: FailedInvocation): { grants: GrantedCapabilities; isAll: boolean } {
  const env = new Set<string>();
  const read = new Set<string>();
  let isAll = true;
  for (const request of requests) {
    const [, kind, what = ""] = /^(env|file|directory) (.*)$/s.exec(request) ?? [];
    const path = kind === undefined || kind === "env" || / \(/.test(what) ? undefined : writtenPath(what, hello, places);
    if (kind === "env" && what !== "CARGO") env.add(what);
    else if (path !== undefined) read.add(path);
    else isAll = false;
  }
  const grants = { ...(env.size > 0 ? { env: [...env] } : {}), ...(read.size > 0 ? { read: [...read] } : {}) };
  return { grants, isAll: isAll && env.size + read.size > 0 };
}

/** For what WebAssembly does not have, such as functions of a C library. */
function processHelp(crate: LoadedMacroCrate): string {
  return oneLine(`a macro crate that needs a C library can run in a sandbox for processes, with this in silcrow.config.json (docs/process-sandbox.md): ${JSON.stringify({ sandbox: { [packageOf(crate)]: "process" } }).slice(1, -1)}`);
}

function packageOf(crate: LoadedMacroCrate): string {
  return crate.package.replace(/ .*$/s, "");
}

function grantLine({ crate }: FailedInvocation, grants: GrantedCapabilities): string {
  return JSON.stringify({ capabilities: { [packageOf(crate)]: grants } }).slice(1, -1);
}

/** The answer where an expansion cannot be written so that it means the same in another folder. */
export function ambiguousPaths(request: Expand, crate: LoadedMacroCrate): HostAnswer {
  return {
    kind: "error",
    code: "SC0312",
    message: `${describeKind(request)} of ${crate.package} returned a path that cannot be told from text that it was given`,
    notes: ["inside the sandbox folders of the project have names such as /silcrow-workspace, and its input has such a name too"],
    help: "write the name in the source or in the file that the macro reads in another way",
  };
}

function describeKind({ kind, macroName }: Expand): string {
  switch (kind) {
    case "function":
      return `the macro \`${macroName}!\``;
    case "attribute":
      return `the attribute \`#[${macroName}]\``;
    case "derive":
      return `the derive \`${macroName}\``;
  }
}
