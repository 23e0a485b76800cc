import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { hashOf } from "./rust-sources.ts";
import { userCacheDirectory } from "./user-cache.ts";

/**
 * An answer about compilers that is kept in the user's cache for as long as `state` stays what it is; one note for
 * each `subject`. Undefined when there is none that holds, or it is damaged: then one has to ask.
 */
export async function readNote(subject: readonly string[], state: string, env: NodeJS.ProcessEnv): Promise<Partial<Record<string, unknown>> | undefined> {
  try {
    const note = JSON.parse(await readFile(noteFile(subject, env), "utf8")) as Partial<Record<string, unknown>>;
    return note["state"] === state ? note : undefined;
  } catch {
    return undefined;
  }
}

export async function writeNote(subject: readonly string[], state: string, answer: Readonly<Record<string, string>>, env: NodeJS.ProcessEnv): Promise<void> {
  const file = noteFile(subject, env);
  try {
    await mkdir(path.dirname(file)).catch(() => {});
    // One that is read when half of it is there is no JSON, and whoever wants it asks.
    await writeFile(file, `${JSON.stringify({ state, ...answer })}\n`);
  } catch {
    // There is no cache yet, and a question is no reason to make one; or it cannot be written, and whoever needs it says so.
  }
}

function noteFile(subject: readonly string[], env: NodeJS.ProcessEnv): string {
  return path.join(userCacheDirectory(env), "compilers", `${hashOf(subject).slice(0, 16)}.json`);
}
