export { takeLockFile, type LockFileOptions } from "./lock-file.ts";
