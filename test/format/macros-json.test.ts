import { describe, expect, test } from "vitest";
import { type MacroCrateRecord, type MacrosJson, parseMacrosJson, printMacrosJson, sha256 } from "#format";

const hash = sha256("x");
const crates = "registry+https://github.com/rust-lang/crates.io-index";
const serde: MacroCrateRecord = {
  package: "serde_derive",
  version: "1.0.219",
  source: crates,
  checksum: "abcd",
  edition: "2021",
  crate_name: "serde_derive",
  macro_item: "serde_derive_1f0c2a9be4d7",
  macro_hash: hash,
  features: ["default"],
  root_length: 3120,
  dependencies: [
    { name: "syn", version: "2.0.10", source: crates, checksum: "ee", features: ["derive", "printing"] },
    { name: "syn", version: "2.0.9", source: crates, checksum: "ff", features: [] },
    { name: "proc-macro2", version: "1.0.101", source: null, checksum: null, features: [] },
  ],
  macros: [
    { name: "Serialize", kind: "derive", helper_attributes: ["serde"] },
    { name: "Deserialize", kind: "derive", helper_attributes: ["serde"] },
  ],
  sandbox: { kind: "wasm", abi: 1 },
  capabilities: {},
};
const mine: MacroCrateRecord = {
  ...serde,
  package: "my-macros",
  source: null,
  crate_name: "my_macros",
  macro_item: "my_macros_0123456789ab",
  features: [],
  dependencies: [],
  macros: [{ name: "wstr", kind: "function" }],
  capabilities: { env: ["B", "A"] },
};
const macros: MacrosJson = { silcrow_macros_version: 1, macro_crates: [serde, mine] };

const printed = `{
  "silcrow_macros_version": 1,
  "macro_crates": [
    {
      "package": "my-macros",
      "version": "1.0.219",
      "source": null,
      "checksum": "abcd",
      "edition": "2021",
      "crate_name": "my_macros",
      "macro_item": "my_macros_0123456789ab",
      "macro_hash": "${hash}",
      "features": [],
      "root_length": 3120,
      "dependencies": [],
      "macros": [
        {"name": "wstr", "kind": "function"}
      ],
      "sandbox": {"kind": "wasm", "abi": 1},
      "capabilities": {"env": ["A", "B"]}
    },
    {
      "package": "serde_derive",
      "version": "1.0.219",
      "source": "${crates}",
      "checksum": "abcd",
      "edition": "2021",
      "crate_name": "serde_derive",
      "macro_item": "serde_derive_1f0c2a9be4d7",
      "macro_hash": "${hash}",
      "features": ["default"],
      "root_length": 3120,
      "dependencies": [
        {"name": "proc-macro2", "version": "1.0.101", "source": null, "checksum": null, "features": []},
        {"name": "syn", "version": "2.0.9", "source": "${crates}", "checksum": "ff", "features": []},
        {"name": "syn", "version": "2.0.10", "source": "${crates}", "checksum": "ee", "features": ["derive", "printing"]}
      ],
      "macros": [
        {"name": "Deserialize", "kind": "derive", "helper_attributes": ["serde"]},
        {"name": "Serialize", "kind": "derive", "helper_attributes": ["serde"]}
      ],
      "sandbox": {"kind": "wasm", "abi": 1},
      "capabilities": {}
    }
  ]
}
`;

test("is printed in a fixed order, a fact on a line", () => expect(printMacrosJson(macros)).toBe(printed));

test("reads back", () => {
  const parsed = parseMacrosJson(printed);
  if (parsed.kind !== "macros") throw new Error(JSON.stringify(parsed));
  expect(printMacrosJson(parsed.macros)).toBe(printed);
  expect(parsed.macros.macro_crates[0]).toEqual({ ...mine, capabilities: { env: ["A", "B"] } });
});

test("may be empty", () => {
  const empty = printMacrosJson({ silcrow_macros_version: 1, macro_crates: [] });
  expect(empty).toBe('{\n  "silcrow_macros_version": 1,\n  "macro_crates": []\n}\n');
  expect(parseMacrosJson(empty).kind).toBe("macros");
});

test("of a newer version is refused", () => {
  expect(parseMacrosJson('{"silcrow_macros_version": 2}')).toEqual({ kind: "newer", version: 2 });
});

test("passes over keys that it does not know", () => {
  expect(parseMacrosJson(printed.replace('"package"', '"colour": 1, "package"')).kind).toBe("macros");
});

describe("names what is damaged", () => {
  test.each([
    ["", /JSON/],
    ["[]", "the file must be an object"],
    ["{}", "silcrow_macros_version is missing"],
    ['{"silcrow_macros_version": 1}', "macro_crates is missing"],
    [printed.replace('"package": "my-macros",', ""), "macro_crates[0].package is missing"],
    [printed.replace('"edition": "2021"', '"edition": "2022"'), 'macro_crates[0].edition must be "2015", "2018"'],
    [printed.replace('"name": "wstr"', '"name": "wstr() { evil() } fn x"'), "macro_crates[0].macros[0].name must be an identifier"],
    [printed.replace('["serde"]', '["a, b"]'), "macro_crates[1].macros[0].helper_attributes[0] must be an identifier"],
    [printed.replace('"my_macros"', '"my-macros"'), "macro_crates[0].crate_name must be a crate name"],
    [printed.replace("my_macros_0123456789ab", 'x\\" \\"'), "macro_crates[0].macro_item must be"],
    [printed.replace('"root_length": 3120', '"root_length": -1'), "macro_crates[0].root_length must be a number"],
    [printed.replace('"wasm"', '"native"'), 'macro_crates[0].sandbox.kind must be "wasm"'],
    [printed.replace('{"env": ["A", "B"]}', "[]"), "macro_crates[0].capabilities must be an object"],
  ])("%#", (text, problem) => {
    const parsed = parseMacrosJson(text);
    expect(parsed.kind === "damaged" && parsed.problem).toMatch(problem);
  });
});
