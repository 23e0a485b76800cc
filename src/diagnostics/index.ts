export { type CodeDescription, codes, type ErrorCode, isErrorCode, pageOf } from "./codes.ts";
export { inSingleQuotes } from "./in-single-quotes.ts";
export { type Problem, renderError, renderProblem, type RenderOptions } from "./render-error.ts";
export { SilcrowError, type SilcrowErrorDetails } from "./silcrow-error.ts";
export { oneLine, stripControl } from "./strip-control.ts";
export { type ColorChoice, useColor } from "./use-color.ts";
