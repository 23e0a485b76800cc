import type { LoadedModule } from "./load-module.ts";
import type { SequenceJob } from "./macro-sequences.ts";
import type { InvocationSettings, RawOutcome } from "./run-invocation.ts";
import type { ExpandOutcome, ExpandRequest } from "./types.ts";

/** From the pool to a worker. Modules are sent once, before the first job that uses them. */
export type ToWorker =
  | { readonly type: "module"; readonly id: number; readonly loaded: LoadedModule }
  | { readonly type: "forget"; readonly id: number }
  | { readonly type: "close"; readonly sequence: number }
  /** Nothing comes behind it. */
  | { readonly type: "end" }
  | {
      readonly type: "job";
      readonly module: number;
      readonly request: ExpandRequest;
      readonly raw: boolean;
      readonly sequence: SequenceJob | undefined;
    };

/** From a worker to the pool: `started` when a run begins (a job may have two), then its outcome. */
export type FromWorker =
  | { readonly type: "started" }
  | { readonly type: "outcome"; readonly outcome: (RawOutcome | ExpandOutcome) & { readonly keepsState?: boolean | undefined; readonly digest?: string | undefined } }
  /** A bug of ours, not of the macro. */
  | { readonly type: "failed"; readonly error: string };

export type WorkerSettings = InvocationSettings;
