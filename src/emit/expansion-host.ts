import { join } from "node:path";
import { SilcrowError } from "#diagnostics";
import type { FileChange } from "#files";
import { readMacroRequest } from "#config";
import {
  type Capabilities,
  type Depends,
  type Entry,
  invocationKey,
  placesOfRustc,
  printEntry,
  sha256,
  type VirtualPlaces,
  withRealPaths,
} from "#format";
import type { ExpandOutcome, ExpandRequest, MacroDeclaration, Observed, ProcessSandbox } from "#sandbox";
import { callContext } from "./call-context.ts";
import { dependsOf, dependsText } from "./depends.ts";
import { entryPath, isCrateDirectory } from "./entry-path.ts";
import type { EntryWriter } from "./entry-writer.ts";
import { ambiguousPaths, failureAnswer } from "./failure-answer.ts";
import type { EntriesWritten, Expand, Hello, HostAnswer, ModuleBuilt, Note } from "./host-protocol.ts";
import type { HostHandlers } from "./host-server.ts";
import { invocationText } from "./invocation-text.ts";
import { isNeverRecorded, macroEnvironment } from "./macro-environment.ts";
import { cargoFacts, macroFiles } from "./macro-files.ts";
import { scopeExplanations } from "./scope-explanations.ts";
import { SourceFiles } from "./source-files.ts";
import { isAmbiguous, virtualPathsOf } from "./virtual-paths-of.ts";
import { virtualPositions } from "./virtual-positions.ts";
import { renamesInWorkspace } from "./workspace-renames.ts";

/** A macro crate whose compiled module is at hand. */
export interface LoadedMacroCrate {
  /** Crate part of `macro_item`. */
  readonly item: string;
  /** `serde_derive 1.0.219`. */
  readonly package: string;
  readonly macroHash: string;
  /** Path of the module. */
  readonly module: string;
  /** How it is run, where it is a library of this machine. */
  readonly process?: ProcessSandbox | undefined;
  readonly declarations: readonly MacroDeclaration[];
  /** What the user grants it. */
  readonly capabilities: Capabilities;
  /** Folder of its Cargo.toml, where its author may ask for capabilities. */
  readonly manifestDirectory?: string | undefined;
}

/** Runs macros; the sandbox's pool does. */
export interface Expander {
  expand(request: ExpandRequest): Promise<ExpandOutcome>;
  /** The same for what it leaves behind alone. */
  follow(request: ExpandRequest): Promise<{ readonly keepsState?: boolean | undefined }>;
  /** The place of a macro crate's invocations in one compilation: what they name in `sequence`. */
  openSequence(): number;
  closeSequence(id: number): void;
}

export interface ExpansionHostOptions {
  /**
   * Cache directories that a rustc may be answered from; it names its own in SILCROW_CACHE_DIR. The first is
   * taken for one that names none of them.
   */
  readonly cacheDirs: readonly [string, ...string[]];
  readonly expander: Expander;
  readonly writer: EntryWriter;
  /** By crate part of `macro_item`. */
  readonly macroCrates: ReadonlyMap<string, LoadedMacroCrate>;
  /** Possible root files of the crate that a rustc compiles. */
  readonly crateRoots: (crateName: string, manifestDirectory: string) => readonly string[];
  /**
   * Macro crates (`macro_item`) that are known to keep state from one invocation to the next. Those that are found
   * to do so are added.
   */
  readonly stateful: Set<string>;
  /** Folders of the workspace's members; macros are not told of a cargo without it. */
  readonly members?: ReadonlySet<string> | undefined;
  readonly moduleBuilt: (request: ModuleBuilt) => Promise<HostAnswer>;
  readonly events: HostEvents;
}

export interface HostEvents {
  expanding(crate: string, macroName: string): void;
  /** What a macro printed. */
  output(macroName: string, text: string): void;
}

/**
 * Answers the shims of one emit: expands what the cache does not have and writes it down. A shim gets the text of
 * an entry on one line at once; the entry is laid out and written while rustc goes on.
 */
export class ExpansionHost implements HostHandlers {
  /** Paths of entries that were written, by what writing did. */
  readonly written = new Map<string, "new" | "changed">();
  /** Invocations that gave no expansion, by crate folder and key. */
  readonly failed = new Set<string>();
  private readonly options: ExpansionHostOptions;
  private readonly sources = new SourceFiles();
  /** Each shim has a connection, and each macro crate a shim in each compilation. */
  private readonly sequences = new Map<Hello, number>();
  /** Invocations under way and done that depend on nothing but tokens, by crate folder and key. */
  private readonly settled = new Map<string, Promise<Expanded>>();
  /** By path: what this run has put there, or is about to. */
  private readonly recorded = new Map<string, Recorded>();
  /** Entries that are still to be written. */
  private pending = 0;
  /** By macro crate: invocations whose run in sequence was waited for and made no difference. */
  private readonly tried = new Map<string, number>();
  /** By sequence: when all that was answered so far has been run in it. */
  private readonly following = new Map<number, Promise<unknown>>();

