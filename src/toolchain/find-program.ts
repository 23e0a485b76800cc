import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import path from "node:path";

/** Absolute path of a program on PATH, or undefined. A name with a separator is taken as a path. */
export async function findProgram(name: string, env: NodeJS.ProcessEnv, cwd: string): Promise<string | undefined> {
  if (name.includes(path.sep)) {
    const file = path.resolve(cwd, name);
    return (await isProgram(file)) ? file : undefined;
  }
  for (const directory of (env["PATH"] ?? "").split(path.delimiter)) {
    if (directory === "") continue;
    const file = path.resolve(cwd, directory, name);
    if (await isProgram(file)) return file;
  }
  return undefined;
}

/** Whether the path is a file that may be executed. */
export async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

/** Whether the path is a file. */
export async function isFile(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
