/** What a configuration file may say. Anything absent is left to the command line or the default. */
export interface Settings {
  /** Absolute path of the macro cache. */
  readonly cacheDir?: string;
  /** Wall-clock seconds that one invocation may take. */
  readonly deadlineSeconds?: number;
  /** Bytes of memory that one macro may use. */
  readonly memoryLimit?: number;
  /** Sandbox workers that run at the same time. */
  readonly jobs?: number;
  readonly emit?: {
    /** Arguments for cargo at emit, put before those of the command line. */
    readonly arguments?: readonly string[];
    /** Which build scripts run in a sandbox: those that only macro crates need, all, or none. */
    readonly buildScripts?: "sandbox" | "sandbox-all" | "native";
    /** Wall-clock seconds that one of these may take. */
    readonly buildScriptSeconds?: number;
    /** Bytes of memory that one process of these may use. */
    readonly buildScriptMemory?: number;
  };
  readonly audit?: {
    /** Flags that are allowed, by macro crate or `crate::macro`. */
    readonly allow?: Readonly<Record<string, readonly string[]>>;
  };
  /** What macros may have beyond tokens and what cargo says of the package, by the name of their package. */
  readonly capabilities?: Readonly<Record<string, GrantedCapabilities>>;
  /** Macros that do not run in WebAssembly, by the name of their package. */
  readonly sandbox?: Readonly<Record<string, "wasm" | "process">>;
  readonly policy?: Policy;
}

/** What a team allows at most, whatever is granted: emit, verify and replay refuse what goes beyond. */
export interface Policy {
  /** `wasm`: macros run in WebAssembly and in no other sandbox. */
  readonly sandbox?: "wasm";
  /** Packages of macros that `sandbox` does not hold for; `*` matches any run of characters. */
  readonly sandboxExceptions?: readonly string[];
  /** The most that may be granted, by package of a macro; without an entry of a package, nothing. */
  readonly capabilities?: Readonly<Record<string, GrantedCapabilities>>;
  /** Whether macros of the workspace's own folders are exempt. */
  readonly exemptWorkspace?: boolean;
}

export interface PolicyInForce {
  readonly policy: Policy;
  /** Absolute path of the configuration that it is in. */
  readonly file: string;
}

export interface GrantedCapabilities {
  /** Names of environment variables; `*` matches any run of characters. */
  readonly env?: readonly string[] | undefined;
  /** Files and folders: relative to the package that uses the macro, or behind `workspace:` or `out-dir:`. */
  readonly read?: readonly string[] | undefined;
}

export interface LoadedSettings {
  readonly settings: Settings;
  /** Absolute path of the file that they came from; undefined when there is none. */
  readonly file: string | undefined;
  /** The policies of that file and of those further up in the project: all of them hold. */
  readonly policies: readonly PolicyInForce[];
}
