import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { Ajv } from "ajv";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rules } from "#audit";
import { runCli } from "../cli/run-cli.ts";
import { type ReviewProject } from "../review/review-project.ts";
import { poke, siteProject } from "../site/site-project.ts";

interface Log {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly invocations: readonly [{ readonly toolExecutionNotifications: readonly { readonly message: { readonly text: string } }[] }];
      readonly results: readonly {
        readonly ruleId: string;
        readonly ruleIndex: number;
        readonly level: string;
        readonly suppressions?: readonly object[];
        readonly partialFingerprints: Record<string, string>;
        readonly locations: readonly [{ readonly physicalLocation: { readonly artifactLocation: { readonly uri: string }; readonly region: { readonly startLine: number; readonly startColumn: number; readonly endLine: number; readonly endColumn: number } } }];
      }[];
    },
  ];
}

let project: ReviewProject;
beforeAll(() => {
  project = siteProject();
  project.commit();
});
afterAll(() => project.remove());

const sarif = async (...args: string[]): Promise<{ text: string; log: Log }> => {
  const { exitCode, stdout } = await runCli(["review", "--sarif", ...args], { cwd: project.root });
  expect(exitCode).toBe(0);
  return { text: stdout, log: JSON.parse(stdout) as Log };
};

test("is what the schema of SARIF 2.1.0 says", async () => {
  const schema = JSON.parse(readFileSync(createRequire(import.meta.url).resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"), "utf8")) as Record<string, unknown>;
  // The schema is of draft 4 and has nothing that later drafts read in another way but its name.
  const { $schema: _, id: __, ...draftless } = schema;
  const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(draftless);
  const { log } = await sarif();
  expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
  expect(validate({ ...log, version: "2.0.0" })).toBe(false);
  expect(log.runs[0].tool.driver.rules.map(({ id }) => id)).toEqual(rules.map(({ id }) => id));
});

test("each result names its rule and a place in a file that is there", async () => {
  const { log, text } = await sarif();
  const { results, tool, invocations } = log.runs[0];
  expect(results.length).toBeGreaterThan(3);
  for (const { ruleId, ruleIndex, locations } of results) {
    expect(tool.driver.rules[ruleIndex]!.id).toBe(ruleId);
    const { artifactLocation, region } = locations[0].physicalLocation;
    const lines = readFileSync(path.join(project.root, decodeURIComponent(artifactLocation.uri)), "utf8").split("\n");
    const flagged = lines[region.startLine - 1]!.slice(region.startColumn - 1, region.endLine === region.startLine ? region.endColumn - 1 : undefined);
    expect(flagged.length).toBeGreaterThan(0);
    if (ruleId === "unsafe") expect(flagged).toBe("unsafe");
  }
  expect(new Set(results.map(({ partialFingerprints }) => JSON.stringify(partialFingerprints))).size).toBe(results.length);
  expect(invocations[0].toolExecutionNotifications.map(({ message }) => message.text).join("\n")).toMatch(/damaged/);
  expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E]/);
});

test("a flag keeps its fingerprint when its line moves; what is allowed is suppressed; --since narrows it", async () => {
  const fingerprintOf = (log: Log): string[] => log.runs[0].results.filter(({ ruleId }) => ruleId === "unsafe").map(({ partialFingerprints }) => JSON.stringify(partialFingerprints));
  const before = await sarif();
  project.writeEntry({ ...poke, expansion: poke.expansion.replace("{\n", "{\n    trace();\n") });
  const after = await sarif();
  expect(fingerprintOf(after.log)).toEqual(fingerprintOf(before.log));
  const since = await sarif("--since", "HEAD");
  expect(since.log.runs[0].results.map(({ ruleId }) => ruleId)).toEqual(["unsafe"]);
  project.write("silcrow.config.json", JSON.stringify({ audit: { allow: { trace: ["unsafe"] } } }));
  const allowed = await sarif("--since", "HEAD");
  expect(allowed.log.runs[0].results[0]!.suppressions).toHaveLength(1);
});
