import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { load } from "js-yaml";
import { afterEach, beforeEach, expect, test } from "vitest";
import { effectiveSettings, loadSettings, printInitialFile, settingsProperties, settingsSchemaText } from "#config";
import { defaultLimits } from "#sandbox";

let project: string;
beforeEach(() => {
  project = realpathSync(mkdtempSync(path.join(os.tmpdir(), "silcrow-initial-")));
  writeFileSync(path.join(project, "Cargo.toml"), "[workspace]\n");
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

const properties = settingsProperties();
const validate = new Ajv2020({ strict: false }).compile(JSON.parse(settingsSchemaText()) as object);

test("the file says what was chosen, and nothing else", async () => {
  const chosen = { cacheDir: "generated code", "emit.arguments": ["--workspace"] };
  writeFileSync(path.join(project, "silcrow.config.yaml"), printInitialFile({ properties, chosen, schema: "s.json" }));
  expect((await loadSettings(project)).settings).toEqual({ cacheDir: path.join(project, "generated code"), emit: { arguments: ["--workspace"] } });
});

test("every setting is in it, explained, and valid as soon as its mark is taken away", () => {
  const text = printInitialFile({ properties, chosen: { cacheDir: "macro-cache" }, schema: undefined });
  const uncommented = load(text.replace(/^#(?! [^ ])/gm, "")) as Record<string, unknown>;
  expect(validate(uncommented), JSON.stringify(validate.errors)).toBe(true);
  expect(Object.keys(uncommented)).toEqual(Object.keys(properties));
  expect(Object.keys(uncommented["emit"] as object)).toEqual(Object.keys(properties["emit"]?.properties ?? {}));
  for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(106);
});

test("defaults in the schema are those of the program", () => {
  const settings = effectiveSettings({ settings: {}, file: undefined }, "/p");
  const value = (key: string) => settings.find((setting) => setting.key === key)?.value;
  expect(value("deadlineSeconds")).toBe(defaultLimits.deadlineMs / 1000);
  expect(value("memoryLimit")).toBe(defaultLimits.memoryLimitBytes);
  expect(value("cacheDir")).toBe("/p/macro-cache");
});

test("the page shows the lines for .gitattributes as they are written", async () => {
  const { gitAttributes } = await import("#config");
  const page = readFileSync(path.join(import.meta.dirname, "../../docs/configuration.md"), "utf8");
  expect(page).toContain(`\`\`\`\n${gitAttributes("macro-cache").join("\n")}\n\`\`\``);
});
