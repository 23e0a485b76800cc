import type { InvocationRecord } from "./invocation-record.ts";

/** How a call into a macro crate ended. */
export type CallResult =
  | { readonly kind: "message"; readonly bytes: Uint8Array }
  | { readonly kind: "stack-overflow" }
  | { readonly kind: "out-of-memory" }
  /** The host ended the run; the record says why. */
  | { readonly kind: "stopped" }
  | { readonly kind: "trap"; readonly message: string };

/** A macro crate that is ready to run: in WebAssembly, or as a process. */
export interface Instance {
  /** Whether another invocation may run in it. */
  readonly reusable: boolean;
  /** Runs one invocation; what it does with its surroundings goes into the record. The message is a copy. */
  run(message: Uint8Array, record: InvocationRecord): CallResult | Promise<CallResult>;
  /** Gives up what it holds. */
  close(): void;
}
