import { SilcrowError, stripControl } from "#diagnostics";
import type { CommandContext } from "../context.ts";
import { exitCodes } from "../exit-code.ts";
import { reviewSettings } from "../review-settings.ts";
import type { ReviewOptions } from "../review-command-line.ts";

/** Reviews in the terminal, records verdicts, checks that all is reviewed, or writes what helps to review. */
export async function review(options: ReviewOptions, context: CommandContext): Promise<number> {
  const { html, markdown, sarif, accept, question, withdraw, note, require } = options;
  const modes = Object.entries({ "--html": html, "--markdown": markdown, "--sarif": sarif, "--accept": accept, "--question": question, "--withdraw": withdraw, "--require": require }).filter(([, value]) => value !== undefined);
  if (modes.length > 1) throw new SilcrowError("SC0501", `${modes.map(([name]) => name).join(" and ")} do not go together`);
  if ((note === undefined) !== (question === undefined)) throw new SilcrowError("SC0501", "--question and --note go together");
  if (html !== undefined) return await (await import("./review-site.ts")).reviewSite(html, options, context);
  if (markdown === true || sarif === true) return await writeReport(options, context);
  if (accept !== undefined) return await recordVerdict(accept, "accepted", options, context);
  if (question !== undefined) return await recordVerdict(question, "question", options, context);
  if (withdraw !== undefined) return await recordVerdict(withdraw, "withdrawn", options, context);
  return await goThrough(options, context);
}

async function recordVerdict(what: readonly string[], verdict: "accepted" | "question" | "withdrawn", { reviewer: named, note }: ReviewOptions, context: CommandContext): Promise<number> {
  const { cwd, env, stderr, stdout } = context;
  const { cacheDirectory } = await reviewSettings(context);
  const { findReviewer, giveVerdict } = await import("#approval");
  const reviewer = await findReviewer(cacheDirectory, env, named);
  const { entries, missing, refused } = await giveVerdict({ cacheDirectory, cwd, reviewer, what, verdict, note });
  if (missing.length > 0) {
    const { sayMissing } = await import("../say-missing.ts");
    for (const { what: one, nearest } of missing) sayMissing(stderr, one, nearest);
  }
  for (const problem of refused) stderr.write(`cannot be reviewed: ${stripControl(problem)}\n`);
  if (missing.length + refused.length > 0) {
    stderr.write("nothing was recorded\n");
    return exitCodes.findings;
  }
  const verb = { accepted: "accepted", question: "marked with a question", withdrawn: "open again" }[verdict];
  if (!context.quiet) stdout.write(`${entries.length} ${entries.length === 1 ? "entry" : "entries"} ${verb} by ${stripControl(reviewer)}\n`);
  return exitCodes.fine;
}

async function writeReport({ since, sarif }: ReviewOptions, context: CommandContext): Promise<number> {
  const { env, stderr, version } = context;
  const { cacheDirectory, allowed } = await reviewSettings(context);
  const { largestComment, markdownReport, sarifReport } = await import("#report");
  const { openOutput } = await import("../open-output.ts");
  const report =
    sarif === true
      ? await sarifReport({ cacheDirectory, env, since, allowed, version })
      : await markdownReport({ cacheDirectory, env, since: since ?? "HEAD", allowed, limit: largestComment });
  const output = openOutput(context, false);
  await output.write(report.text);
  await output.end();
  for (const left of report.leftOut) stderr.write(`left out: ${stripControl(left)}\n`);
  return exitCodes.fine;
}

async function goThrough(options: ReviewOptions, context: CommandContext): Promise<number> {
  const { cwd, env, stdout, stderr, stdin } = context;
  const { cacheDirectory, allowed } = await reviewSettings(context);
  const approval = await import("#approval");
  const { showProgress } = await import("../show-progress.ts");
  const progress = showProgress(context);
  let last = Date.now();
  let isShown = false;
  const state = approval.readReviewState(cacheDirectory, (done, of) => {
    if (stderr.isTTY !== true || Date.now() - last < 200) return;
    last = Date.now();
    isShown = true;
    progress.step(`reading entries: ${done} of ${of}`);
  });
  if (isShown) progress.end();
  const isTerminal = stdout.isTTY === true && (stdin as { isTTY?: boolean }).isTTY === true && options.format === "text";
  const isSession = isTerminal && options.require !== true;
  const reviewer = isSession ? await approval.findReviewer(cacheDirectory, env, options.reviewer) : undefined;
  const steps = await approval.reviewSteps({ cacheDirectory, env, since: options.since, reviewer }, state);
  for (const problem of state.problems) stderr.write(`careful: ${stripControl(problem)}\n`);
  if (reviewer === undefined || steps.steps.length === 0) {
    stdout.write(options.format === "json" ? approval.stepsJson(steps, state) : approval.listSteps(steps, state, cacheDirectory, context.colorOutput));
    const isOpen = steps.steps.length > 0 || steps.unreadable.length > 0 || state.problems.length > 0;
    return options.require === true && isOpen ? exitCodes.findings : exitCodes.fine;
  }
  const { openTerminal } = await import("../open-terminal.ts");
  const terminal = openTerminal(context);
  try {
    const { accepted, questions, left } = await approval.runSession({ cacheDirectory, cwd, env, reviewer, steps: steps.steps, allowed, color: context.colorOutput }, terminal);
    stdout.write(`\n${accepted} accepted, ${questions} with a question, ${left} left\n`);
    if (accepted + questions > 0) stdout.write(`as ${stripControl(reviewer)}\nCommit reviews.d with the entries.\n`);
  } finally {
    terminal.close();
  }
  return exitCodes.fine;
}
