import path from "node:path";
import { defineConfig } from "vitest/config";

/** Tests of whole processes: one at a time, since each starts a system of its own. */
export default defineConfig({
  root: path.resolve(import.meta.dirname, "../.."),
  test: {
    name: "node",
    include: ["tests/node/**/*.test.ts"],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 180_000,
    teardownTimeout: 30_000,
  },
});
