import path from "node:path";

/** The user's arguments of a cargo command, as far as silcrow must know them. */
export interface CargoArguments {
  /** Everything before `--`, without `--target-dir`. */
  readonly own: readonly string[];
  /** `--` and what follows; empty without it. */
  readonly trailing: readonly string[];
  readonly targetDirectory: string | undefined;
}

export function parseCargoArguments(args: readonly string[]): CargoArguments {
  const end = args.indexOf("--");
  const before = end === -1 ? args : args.slice(0, end);
  const own: string[] = [];
  let targetDirectory: string | undefined;
  for (let index = 0; index < before.length; index++) {
    const arg = before[index] as string;
    if (arg === "--target-dir") targetDirectory = before[++index];
    else if (arg.startsWith("--target-dir=")) targetDirectory = arg.slice("--target-dir=".length);
    else own.push(arg);
  }
  return { own, trailing: end === -1 ? [] : args.slice(end), targetDirectory };
}

/** The folder of the project that the arguments name, as cargo understands them; `cwd` where they name none. */
export function projectDirectory(args: readonly string[], cwd: string): string {
  const options = projectOptions(parseCargoArguments(args).own);
  const valueOf = (name: string): string | undefined =>
    options.flatMap((option, index) => (option === name ? [options[index + 1] ?? ""] : option.startsWith(`${name}=`) ? [option.slice(name.length + 1)] : [])).at(-1);
  const start = path.resolve(cwd, valueOf("-C") ?? "");
  const manifest = valueOf("--manifest-path");
  return manifest === undefined ? start : path.dirname(path.resolve(start, manifest));
}

/** The options that turn features on and off. */
export function featureOptions(own: readonly string[]): string[] {
  return own.flatMap((arg, index) => {
    const name = arg.split("=", 1)[0] as string;
    if (name === "--all-features" || name === "--no-default-features") return [arg];
    if (name !== "--features" && !arg.startsWith("-F")) return [];
    const value = own[index + 1];
    return (arg === "--features" || arg === "-F") && value !== undefined ? [arg, value] : [arg];
  });
}

/** The options that decide which project and configuration cargo looks at, for its other commands. */
export function projectOptions(own: readonly string[]): string[] {
  const taken: string[] = [];
  for (let index = 0; index < own.length; index++) {
    const arg = own[index] as string;
    const name = arg.split("=", 1)[0] as string;
    if (!["--manifest-path", "--config", "--offline", "--locked", "--frozen", "-C", "-Z"].includes(name)) continue;
    taken.push(arg);
    const value = own[index + 1];
    if (arg === name && !["--offline", "--locked", "--frozen"].includes(name) && value !== undefined) {
      taken.push(value);
      index++;
    }
  }
  return taken;
}
