import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readIfThere, replaceFile, writeIfChanged } from "#files";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "silcrow-files-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string): string => path.join(folder, name);
const files = () => readdirSync(folder, { recursive: true }).map(String).sort();

test("writing tells what it did, and leaves equal files alone", () => {
  expect(writeIfChanged(at("a/b"), "1")).toBe("new");
  utimesSync(at("a/b"), 1, 1);
  expect(writeIfChanged(at("a/b"), "1")).toBe("same");
  expect(statSync(at("a/b")).mtimeMs).toBe(1000);
  expect(writeIfChanged(at("a/b"), "2")).toBe("changed");
  expect(readIfThere(at("a/b"))).toBe("2");
  expect(files()).toEqual(["a", "a/b"]);
});

test("a link is replaced and not followed, neither in the place of the file nor in that of the temporary one", () => {
  writeFileSync(at("mine"), "mine");
  for (const link of ["file", `file.${process.pid}`]) symlinkSync(at("mine"), at(link));
  replaceFile(at("file"), "new", { isFlushed: true });
  expect(readFileSync(at("mine"), "utf8")).toBe("mine");
  expect(readFileSync(at("file"), "utf8")).toBe("new");
  expect(files()).toEqual(["file", "mine"]);
});

test("what cannot be written is an error that leaves nothing behind", () => {
  writeFileSync(at("file"), "");
  expect(() => writeIfChanged(at("file/x"), "1")).toThrow(/ENOTDIR|EEXIST/);
  mkdirSync(at("folder"));
  expect(() => replaceFile(at("folder"), "1")).toThrow(/EISDIR|EEXIST|ENOTEMPTY/);
  expect(files()).toEqual(["file", "folder"]);
  expect(readIfThere(at("file/x"))).toBeUndefined();
});

test("a write that is cut short, as by a full disk, is an error, and the file stays what it was", () => {
  writeFileSync(at("file"), "before");
  const room = path.resolve(import.meta.dirname, "../../src/files/replace-file.ts");
  const script = `import { replaceFile } from ${JSON.stringify(room)};
try { replaceFile(${JSON.stringify(at("file"))}, "x".repeat(5000)); } catch (error) { console.log(error.code); }`;
  // The first kilobyte of what is written finds room.
  const output = execFileSync("bash", ["-c", `trap '' XFSZ; ulimit -f 1; exec "$0" --input-type=module -e "$1"`, process.execPath, script], { encoding: "utf8" });
  expect(output).toBe("EFBIG\n");
  expect(readFileSync(at("file"), "utf8")).toBe("before");
  expect(files()).toEqual(["file"]);
});
