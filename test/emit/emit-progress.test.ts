import { describe, expect, test } from "vitest";
import { EmitProgress } from "../../src/emit/emit-progress.ts";

function progress(isTTY: boolean, isQuiet = false) {
  let text = "";
  const stream = { write: (part: string) => (text += part), isTTY, columns: 40 };
  return { progress: new EmitProgress(stream, isQuiet), text: () => text };
}

describe("EmitProgress", () => {
  test("in a pipe there is no line that moves", () => {
    const { progress: one, text } = progress(false);
    one.expanding("demo", "m");
    one.pass("   Compiling x\n");
    one.summary("emitted 1 new entry");
    expect(text()).toBe("   Compiling x\nemitted 1 new entry\n");
  });

  test("on a terminal one line is written over, and keeps to its width", () => {
    const { progress: one, text } = progress(true);
    one.expanding("demo", "a_macro_with_quite_a_long_name_for_a_terminal");
    one.pass("   Compiling x\n");
    one.summary("done");
    const [line = "", ...rest] = text().split("\r\u001B[K").slice(1);
    expect(line).toHaveLength(39);
    expect(rest.join("")).toBe("   Compiling x\ndone\n");
  });

  test("text of others is not torn, wherever it is cut", () => {
    const { progress: one, text } = progress(true);
    const bytes = Buffer.from("wärning: 🦀\nmore");
    for (const byte of bytes) {
      one.pass(Uint8Array.of(byte));
      one.step("compiling");
    }
    expect(text()).toContain("wärning: 🦀\n");
    expect(text()).not.toContain("more");
    one.finish();
    expect(text().endsWith("more")).toBe(true);
  });

  test("what macros print cannot play with the terminal", () => {
    const { progress: one, text } = progress(false);
    one.output("m", "a\u001B[2Jb\rc");
    expect(text()).toBe("abc\n");
  });

  test("quiet is quiet", () => {
    const { progress: one, text } = progress(true, true);
    one.step("compiling");
    one.expanding("demo", "m");
    one.summary("done");
    expect(text()).toBe("");
  });
});
