import { lstat, readdir, rm } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";

/** Milliseconds after which a folder without a socket is not one that somebody is just about to use. */
const patience = 60_000;

/**
 * Removes folders of sockets on which nobody listens any more: a host that was killed leaves its own. Only folders
 * of this user are looked at, and none is removed that answers.
 */
export async function removeStaleSockets(directory: string, prefix: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  await Promise.all(
    names.filter((name) => name.startsWith(prefix)).map(async (name) => {
      const folder = join(directory, name);
      const stats = await lstat(folder).catch(() => undefined);
      if (stats === undefined || !stats.isDirectory() || stats.uid !== process.getuid?.() || Date.now() - stats.mtimeMs < patience) return;
      if (await isAbandoned(join(folder, "s"))) await rm(folder, { recursive: true, force: true });
    }),
  );
}

/** Whether it is a socket that nobody listens on. */
async function isAbandoned(socket: string): Promise<boolean> {
  if ((await lstat(socket).catch(() => undefined))?.isSocket() !== true) return false;
  return await new Promise((resolve) => {
    const connection = connect(socket);
    connection.once("connect", () => {
      connection.destroy();
      resolve(false);
    });
    connection.once("error", (error) => resolve("code" in error && error.code === "ECONNREFUSED"));
  });
}
