export { largestComment, markdownReport } from "./markdown.ts";
export { sarifReport } from "./sarif.ts";
