/** What a code stands for, wherever it turns up. */
export interface CodeDescription {
  /** What happened, without the particulars; the heading of the code's section in docs/errors.md. */
  readonly title: string;
  /** What to do next, used when the place that found the problem knows nothing better. */
  readonly help: string;
}

/**
 * Every error code that silcrow can print. The Rust parts use the same codes; a test compares both
 * sides and docs/errors.md with this table, so that no code is printed that nobody explains.
 */
export const codes = {
  SC0101: {
    title: "no rustc was found",
    help: "install Rust (https://rustup.rs), or name the compiler in the environment variable RUSTC",
  },
  SC0102: {
    title: "rustc is too old",
    help: "silcrow needs rustc 1.88 or later: run `rustup update stable`",
  },
  SC0103: {
    title: "the sources of the standard library are missing",
    help: "run `rustup component add rust-src`, or on Debian `apt-get install rust-web-src`",
  },
  SC0104: {
    title: "WASI's C library is missing",
    help: "run `rustup target add wasm32-wasip1`, or on Debian `apt-get install wasi-libc`",
  },
  SC0105: {
    title: "no linker for WebAssembly was found",
    help: "run `rustup component add llvm-tools`, or on Debian `apt-get install lld`",
  },
  SC0106: {
    title: "the sandbox's standard library could not be built",
    help: "run `silcrow doctor` to see what is missing, then `silcrow setup` to try again",
  },
  SC0107: {
    title: "silcrow's Rust parts do not compile",
    help: "run `silcrow doctor`; where the compiler is newer than this silcrow, update silcrow",
  },
  SC0108: {
    title: "the user's cache folder cannot be written",
    help: "make the folder writable, or name another one in SILCROW_CACHE_HOME",
  },
  SC0109: {
    title: "silcrow's parts are of different versions",
    help: "install silcrow again; in a checkout of its sources run `npm run build`",
  },
  SC0201: {
    title: "a macro invocation has no cache entry",
    help: "run `silcrow emit`, review the new entry and commit it",
  },
  SC0202: {
    title: "a cache entry is stale: the macro has changed",
    help: "run `silcrow emit` to expand with the macro's new version, and review the difference",
  },
  SC0203: {
    title: "a cache entry is damaged",
    help: "restore the file from version control, or delete it and run `silcrow emit`",
  },
  SC0204: {
    title: "a cache entry was edited",
    help: "restore the file from version control, or delete it and run `silcrow emit`",
  },
  SC0205: {
    title: "a cache entry was written by a newer silcrow",
    help: "update silcrow, or delete the entry and run `silcrow emit` to write it in this version's format",
  },
  SC0206: {
    title: "a cache entry is for another target",
    help: "run `silcrow emit -- --target <triple>` for the target that you build for",
  },
  SC0207: {
    title: "there is no cache directory",
    help: "run `silcrow emit` in the project first, or name the directory with --macro-cache-dir",
  },
  SC0208: {
    title: "the cache directory cannot be written",
    help: "make the directory writable, or name another one with --macro-cache-dir",
  },
  SC0209: {
    title: "a cache entry is stale: something that the macro observed has changed",
    help: "run `silcrow emit` to expand again, and review the difference",
  },
  SC0210: {
    title: "macros.json is missing or damaged",
    help: "restore macros.json from version control, or run `silcrow emit` to write it anew",
  },
  SC0211: {
    title: "a macro crate is not in macros.json",
    help: "run `silcrow emit`, and commit the macro cache together with Cargo.lock",
  },
  SC0212: {
    title: "a macro crate has changed since emit",
    help: "run `silcrow emit`, and commit the macro cache together with Cargo.lock",
  },
  SC0301: {
    title: "a macro took longer than its deadline",
    help: "if the macro is only slow, give it more time with `silcrow emit --deadline <seconds>`",
  },
  SC0302: {
    title: "a macro used more memory than its limit",
    help: "if the macro needs that much, raise the limit with `silcrow emit --memory-limit <size>`",
  },
  SC0303: {
    title: "a macro overflowed its stack",
    help: "look for unbounded recursion in the macro, or for deeply nested input",
  },
  SC0304: {
    title: "a macro asked for something that the sandbox does not give",
    help: "the notes name what it asked for; the configuration can grant files and variables (docs/capabilities.md)",
  },
  SC0305: {
    title: "a macro trapped, or its module is not valid",
    help: "this is what a crash looks like in the sandbox; the notes say where it happened",
  },
  SC0306: {
    title: "a macro crate does not compile for the sandbox",
    help: "the compiler's messages are above; crates that need C libraries or threads can run in a sandbox for processes (docs/process-sandbox.md)",
  },
  SC0307: {
    title: "the connection to the emitting process was lost",
    help: "run `silcrow emit` again; if it happens again, look for an earlier error in its output",
  },
  SC0308: {
    title: "a macro module has an unknown import or ABI",
    help: "remove the module that the notes name, and run `silcrow emit` again",
  },
  SC0310: {
    title: "an expansion is too large",
    help: "look for a loop in the macro, or split its input",
  },
  SC0311: {
    title: "a macro's state was lost",
    help: "an earlier invocation of the macro crate ended badly: look at the first error of it",
  },
  SC0312: {
    title: "an expansion has a path that cannot be told from text that the macro was given",
    help: "write the name that begins with /silcrow- in another way where the macro reads it",
  },
  SC0315: {
    title: "there is no sandbox for processes",
    help: "install bubblewrap (Debian: `apt-get install bubblewrap`), or do without it in the configuration (docs/process-sandbox.md)",
  },
  SC0316: {
    title: "a build script took longer than its limit",
    help: "if it is only slow, give it more time with `emit.buildScriptSeconds` in the configuration",
  },
  SC0401: {
    title: "cargo could not describe the project",
    help: "cargo's own message is in the notes; `cargo metadata` shows it as well",
  },
  SC0402: {
    title: "no cargo was found",
    help: "install Rust (https://rustup.rs), or name cargo in the environment variable CARGO",
  },
  SC0403: {
    title: "another emit is running in this project",
    help: "wait until it is done; if none is running, delete the lock file that the notes name",
  },
  SC0501: {
    title: "bad usage",
    help: "`silcrow help` lists the commands, `silcrow help <command>` explains one",
  },
  SC0502: {
    title: "bad configuration",
    help: "docs/configuration.md lists the keys and their types",
  },
  SC0503: {
    title: "configuration that is code was refused",
    help: "write the configuration as data: silcrow.config.json, .silcrowrc.json or .silcrowrc.yaml",
  },
  SC0504: {
    title: "git cannot tell what the macro cache was",
    help: "`silcrow diff` needs git, a repository and a revision in it; `git log -- macro-cache` lists those that changed the cache",
  },
  SC0505: {
    title: "changes of files cannot be followed",
    help: "run `silcrow watch --poll`, or on Linux raise the limit with `sysctl fs.inotify.max_user_watches=524288`",
  },
  SC0506: {
    title: "the site cannot be served",
    help: "name another port with --port, or leave it out to get a free one",
  },
  SC0510: {
    title: "the review site cannot be written there",
    help: "name a new or empty folder, or one that `silcrow review --html` made before",
  },
  SC0511: {
    title: "a review cannot be recorded",
    help: "say who you are with `git config user.name` and `user.email`, or with --reviewer \"Name <address>\"; restore a ledger that is damaged",
  },
  SC0520: {
    title: "a macro was granted more than the policy allows",
    help: "take the grant out of `capabilities` and run `silcrow emit`; or widen `policy.capabilities`, if the team agrees",
  },
  SC0521: {
    title: "a macro is expanded outside of the sandbox that the policy demands",
    help: "do without the macro; or name it in `policy.sandboxExceptions`, if the team agrees",
  },
  SC0900: {
    title: "an internal error: a bug in silcrow",
    help: "please report it, with the text above and the command that you ran",
  },
} as const satisfies Readonly<Record<string, CodeDescription>>;

export type ErrorCode = keyof typeof codes;

export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(codes, text);
}

/** Where a code is explained, relative to the package's root. */
export function pageOf(code: ErrorCode): string {
  return `docs/errors.md#${code.toLowerCase()}`;
}
