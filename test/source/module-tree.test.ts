import { describe, expect, test } from "vitest";
import { ModuleTree } from "#source";

function tree(files: Record<string, string>, root = "/p/src/lib.rs") {
  const read: string[] = [];
  const modules = new ModuleTree(root, (path) => {
    if (path in files) read.push(path);
    return files[path];
  });
  return { modules, read };
}

describe("ModuleTree", () => {
  const files = {
    "/p/src/lib.rs": `pub mod a; mod b; #[path = "odd/place.rs"] mod c; mod inline { mod d; pub mod deeper { #[path = "e2.rs"] mod e; } }
      #[cfg_attr(windows, path = "win.rs")] mod os; include!("included.rs"); /* mod comment; */ cfg_if! { if #[cfg(x)] { mod guarded; } }
      #[path = "moved"] mod renamed { mod inner; }`,
    "/p/src/a.rs": "mod x;",
    "/p/src/a/x.rs": "",
    "/p/src/b/mod.rs": "pub(crate) mod y;",
    "/p/src/b/y.rs": "mod z;",
    "/p/src/b/y/z.rs": "",
    "/p/src/odd/place.rs": "mod sibling;",
    "/p/src/odd/sibling.rs": "",
    "/p/src/inline/d.rs": "",
    "/p/src/inline/deeper/e2.rs": "",
    "/p/src/os.rs": "",
    "/p/src/win.rs": "",
    "/p/src/included.rs": "mod from_included;",
    "/p/src/from_included.rs": "",
    "/p/src/guarded.rs": "",
    "/p/src/moved/inner.rs": "",
    "/p/src/orphan.rs": "",
  };

  test.each([
    ["/p/src/lib.rs", []],
    ["/p/src/a/x.rs", ["a", "x"]],
    ["/p/src/b/mod.rs", ["b"]],
    ["/p/src/b/y/z.rs", ["b", "y", "z"]],
    ["/p/src/odd/place.rs", ["c"]],
    ["/p/src/odd/sibling.rs", ["c", "sibling"]],
    ["/p/src/inline/d.rs", ["inline", "d"]],
    ["/p/src/inline/deeper/e2.rs", ["inline", "deeper", "e"]],
    ["/p/src/os.rs", ["os"]],
    ["/p/src/win.rs", ["os"]],
    ["/p/src/included.rs", []],
    ["/p/src/from_included.rs", ["from_included"]],
    ["/p/src/guarded.rs", ["guarded"]],
    ["/p/src/moved/inner.rs", ["renamed", "inner"]],
    ["/p/src/orphan.rs", undefined],
    ["/elsewhere.rs", undefined],
  ])("%s is %j", (file, expected) => {
    expect(tree(files).modules.modulesOf(file)).toEqual(expected);
  });

  test("only files on the way are read", () => {
    const { modules, read } = tree(files);
    modules.modulesOf("/p/src/b/y/z.rs");
    expect(read).not.toContain("/p/src/a.rs");
    const before = read.length;
    modules.modulesOf("/p/src/b/y.rs");
    expect(read.length).toBe(before);
  });

  test("a file that declares itself ends", () => {
    const { modules } = tree({ "/p/src/lib.rs": '#[path = "lib.rs"] mod again;' });
    expect(modules.modulesOf("/p/src/nowhere.rs")).toBeUndefined();
  });
});
