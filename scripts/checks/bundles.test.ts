import { expect, it } from "vitest";
import { judge } from "./bundles.ts";

const agent = { file: "workers/pricing/wrangler.toml", gzipBytes: 1024, limitKib: 100, inputs: ["core/money/net.ts"] };

it("accepts a small bundle of deployed rooms", () => {
  expect(judge(agent)).toEqual([]);
});

it("refuses a bundle above its limit by one byte", () => {
  expect(judge({ ...agent, gzipBytes: 100 * 1024 })).toEqual([]);
  expect(judge({ ...agent, gzipBytes: 100 * 1024 + 1 })[0]).toContain("at most 100");
});

it("refuses the sandbox in anything deployed, and hono in an agent", () => {
  expect(judge({ ...agent, inputs: ["sandbox/store/shop.ts"] })[0]).toContain("stays on the developer's machine");
  expect(judge({ ...agent, inputs: ["node_modules/hono/dist/hono.js"] })[0]).toContain("serves no HTTP");
});
