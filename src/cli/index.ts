export type { CliContext } from "./context.ts";
export { executeCli } from "./execute-cli.ts";
