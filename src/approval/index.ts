export { giveVerdict, type GivenVerdict } from "./give-verdict.ts";
export { listSteps, stepsJson } from "./list-steps.ts";
export { readReviewState, type ReviewState, statusOf } from "./review-state.ts";
export { reviewSteps, type Steps } from "./review-steps.ts";
export { type Reviews, reviewsOf } from "./reviews-of.ts";
export { findReviewer } from "./reviewer.ts";
export { runSession, type SessionResult, type SessionTerminal } from "./session.ts";