  constructor(options: ExpansionHostOptions) {
    this.options = options;
  }

  async moduleBuilt(request: ModuleBuilt): Promise<HostAnswer> {
    return this.options.moduleBuilt(request);
  }

  left(hello: Hello): void {
    const sequence = this.sequences.get(hello);
    this.sequences.delete(hello);
    if (sequence === undefined) return;
    void (this.following.get(sequence) ?? Promise.resolve()).then(() => {
      this.following.delete(sequence);
      this.options.expander.closeSequence(sequence);
    });
  }

  /** Runs an invocation that was answered, for what it leaves to those behind it. Nobody waits for that but `finish`. */
  note(note: Note, hello: Hello, alone?: string): void {
    const crate = this.options.macroCrates.get(note.macroCrateItem);
    const declaration = crate?.declarations.find(({ kind, name }) => kind === note.kind && name === note.macroName);
    if (crate === undefined || declaration === undefined) return;
    const places = placesOfRustc(hello.environment, hello.cwd);
    this.follow(this.sandboxRequest(note, hello, crate, declaration, places), crate, alone);
  }

  /** `alone`: the digest of what it gave when it was run from the initial state. */
  private follow(request: ExpandRequest, crate: LoadedMacroCrate, alone: string | undefined): void {
    const { expander, stateful } = this.options;
    const { sequence } = request;
    if (sequence === undefined) return;
    const followed = expander.follow({ ...request, sequence: { ...sequence, alone } }).then(
      ({ keepsState }) => void (keepsState === true && stateful.add(crate.item)),
      () => {},
    );
    this.following.set(sequence.id, Promise.all([this.following.get(sequence.id), followed]));
  }

  async expand(request: Expand, hello: Hello): Promise<HostAnswer> {
    const answer = await this.answer(request, hello);
    const id = `${hello.crateDirectory}\0${request.key}`;
    if (answer.kind === "error" || answer.kind === "panic") this.failed.add(id);
    return answer;
  }

  /**
   * Library and test of one crate ask for the same invocations, often at the same time. The second waits
   * for the first and gets its entry, unless that one depends on more than tokens.
   */
  private async answer(request: Expand, hello: Hello): Promise<HostAnswer> {
    const id = [this.cacheDirOf(hello), hello.crateDirectory, request.key].join("\0");
    const isStateful = this.options.stateful.has(request.macroCrateItem);
    const before = isStateful ? undefined : this.settled.get(id);
    if (before !== undefined) {
      const { answer: answerNow, isShared, digest } = await before;
      const answer = answerNow();
      // Who sends positions was asked for them.
      if (isShared && (answer.kind !== "positions-wanted" || request.positions === undefined)) {
        if (answer.kind !== "positions-wanted") this.note({ ...request, type: "note" }, hello, digest);
        return answer;
      }
    }
    const expanded = this.expandOnce(request, hello);
    if (!isStateful && before === undefined && request.positions === undefined) this.settled.set(id, expanded);
    return (await expanded).answer();
  }

  private entryAnswer(path: string, recorded: Recorded): HostAnswer {
    if (recorded.failure !== undefined) {
      recorded.isFailureTold = true;
      throw recorded.failure.reason;
    }
    return recorded.text === undefined ? { kind: "entry", path } : { kind: "text", path, text: recorded.text };
  }

  /** Waits until entries that this host was asked for are written; throws what keeps one of them from it. */
  async entriesWritten({ paths }: EntriesWritten): Promise<HostAnswer> {
    for (const path of paths) await this.whenWritten(this.recorded.get(path));
    return { kind: "written" };
  }

  /** Waits until what was answered so far has been run in sequence. */
  async followed(): Promise<void> {
    await Promise.all(this.following.values());
  }

  /** Waits until everything is written. Throws the first problem that no wrapper was told of. */
  async finish(): Promise<void> {
    await this.followed();
    await Promise.allSettled([...this.recorded.values()].map(({ change }) => change));
    for (const recorded of this.recorded.values()) {
      if (!recorded.isFailureTold) await this.whenWritten(recorded);
    }
  }

