import { type FSWatcher, watch } from "chokidar";
import { SilcrowError } from "#diagnostics";
import { isIgnoredFile, isIgnoredFolder } from "./ignored-paths.ts";

export interface WatchFilesOptions {
  /** Absolute paths of folders to follow, and of folders below them to leave alone. */
  readonly folders: readonly string[];
  readonly ignored: readonly string[];
  /** Looks at the files from time to time, for file systems that do not report changes. */
  readonly poll: boolean;
  /** Called with the absolute path of what changed, came or went. */
  readonly onChange: (path: string) => void;
  readonly onError: (error: SilcrowError) => void;
}

export interface WatchedFiles {
  /** Follows these folders from now on, and no others. */
  setFolders(folders: readonly string[]): void;
  close(): Promise<void>;
}

/** Follows folders. Resolves when every change from then on will be reported. Links are not followed. */
export async function watchFiles(options: WatchFilesOptions): Promise<WatchedFiles> {
  const { ignored, poll, onChange, onError } = options;
  const watcher: FSWatcher = watch([...options.folders], {
    ignoreInitial: true,
    followSymlinks: false,
    usePolling: poll,
    interval: 500,
    ignored: (path, stats) => (stats?.isDirectory() === true ? isIgnoredFolder(path, ignored) : ignored.includes(path) || isIgnoredFile(path)),
  });
  let folders = new Set(options.folders);
  watcher.on("error", (error) => onError(watchError(error)));
  await new Promise<void>((resolve) => watcher.once("ready", resolve));
  watcher.on("all", (event, path) => {
    // What is in a new folder is reported by itself.
    if (event !== "addDir") onChange(path);
  });
  return {
    setFolders(wanted) {
      const now = new Set(wanted);
      for (const folder of folders) if (!now.has(folder)) watcher.unwatch(folder);
      for (const folder of now) if (!folders.has(folder)) watcher.add(folder);
      folders = now;
    },
    close: () => watcher.close(),
  };
}

function watchError(error: unknown): SilcrowError {
  const { code, message } = error as NodeJS.ErrnoException;
  const isFull = code === "ENOSPC" || code === "EMFILE";
  return new SilcrowError("SC0505", isFull ? "the system lets no more files be followed" : `files cannot be followed: ${message}`, {
    notes: isFull ? [message] : [],
    cause: error,
  });
}
