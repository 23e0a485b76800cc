import { fileURLToPath } from "node:url";

/** The repository. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** The room that this file is in; also the workspace of the crates. */
export const matrixFolder = fileURLToPath(new URL("..", import.meta.url));