  private async whenWritten(recorded: Recorded | undefined): Promise<void> {
    try {
      await recorded?.change;
    } catch (error) {
      if (recorded !== undefined) recorded.isFailureTold = true;
      throw error;
    }
  }

  private async expandOnce(request: Expand, hello: Hello): Promise<Expanded> {
    const crate = this.options.macroCrates.get(request.macroCrateItem);
    const declaration = crate?.declarations.find(({ kind, name }) => kind === request.kind && name === request.macroName);
    if (crate === undefined || declaration === undefined) {
      throw new SilcrowError("SC0305", `the module of ${request.macroCrateItem} has no ${request.kind} macro \`${request.macroName}\``, {
        help: "run `silcrow emit` again: the macro crate has changed since it began",
      });
    }
    const item = `${request.macroCrateItem}::${request.macroName}`;
    if (invocationKey(item, request.kind, request.attrWire, request.inputWire) !== request.key) {
      throw new SilcrowError("SC0900", `shim and host disagree about the key of an invocation of ${item}`);
    }
    if (!isCrateDirectory(hello.crateDirectory)) {
      throw new SilcrowError("SC0900", `"${hello.crateDirectory}" is no name for a crate's folder`);
    }
    // Half an invocation cannot be taken back, so what is run in sequence has its positions from the beginning.
    if (request.positions === undefined && this.options.stateful.has(crate.item)) {
      return { answer: () => ({ kind: "positions-wanted" }), isShared: false };
    }
    this.options.events.expanding(hello.crateDirectory, request.macroName);
    const places = placesOfRustc(hello.environment, hello.cwd);
    const asked = this.sandboxRequest(request, hello, crate, declaration, places);
    const { environment } = asked;
    // rustc waits for the run from the initial state alone. If the one in sequence differs, all is expanded again;
    // so that it does not complain about that code before, it waits for both while a macro crate is little known.
    const { sequence, ...alone } = asked;
    const isTried = sequence?.mode === "keep" || this.isLittleKnown(crate.item);
    const outcome = await this.options.expander.expand(isTried ? asked : alone);
    if (outcome.keepsState === true) this.options.stateful.add(crate.item);
    else if (outcome.kind === "done" || outcome.kind === "panic") {
      if (isTried) this.tried.set(crate.item, (this.tried.get(crate.item) ?? 0) + 1);
      else this.follow(asked, crate, outcome.digest);
    }
    if ((outcome.kind === "done" || outcome.kind === "panic") && outcome.stderr !== "") {
      this.options.events.output(request.macroName, withRealPaths(outcome.stderr, places));
    }
    if (outcome.kind === "positions-wanted") {
      return { answer: () => ({ kind: "positions-wanted" }), isShared: request.positions === undefined };
    }
    if (outcome.kind !== "done") {
      const asksInManifest = outcome.kind === "denied" && crate.manifestDirectory !== undefined;
      const asked = asksInManifest ? await readMacroRequest(crate.manifestDirectory) : undefined;
      const answer = failureAnswer(outcome, { request, hello, crate, places, asked });
      return { answer: () => answer, isShared: false };
    }
    const virtual = virtualPathsOf(outcome, environment);
    if (virtual.length > 0 && isAmbiguous(outcome, request, environment)) {
      const answer = ambiguousPaths(request, crate);
      return { answer: () => answer, isShared: false };
    }
    return await this.record(request, hello, crate, outcome, virtual);
  }

  private sandboxRequest(request: Expand | Note, hello: Hello, crate: LoadedMacroCrate, declaration: MacroDeclaration, places: VirtualPlaces): ExpandRequest {
    const { env = [], read = [] } = crate.capabilities;
    const canDoWithoutCargo = !renamesInWorkspace(hello.environment["SILCROW_WORKSPACE"]);
    const { environment, hidden } = macroEnvironment(hello.environment, { places, granted: env, canDoWithoutCargo });
    let sequence = this.sequences.get(hello);
    if (sequence === undefined) this.sequences.set(hello, (sequence = this.options.expander.openSequence()));
    return {
      module: crate.module,
      process: crate.process,
      kind: request.kind,
      function: declaration.function,
      attr: request.attrWire,
      input: request.inputWire,
      attrDisplay: request.attrDisplay,
      inputDisplay: request.inputDisplay,
      positions: request.positions && virtualPositions(request.positions, places),
      environment,
      hiddenEnvironment: hidden,
      files: macroFiles(hello, places, read),
      cargo: this.options.members && cargoFacts(hello, places, this.options.members),
      spanContexts: request.type === "note" ? [] : request.spanContexts,
      sequence: { id: sequence, mode: this.options.stateful.has(crate.item) ? "keep" : "watch" },
    };
  }

