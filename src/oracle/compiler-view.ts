/** What rustc can print of a crate. */
export type CompilerView = "expanded" | "hygiene" | "hir" | "mir";

/** What rustc calls each after `-Zunpretty=`, in the order in which it comes to them. */
export const unpretty: Readonly<Record<CompilerView, string>> = {
  expanded: "expanded",
  hygiene: "expanded,hygiene",
  hir: "hir",
  mir: "mir",
};
