/** Reserved words that are not values: what follows one stands apart, and an operator behind one is unary. */
export const keywords: ReadonlySet<string> = new Set(
  (
    "as async await box break const continue crate do dyn else enum extern fn for if impl in let loop match mod move mut " +
    "pub ref return static struct trait type union unsafe use where while yield"
  )
    .split(" ")
    // These begin or end an operand like any name.
    .filter((word) => !["await", "crate", "union", "box"].includes(word)),
);
