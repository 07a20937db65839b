import path from "node:path";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-pool-workers";
import { defineConfig } from "vitest/config";

const root = import.meta.dirname;
const optimize = {
  optimizer: {
    ssr: {
      enabled: true,
      include: [
        "itty-durable",
        "itty-durable/proxy-durable.js",
        "hono",
        "hono/route",
        "zod/mini",
        "drizzle-orm",
        "drizzle-orm/d1",
        "drizzle-orm/sqlite-core",
        "toucan-js",
      ],
    },
  },
};
// A test waits for its result, not for a clock: on a busy machine workerd takes seconds for what takes it milliseconds.
const patience = { testTimeout: 30_000, hookTimeout: 30_000 };
const migrations = async () => ({ TEST_MIGRATIONS: await readD1Migrations(path.join(root, "migrations")) });

export default defineConfig({
  test: {
    // A rejected Durable Object call is reported a second time as unhandled although its caller handled it.
    onUnhandledError(error) {
      const remote = error as { remote?: boolean; durableObjectId?: string };
      if (remote.remote && remote.durableObjectId) return false;
    },
    projects: [
      {
        test: {
          name: "unit",
          ...patience,
          include: ["**/*.test.ts"],
          exclude: ["**/*.workers.test.ts", "**/node_modules/**", "pages-ui/**", "tests/system/**", "tests/node/**"],
          environment: "node",
        },
      },
      { test: { name: "ui", include: ["pages-ui/src/**/*.test.ts"], environment: "node" } },
      {
        plugins: [
          cloudflareTest(async () => ({
            main: "./durable-objects/index.ts",
            wrangler: { configPath: "./durable-objects/wrangler.toml" },
            miniflare: { bindings: await migrations() },
          })),
        ],
        test: {
          name: "state",
          ...patience,
          include: ["durable-objects/**/*.workers.test.ts"],
          setupFiles: ["./tests/workers/apply-migrations.ts"],
          deps: optimize,
        },
      },
      {
        plugins: [
          cloudflareTest(async () => ({
            main: "./tests/workers/all.ts",
            wrangler: { configPath: "./tests/workers/wrangler.toml" },
            miniflare: { bindings: await migrations() },
          })),
        ],
        test: {
          name: "workers",
          ...patience,
          globalSetup: [
            "./tests/node/sandbox.global.ts",
            "./tests/workers/sandbox-hub.global.ts",
            "./tests/workers/error-receiver.global.ts",
          ],
          include: [
            "agent-kit/**/*.workers.test.ts",
            "workers/**/*.workers.test.ts",
            "integrations/**/*.workers.test.ts",
            "tests/workers/**/*.workers.test.ts",
          ],
          setupFiles: ["./tests/workers/apply-migrations.ts"],
          deps: optimize,
        },
      },
    ],
  },
});
