export type ColorChoice = "auto" | "always" | "never";

/**
 * Whether to colour what goes to a stream. `--color` decides; on `auto` NO_COLOR turns colours off,
 * FORCE_COLOR and CLICOLOR_FORCE turn them on, and otherwise a terminal that can show them is needed, which
 * CLICOLOR=0 takes for none.
 */
export function useColor(
  choice: ColorChoice,
  stream: { readonly isTTY?: boolean | undefined },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  if (choice !== "auto") return choice === "always";
  if (isSet(env["NO_COLOR"])) return false;
  if (env["FORCE_COLOR"] === "0") return false;
  if (isSet(env["FORCE_COLOR"]) || (isSet(env["CLICOLOR_FORCE"]) && env["CLICOLOR_FORCE"] !== "0")) return true;
  if (env["CLICOLOR"] === "0") return false;
  return stream.isTTY === true && env["TERM"] !== "dumb";
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== "";
}
