import { describe, expect, test } from "vitest";
import { renderError, renderProblem, SilcrowError, stripControl, useColor } from "#diagnostics";

const plain = { color: false };

describe("renderError", () => {
  test("looks like cargo's", () => {
    const error = new SilcrowError("SC0201", "`wstr!` at src/main.rs:3 has no entry", {
      notes: ["looked in macro-cache/demo", "two lines\nin one note"],
      help: "run `silcrow emit`",
    });
    expect(renderError(error, plain)).toBe(
      [
        "error[SC0201]: `wstr!` at src/main.rs:3 has no entry",
        "  = note: looked in macro-cache/demo",
        "  = note: two lines",
        "          in one note",
        "  = help: run `silcrow emit`",
        "  = page: docs/errors.md#sc0201",
        "",
      ].join("\n"),
    );
  });

  test("takes the help of the table where there is none", () => {
    expect(renderError(new SilcrowError("SC0501", "what?"), plain)).toContain("= help: `silcrow help` lists the commands");
  });

  test("tells the causes, but not twice", () => {
    const cause = new Error("EACCES: permission denied", { cause: new Error("the disk is read-only") });
    const rendered = renderError(new SilcrowError("SC0208", "cannot write macro-cache", { cause }), plain);
    expect(rendered).toContain("= note: EACCES: permission denied\n  = note: the disk is read-only\n");
    const told = renderError(new SilcrowError("SC0208", `cannot write: ${cause.message}`, { cause }), plain);
    expect(told.match(/EACCES/g)).toHaveLength(1);
  });

  test("calls what is not expected a bug, with its stack", () => {
    const rendered = renderError(new TypeError("x is not a function"), plain);
    expect(rendered).toMatch(/^error\[SC0900\]: x is not a function\n/);
    expect(rendered).toContain("render-error.test.ts");
    expect(renderError("thrown text", plain)).toMatch(/^error\[SC0900\]: thrown text\n/);
  });

  test("keeps what macros say from steering the terminal", () => {
    const hostile = "\u001B[2J\u001B]0;title\u0007gone\rhere\u202Eesrever\u0000\u009B31m";
    const rendered = renderError(new SilcrowError("SC0305", hostile, { notes: [hostile], help: hostile }), plain);
    expect(rendered).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202E]/);
    expect(rendered).toContain("gonehereesrever");
  });

  test("colours when told to, and only with its own sequences", () => {
    const rendered = renderProblem({ code: "SC0202", message: "m\u001B[35m" }, { color: true });
    expect(rendered).toContain("\u001B[1m\u001B[31merror[SC0202]\u001B[39m\u001B[22m");
    expect(rendered).not.toContain("[35m");
    expect(stripControl(rendered)).toBe(renderProblem({ code: "SC0202", message: "m" }, plain));
  });
});

test("stripControl leaves text, tabs and line ends", () => {
  expect(stripControl("a\tb\r\nc\nü🦀§")).toBe("a\tb\nc\nü🦀§");
});

describe("useColor", () => {
  const terminal = { isTTY: true };
  test.each([
    ["auto", terminal, {}, true],
    ["auto", {}, {}, false],
    ["auto", terminal, { NO_COLOR: "1" }, false],
    ["auto", terminal, { NO_COLOR: "" }, true],
    ["auto", terminal, { TERM: "dumb" }, false],
    ["auto", {}, { FORCE_COLOR: "1" }, true],
    ["auto", terminal, { FORCE_COLOR: "0" }, false],
    ["auto", {}, { CLICOLOR_FORCE: "1" }, true],
    ["auto", terminal, { CLICOLOR: "0" }, false],
    ["auto", terminal, { CLICOLOR: "1" }, true],
    ["auto", {}, { CLICOLOR: "1" }, false],
    ["auto", terminal, { CLICOLOR: "0", CLICOLOR_FORCE: "1" }, true],
    ["auto", {}, { NO_COLOR: "1", FORCE_COLOR: "1" }, false],
    ["always", {}, { NO_COLOR: "1" }, true],
    ["never", terminal, { FORCE_COLOR: "1" }, false],
  ] as const)("%s %o %o is %s", (choice, stream, env, expected) => {
    expect(useColor(choice, stream, env)).toBe(expected);
  });
});
