import fc from "fast-check";

// Every run tries the same cases, so that a failure is about the change at hand and can be repeated.
// SILCROW_TEST_SEED=random (or a number) looks for new ones.
const wanted = process.env["SILCROW_TEST_SEED"];
if (wanted !== "random") fc.configureGlobal({ seed: Number(wanted ?? 20261121) });
