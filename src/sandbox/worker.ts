import { parentPort, workerData } from "node:worker_threads";
import { ExpansionTooLarge, largestExpansion, renderExpansion, WireError } from "#format/rendering";
import type { LoadedModule } from "./load-module.ts";
import { MacroSequences, outcomeDigest } from "./macro-sequences.ts";
import { endProcesses } from "./process/process-instance.ts";
import { InstanceCache, type RawOutcome, runInvocation } from "./run-invocation.ts";
import type { ExpandOutcome, ExpandRequest } from "./types.ts";
import type { FromWorker, ToWorker, WorkerSettings } from "./worker-protocol.ts";

type Job = Extract<ToWorker, { type: "job" }>;

const settings = workerData as WorkerSettings;
const modules = new Map<number, LoadedModule>();
const instances = new InstanceCache();

if (parentPort === null) throw new Error("this file is run as a worker thread");
const port = parentPort;
const send = (message: FromWorker) => port.postMessage(message);
const sequences = new MacroSequences(settings, () => send({ type: "started" }));

port.on("message", (message: ToWorker) => {
  if (message.type === "module") {
    modules.set(message.id, message.loaded);
  } else if (message.type === "forget") {
    const loaded = modules.get(message.id);
    modules.delete(message.id);
    if (loaded !== undefined) instances.take(loaded)?.close();
  } else if (message.type === "close") {
    sequences.close(message.sequence);
  } else if (message.type === "end") {
    endProcesses();
    process.exit();
  } else {
    const loaded = modules.get(message.module);
    // The deadline counts from here, not from when the thread was asked to start.
    send({ type: "started" });
    run(loaded, message).then(
      (outcome) => send({ type: "outcome", outcome }),
      (error: unknown) => send({ type: "failed", error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  }
});

type Ran = (RawOutcome | ExpandOutcome) & { keepsState?: boolean | undefined; digest?: string | undefined };

async function run(loaded: LoadedModule | undefined, { request, raw, sequence }: Job): Promise<Ran> {
  if (loaded === undefined) throw new Error("a job came before its module");
  if (sequence === undefined) {
    const outcome = await runInvocation(loaded, request, settings, instances);
    const finished = finish(outcome, request, raw);
    return raw ? finished : { ...finished, digest: outcomeDigest(outcome) };
  }
  const { outcome, keepsState } = await sequences.run(loaded, request, sequence, instances);
  return { ...finish(outcome, request, raw), keepsState };
}

function finish(outcome: RawOutcome, request: ExpandRequest, raw: boolean): RawOutcome | ExpandOutcome {
  if (raw || outcome.kind !== "done") return outcome;
  const { output, parsedNames, ...rest } = outcome;
  const { kind, attr, input, spanContexts } = request;
  try {
    const rendered = renderExpansion({ output, kind, attr, input, spanContexts });
    const named = (text: string) => (parsedNames.has(text) ? `${text}:${parsedNames.get(text)?.join(".")}` : text);
    return { ...rest, rendered: { ...rendered, parsed: rendered.parsed.map(named) } };
  } catch (error) {
    if (error instanceof WireError) return { kind: "trap", message: `the module's output message is malformed: ${error.message}` };
    // A text longer than strings can be is reported as a RangeError.
    if (error instanceof ExpansionTooLarge || error instanceof RangeError) return { kind: "too-large", limitBytes: largestExpansion };
    throw error;
  }
}
