import { expect, test } from "vitest";
import { userCacheDirectory } from "../../src/toolchain/user-cache.ts";

test("an own variable wins, then XDG's, then the platform's custom", () => {
  const env = { HOME: "/home/ada", XDG_CACHE_HOME: "/var/xdg", SILCROW_CACHE_HOME: "/srv/silcrow" };
  expect(userCacheDirectory(env, "linux")).toBe("/srv/silcrow");
  expect(userCacheDirectory({ ...env, SILCROW_CACHE_HOME: "" }, "linux")).toBe("/var/xdg/silcrow");
  expect(userCacheDirectory({ HOME: "/home/ada" }, "linux")).toBe("/home/ada/.cache/silcrow");
  expect(userCacheDirectory({ HOME: "/Users/ada" }, "darwin")).toBe("/Users/ada/Library/Caches/silcrow");
});

test("a relative XDG_CACHE_HOME is ignored", () => {
  expect(userCacheDirectory({ HOME: "/home/ada", XDG_CACHE_HOME: "cache" }, "linux")).toBe("/home/ada/.cache/silcrow");
});
