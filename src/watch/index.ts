export { ChangeQueue, type ChangeQueueOptions } from "./change-queue.ts";
export { FileStates } from "./file-states.ts";
export { isGitAtWork } from "./git-at-work.ts";
export { isIgnoredFile, isIgnoredFolder } from "./ignored-paths.ts";
export { projectFolders } from "./project-folders.ts";
export { serveSite, type SiteServer } from "./site-server.ts";
export { onWakeUp } from "./wake-up.ts";
export { watchFiles, type WatchedFiles, type WatchFilesOptions } from "./watch-files.ts";
