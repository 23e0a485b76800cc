import { stripControl } from "#diagnostics";
import type { ExpandOutcome } from "#sandbox";
import type { LoadedMacroCrate } from "./expansion-host.ts";
import type { Expand, HostAnswer } from "./host-protocol.ts";

type Failure = Exclude<ExpandOutcome, { kind: "done" | "positions-wanted" }>;

/** What the shim is told when a macro gave no expansion; it reports this at the call site. */
export function failureAnswer(outcome: Failure, request: Expand, crate: LoadedMacroCrate): HostAnswer {
  const macro = `${describeKind(request)} of ${crate.package}`;
  switch (outcome.kind) {
    case "panic":
      // The same words at the same place as in an ordinary build; rustc would print all that is in them.
      return { kind: "panic", message: stripControl(outcome.message) };
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
        notes: outcome.requests.map((what) => `it asked for ${oneLine(what)}`),
        help: "a macro gets tokens and what cargo says about the package; one that needs more cannot be expanded in the sandbox",
      };
    case "trap":
      return {
        kind: "error",
        code: "SC0305",
        message: `${macro} crashed in the sandbox`,
        notes: [oneLine(outcome.message)],
        help: "an ordinary build may show the cause: the macro has no supervision there",
      };
  }
}

/** A macro's words must not pass for ours. */
function oneLine(text: string): string {
  return stripControl(text).replaceAll("\n", " ");
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