  private isLittleKnown(item: string): boolean {
    return (this.tried.get(item) ?? 0) < enoughTried;
  }

  private async record(
    request: Expand,
    hello: Hello,
    crate: LoadedMacroCrate,
    outcome: Extract<ExpandOutcome, { kind: "done" }>,
    virtualPaths: readonly string[],
  ): Promise<Expanded> {
    const { rendered, observed } = outcome;
    const crateName = hello.environment["CARGO_CRATE_NAME"] ?? hello.crateDirectory;
    const context = callContext(request, hello, this.options.crateRoots(crateName, hello.manifestDirectory), this.sources);
    const depends: Depends | undefined = dependsOf(withoutRuntime(observed), request.positions, hello, outcome.keepsState === true ? request.state : undefined);
    const metadata: Entry["metadata"] = {
      rust_macro_cache_version: 1,
      macro_kind: request.kind,
      macro_item: `${request.macroCrateItem}::${request.macroName}`,
      macro_hash: crate.macroHash,
      expand_crate: crateName,
      expand_module: [crateName, ...context.modules].join("::"),
      expand_linenum: Math.max(1, request.callStart.line),
      "macro-frag-spec": context.fragment,
      targets: "*",
      hash: request.key,
      macro_package: crate.package,
      source_file: context.sourceName,
      scopes: scopeExplanations(rendered.scopes, request, context),
      depends,
      virtual_paths: virtualPaths.length === 0 ? undefined : virtualPaths,
      parsed: rendered.parsed.length === 0 ? undefined : rendered.parsed,
      spans: rendered.spans === "" ? undefined : rendered.spans,
    };
    const entry: Entry = { metadata, invocation: invocationText(request, context.file), expansion: rendered.expansion };
    const relative = entryPath({
      crate: hello.crateDirectory,
      modules: context.modules,
      item: context.item,
      macroName: request.macroName,
      key: request.key,
      depends: depends === undefined ? undefined : dependsText(depends),
    });
    const path = join(this.cacheDirOf(hello), relative);
    const recorded = this.write(path, entry, sha256(JSON.stringify([crate.macroHash, depends, rendered])));
    // The writer has its hands full: rustc may wait, lest the texts pile up.
    if (this.pending > mostPending) await this.whenWritten(recorded);
    return { answer: () => this.entryAnswer(path, recorded), isShared: depends === undefined, digest: outcome.digest };
  }

  /**
   * Library, binary and test of one crate may come to the same entry at the same time. The first writes it; to
   * put another place into it, or only another time on it, would make cargo compile the first one again.
   */
  private write(path: string, entry: Entry, core: string): Recorded {
    const before = this.recorded.get(path);
    if (before?.core === core) return before;
    this.pending += 1;
    const write = () => this.options.writer.write(path, entry);
    const change = before === undefined ? write() : before.change.then(write, write);
    const recorded: Recorded = { core, change, text: printEntry(entry), failure: undefined, isFailureTold: false };
    this.recorded.set(path, recorded);
    const settled = () => {
      this.pending -= 1;
      recorded.text = undefined;
    };
    change.then(
      (what) => {
        settled();
        if (what !== "same" && this.written.get(path) !== "new") this.written.set(path, what);
      },
      (reason: unknown) => {
        settled();
        recorded.failure = { reason };
      },
    );
    return recorded;
  }

  private cacheDirOf(hello: Hello): string {
    const named = hello.environment["SILCROW_CACHE_DIR"];
    return this.options.cacheDirs.find((directory) => directory === named) ?? this.options.cacheDirs[0];
  }
}

/** Entries that may wait to be laid out; a second of work for one thread. */
const mostPending = 1000;

interface Recorded {
  /** Hash of what makes two entries in one place the same. */
  readonly core: string;
  readonly change: Promise<FileChange>;
  /** With the expansion on one line, until the file is there. */
  text: string | undefined;
  failure: { readonly reason: unknown } | undefined;
  isFailureTold: boolean;
}

interface Expanded {
  /** What a shim is told: the text, or where the file is by now. */
  readonly answer: () => HostAnswer;
  /** Of the run from the initial state. */
  readonly digest?: string | undefined;
  /** Whether the answer holds for the same tokens elsewhere in the crate. */
  readonly isShared: boolean;
}

function withoutRuntime(observed: Observed): Observed {
  return { ...observed, env: Object.fromEntries(Object.entries(observed.env).filter(([name]) => !isNeverRecorded(name))) };
}

/** A macro that remembers what it was given before mostly shows it with the first few that it is given. */
const enoughTried = 8;
