import { spawn } from "node:child_process";
import { SilcrowError } from "#diagnostics";

export interface RevisionEntry {
  readonly oid: string;
  /** Bytes. */
  readonly size: number;
}

/** The macro cache as a git revision has it. */
export interface GitRevision {
  /** The commit's id. */
  readonly commit: string;
  /** Entries by their path below the cache directory. */
  readonly entries: ReadonlyMap<string, RevisionEntry>;
}

interface Repository {
  readonly cacheDirectory: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Throws SC0504 where there is no git, no repository, or no such revision. */
export async function readRevision(repository: Repository, revision: string): Promise<GitRevision> {
  const top = await git(repository, ["rev-parse", "--show-toplevel"]);
  if (top.status !== 0) {
    throw new SilcrowError("SC0504", `${repository.cacheDirectory} is in no git repository`, { notes: [top.stderr.trim()] });
  }
  const resolved = await git(repository, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`]);
  const commit = resolved.stdout.toString("latin1").trim();
  if (resolved.status !== 0 || !/^[0-9a-f]{40,64}$/.test(commit)) {
    throw new SilcrowError("SC0504", `git knows no revision \`${revision}\``, { notes: resolved.stderr.trim() === "" ? [] : [resolved.stderr.trim()] });
  }
  const tree = await git(repository, ["ls-tree", "-r", "-z", "-l", commit]);
  if (tree.status !== 0) throw new SilcrowError("SC0504", `git cannot list ${revision}`, { notes: [tree.stderr.trim()] });
  const entries = new Map<string, RevisionEntry>();
  for (const line of tree.stdout.toString("utf8").split("\0")) {
    const match = /^100(?:644|755) blob ([0-9a-f]{40,64}) +(\d+)\t(.+\.rsm)$/s.exec(line);
    if (match !== null) entries.set(match[3]!, { oid: match[1]!, size: Number(match[2]) });
  }
  return { commit, entries };
}

/** The contents of blobs, in the order of `oids`; undefined for what git does not have. */
export async function readBlobs(repository: Repository, oids: readonly string[]): Promise<(Buffer | undefined)[]> {
  if (oids.length === 0) return [];
  const { stdout, status, stderr } = await git(repository, ["cat-file", "--batch"], `${oids.join("\n")}\n`);
  if (status !== 0) throw new SilcrowError("SC0504", "git cannot read the revision's entries", { notes: [stderr.trim()] });
  let at = 0;
  return oids.map((oid) => {
    const end = stdout.indexOf(0x0a, at);
    const header = stdout.toString("latin1", at, end < 0 ? stdout.length : end);
    at = end + 1;
    const match = /^([0-9a-f]+) blob (\d+)$/.exec(header);
    if (match === null || match[1] !== oid) return undefined;
    const start = at;
    at = start + Number(match[2]) + 1;
    return stdout.subarray(start, at - 1);
  });
}

/** Whom git would name as the author of a commit, as `Name <address>`; undefined where it names nobody. */
export async function readAuthor(repository: Repository): Promise<string | undefined> {
  const answer = await git(repository, ["-c", "user.useConfigOnly=true", "var", "GIT_AUTHOR_IDENT"]).catch(() => undefined);
  const name = /^(.*<[^<>]+>) \d+ [+-]\d+\s*$/.exec(answer?.status === 0 ? answer.stdout.toString("utf8") : "")?.[1];
  return name === undefined ? undefined : name.replace(/[\u0000-\u001F\u007F-\u009F]/g, "");
}

interface GitAnswer {
  readonly status: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/**
 * Runs a command of git that only reads objects. What a repository configures may name programs, and the repository
 * may be a stranger's: its monitor, hooks, transports and pagers are turned off, objects that are not there are not
 * fetched, and a bare repository hidden among the files is not taken for the one that is meant.
 */
async function git({ cacheDirectory, env }: Repository, args: readonly string[], input = ""): Promise<GitAnswer> {
  const closed = ["core.fsmonitor=", "core.hooksPath=/dev/null", "core.pager=cat", "safe.bareRepository=explicit", "protocol.allow=never"];
  const child = spawn("git", ["--no-pager", "--no-replace-objects", ...closed.flatMap((setting) => ["-c", setting]), ...args], {
    cwd: cacheDirectory,
    env: {
      ...env,
      GIT_ALLOW_PROTOCOL: "none",
      GIT_NO_LAZY_FETCH: "1",
      GIT_OPTIONAL_LOCKS: "0",
      GIT_TERMINAL_PROMPT: "0",
      GIT_LITERAL_PATHSPECS: "1",
      LC_ALL: "C",
    },
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => void stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => void stderr.push(chunk));
  const status = await new Promise<number>((resolve, reject) => {
    child.once("error", (cause) => reject(new SilcrowError("SC0504", "git cannot be run", { cause })));
    child.once("close", (code) => resolve(code ?? 1));
  });
  return { status, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString("utf8") };
}
