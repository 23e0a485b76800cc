import { projectDirectory } from "#cargo";
import { loadSettings } from "#config";

/** The configuration of the project that a command is about: `--manifest-path` may name another than the working directory's. */
export async function projectSettings(cargoArgs: readonly string[], cwd: string): ReturnType<typeof loadSettings> {
  return await loadSettings(projectDirectory(cargoArgs, cwd));
}
