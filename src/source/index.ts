export { itemName } from "./item-name.ts";
export { ModuleTree, type ReadSource } from "./module-tree.ts";
export { scanSource, type ScannedSource } from "./scan-source.ts";
export { macroRulesAround, sourceContext, type SourceContext } from "./source-context.ts";
export { SourceFile, type Position } from "./source-file.ts";
export type { FragmentKind } from "./fragment-kind.ts";
export { TokenKind } from "./token-kind.ts";
