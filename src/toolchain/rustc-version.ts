/** The facts of `rustc -vV` that silcrow uses. */
export interface RustcVersion {
  /** First line, for people: `rustc 1.95.0 (59807616e 2026-04-14)`. */
  readonly title: string;
  /** `1.95.0`, `1.97.0-nightly`. */
  readonly release: string;
  /** Target triple of the machine that this compiler runs on. */
  readonly host: string;
  /** The whole output. */
  readonly text: string;
}

/** The oldest compiler whose proc_macro tells where a span is (`Span::line`, `Span::file`). */
export const minimumRelease = "1.88";

/** Reads the output of `rustc -vV`; undefined when it is not that. */
export function parseRustcVersion(text: string): RustcVersion | undefined {
  const title = text.split("\n", 1)[0]?.trim();
  const release = /^release: (.+)$/m.exec(text)?.[1]?.trim();
  const host = /^host: (.+)$/m.exec(text)?.[1]?.trim();
  if (!title || !release || !host) return undefined;
  return { title, release, host, text: text.trim() };
}

/** Whether a release is `minimumRelease` or newer. Pre-releases count as their release. */
export function isRecentEnough(release: string): boolean {
  const [major = 0, minor = 0] = release.split(".").map((part) => Number.parseInt(part, 10));
  const [wantedMajor = 0, wantedMinor = 0] = minimumRelease.split(".").map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}
