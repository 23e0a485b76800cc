export interface CargoCommand {
  readonly name: string;
  readonly alias: string | undefined;
  readonly summary: string;
  readonly example: string;
}

/** The commands of cargo that silcrow runs from the cache, with cargo's own one-letter names. */
export const cargoCommands: readonly CargoCommand[] = [
  { name: "build", alias: "b", summary: "cargo build from the cache", example: "silcrow build --release" },
  { name: "check", alias: "c", summary: "cargo check from the cache", example: "silcrow check --all-targets" },
  { name: "test", alias: "t", summary: "cargo test from the cache", example: "silcrow test --workspace -- --nocapture" },
  { name: "run", alias: "r", summary: "cargo run from the cache", example: "silcrow run -- --an-argument-of-the-program" },
  { name: "bench", alias: undefined, summary: "cargo bench from the cache", example: "silcrow bench" },
  { name: "clippy", alias: undefined, summary: "cargo clippy from the cache", example: "silcrow clippy -- -D warnings" },
  { name: "doc", alias: "d", summary: "cargo doc from the cache", example: "silcrow doc --no-deps" },
];

export function findCargoCommand(name: string): CargoCommand | undefined {
  return cargoCommands.find((command) => command.name === name || command.alias === name);
}
