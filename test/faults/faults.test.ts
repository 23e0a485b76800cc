import { afterAll, beforeAll, expect, test } from "vitest";
import { canMount, type Fault, faults, Lab, needsMount } from "./inject.ts";

// `npm run faults` does this some hundred times.
const seed = Number(process.env["FAULTS_SEED"] ?? 1);
const mounts = canMount();
const lab = new Lab(seed);

beforeAll(async () => await lab.prepare());
afterAll(() => lab.dispose());

test.each((Object.keys(faults) as Fault[]).map((fault) => ({ fault })))("$fault: no entry is lost or half-written, and the next emit recovers", async ({ fault }) => {
  if (needsMount.has(fault) && !mounts) return;
  expect((await lab.inject(fault)).problem).toBeUndefined();
});
