import path from "node:path";
import { parseCargoArguments } from "./cargo-arguments.ts";
import type { CargoCall } from "./run-cargo.ts";
import { environmentStates } from "./variable-state.ts";

export interface InvocationRequest {
  readonly cargo: string;
  readonly rustc: string;
  readonly command: string;
  /** The user's arguments of the command. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly mode: "replay" | "emit";
  readonly wrapper: string;
  /** The wrapper under the name `silcrow-rustdoc`. */
  readonly rustdoc: string;
  readonly plan: string;
  readonly cacheDirectory: string;
  /** The folder that `silcrowTargetDirectory` names. */
  readonly targetDirectory: string;
  /** The workspace's folder: macros see another name in its place. */
  readonly workspace: string;
  /** How build scripts are kept in a sandbox: the program, what of the home and temporary folders they see, and limits. */
  readonly confinement?: { readonly bubblewrap: string; readonly visible: readonly string[]; readonly seconds: number; readonly memory: number } | undefined;
  /** Path of the host's socket; emit only. */
  readonly socket?: string | undefined;
}

/** Target directory of silcrow's own, so that ordinary builds and its own never mix. */
export function silcrowTargetDirectory(targetDirectory: string, mode: "replay" | "emit" | "verify"): string {
  return path.join(targetDirectory, "silcrow", mode);
}

/** How cargo is called so that the wrapper takes part in everything it compiles. */
export function cargoInvocation(request: InvocationRequest): CargoCall {
  const { own, trailing } = parseCargoArguments(request.args);
  const env: NodeJS.ProcessEnv = { ...request.env };
  // A build that silcrow was started from has its own plan and socket.
  for (const name of Object.keys(env)) if (name.startsWith("SILCROW_") && name !== "SILCROW_CACHE_HOME") delete env[name];
  Object.assign(env, {
    RUSTC: request.rustc,
    SILCROW_MODE: request.mode,
    SILCROW_PLAN: request.plan,
    SILCROW_CACHE_DIR: request.cacheDirectory,
    SILCROW_WORKSPACE: request.workspace,
    ...(request.confinement === undefined
      ? {}
      : { SILCROW_BUBBLEWRAP: request.confinement.bubblewrap, SILCROW_VISIBLE: request.confinement.visible.join("\n"), SILCROW_SCRIPT_LIMITS: `${request.confinement.seconds} ${request.confinement.memory}` }),
    ...(request.socket === undefined ? {} : { SILCROW_SOCKET: request.socket }),
  });
  const settings = {
    "rustc-wrapper": request.wrapper,
    rustdoc: request.rustdoc,
    "target-dir": request.targetDirectory,
    // Where a configuration keeps intermediate files apart, those must not be shared either.
    "build-dir": request.targetDirectory,
  };
  const options: string[] = [];
  if (runsPrograms.has(request.command)) {
    // A program may run cargo itself (trybuild does, for example). That build is not this one, which it would hear of
    // through variables. Two that are set already would be preferred to options.
    for (const [name, value] of Object.entries(settings)) options.push("--config", `build.${name}=${JSON.stringify(value)}`);
    options.push("--target-dir", request.targetDirectory);
    delete env["RUSTC_WRAPPER"];
    delete env["RUSTDOC"];
  } else {
    Object.assign(env, {
      RUSTC_WRAPPER: settings["rustc-wrapper"],
      RUSTDOC: settings.rustdoc,
      CARGO_TARGET_DIR: settings["target-dir"],
      CARGO_BUILD_BUILD_DIR: settings["build-dir"],
    });
  }
  env["SILCROW_ENVIRONMENT"] = environmentStates(env);
  return { cargo: request.cargo, args: [request.command, ...options, ...own, ...trailing], cwd: request.cwd, env };
}

/** cargo's own commands that run what they have built. */
const runsPrograms = new Set(["test", "t", "run", "r", "bench"]);
