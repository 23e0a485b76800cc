import { defineConfig } from "vitest/config";

// Tests import the sources through the same `#room` names as the program; the
// condition below points those names at TypeScript instead of dist/.
export default defineConfig({
  resolve: { conditions: ["silcrow-src"] },
  ssr: { resolve: { conditions: ["silcrow-src"] } },
  test: {
    include: ["test/**/*.test.ts"],
    // A missing golden file is a failure, never silently written.
    update: "none",
    setupFiles: ["test/property-seed.ts"],
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
