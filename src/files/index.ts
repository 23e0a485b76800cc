export { takeLockFile, type LockFileOptions } from "./lock-file.ts";
export { type FileChange, readIfThere, replaceFile, writeIfChanged } from "./replace-file.ts";
