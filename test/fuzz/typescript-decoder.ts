import { type Entry, isHandedBack, matchesTarget, parseEntry, readExpansion, type SpanMap, type SpanRun, spellParsed, type TokenTree } from "#format";

/** What the TypeScript reader makes of an entry, in the words of test/fuzz/decoder.rs. `inputEnd` is N. */
export function decode(text: string, inputEnd: number): string {
  const parsed = parseEntry(text);
  if (parsed.kind === "newer") return "newer";
  if (parsed.kind === "damaged") return `refused\n${parsed.problem}`;
  if (parsed.kind === "edited") return "refused\nedited";
  const { entry } = parsed;
  const elsewhere = whyNotHere(entry);
  if (elsewhere !== undefined) return `refused\n${elsewhere}`;
  const read = readExpansion(entry);
  if (!read.ok) return `refused\n${read.problem}`;
  const foreign = read.spans === undefined ? undefined : foreignSpan(read.spans, inputEnd);
  if (foreign !== undefined) return `refused\n${foreign}`;
  const prints = (entry.metadata.parsed ?? []).map((print) => {
    const [length = "", hash = ""] = print.split(":");
    return `(${length}, ${BigInt(`0x${hash}`)})`;
  });
  return `accepted\nparsed [${prints.join(", ")}]\n${dump(entry, read.trees, read.spans)}`;
}

/** The same circumstances as on the other side: one target, and one value for all that can be observed. */
function whyNotHere({ metadata }: Entry): string | undefined {
  if (!matchesTarget(metadata.targets, "x86_64-unknown-linux-gnu")) return "another target";
  const { env = {}, position, span_debug, source_text } = metadata.depends ?? {};
  const now = `sha256:${"0".repeat(64)}`;
  const holds =
    Object.entries(env).every(([name, value]) => value === (name === "UNSET" ? null : now)) &&
    [position, span_debug, source_text].every((value) => value === undefined || value === now);
  return holds ? undefined : "something observed has changed";
}

/** Whether a map names spans that the input does not have: known only where the input is. */
function foreignSpan({ derived, runs }: SpanMap, inputEnd: number): string | undefined {
  const isGiven = (id: number) => id < inputEnd && id !== 2 && id !== 3;
  if (!derived.every(({ location, context }) => isGiven(location) && isGiven(context))) return "a derived span of no span";
  for (const run of runs) {
    const fine =
      run.kind === "call-site" ||
      (run.kind === "input" && run.first + run.length <= inputEnd) ||
      (run.kind === "same" && (isGiven(run.span) || (run.span >= inputEnd && run.span < inputEnd + derived.length))) ||
      (run.kind === "clone" && run.id < inputEnd) ||
      (run.kind === "unopened" && run.reference < inputEnd) ||
      run.kind === "parsed";
    if (!fine) return `a ${run.kind} run outside the input`;
  }
  return undefined;
}

function dump({ metadata: { scopes } }: Entry, trees: readonly TokenTree[], spans: SpanMap | undefined): string {
  const lines = (spans?.derived ?? []).map(({ location, context, edge }) => `derived ${location} ${context} ${edge}`);
  let run = 0;
  let used = 0;
  const spanOf = (tree: TokenTree): string => {
    const current = spans?.runs[run];
    if (current === undefined) {
      const scope = tree.kind === "ident" ? (tree.scope ?? 0) : 0;
      return scope !== 0 && scopes?.[scope] === "mixed_site" ? "1" : "0";
    }
    const index = used++;
    if (isHandedBack(current)) throw new Error("trees handed back have no span");
    if (used === current.length) [run, used] = [run + 1, 0];
    switch (current.kind) {
      case "call-site":
        return "0";
      case "same":
        return String(current.span);
      case "input":
        return String(current.first + index);
    }
  };
  const walk = (level: readonly TokenTree[], isPassed: boolean): void => {
    let left = 0;
    for (const [index, tree] of level.entries()) {
      const current = spans?.runs[run];
      let span = "passed";
      let passed = isPassed || left > 0;
      if (!passed && current !== undefined && isHandedBack(current)) {
        left = current.kind === "clone" ? 1 : current.length;
        span = handedBack(current, level.slice(index, index + left));
        [run, used] = [run + 1, 0];
        passed = true;
      } else if (!passed) {
        // Without a span map a lifetime's scope is that of both its tokens, and here they are told apart no more.
        span = spans === undefined && tree.kind === "punct" && tree.char === "'" ? "lifetime" : spanOf(tree);
      }
      lines.push(`${shown(tree)} ${span}`);
      if (tree.kind === "group") {
        walk(tree.trees, passed);
        lines.push(passed ? "close passed" : "close");
      }
      if (!isPassed && left > 0) left--;
    }
  };
  walk(trees, false);
  return lines.map((line) => `${line}\n`).join("");
}

function handedBack(run: Extract<SpanRun, { kind: "clone" | "unopened" | "parsed" }>, trees: readonly TokenTree[]): string {
  if (run.kind === "clone") return `clone ${run.id}`;
  if (run.kind === "unopened") return `unopened ${run.reference} ${run.length}`;
  const spelled = spellParsed(trees, run.facts);
  const text = spelled.ok ? spelled.text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n") : spelled.problem;
  return `parsed ${run.text} ${run.stream} ${run.length} ${text}`;
}

function shown(tree: TokenTree): string {
  switch (tree.kind) {
    case "group":
      return `group ${tree.delimiter}`;
    case "ident":
      return `ident ${tree.raw} ${tree.text} ${tree.scope ?? 0}`;
    case "punct":
      return `punct ${tree.char} ${tree.joint}`;
    case "literal":
      return `literal ${tree.text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")}`;
  }
}
