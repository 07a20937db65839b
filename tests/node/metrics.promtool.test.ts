import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findPromtool } from "#scripts/platform/tools.ts";
import { startTrial, type Trial, until } from "./trial-system.ts";

let system: Trial;

beforeAll(async () => {
  system = await startTrial({ sandbox: { speed: 0, products: 20 } });
});
afterAll(() => system?.end());

const metrics = (accept: string) => fetch(`${system.controlUrl}/metrics`, { headers: { accept } });

it("what a running system says of itself passes promtool, and is OpenMetrics for who asks for it", async () => {
  await system.crons.fireAll(["royal-equips-control"]);
  await until("the watchdog's first minute", async () => (await (await metrics("text/plain")).text()).includes("_up{"));
  const plain = await metrics("text/plain");
  expect(plain.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  const checked = spawnSync(findPromtool() ?? "", ["check", "metrics"], {
    input: await plain.text(),
    encoding: "utf8",
  });
  expect(`${checked.stderr}${checked.stdout}`).toBe("");
  expect(checked.status).toBe(0);
  // As a Prometheus server asks.
  const open = await metrics("application/openmetrics-text;version=1.0.0;q=0.75,text/plain;version=0.0.4;q=0.5");
  expect(open.headers.get("content-type")).toMatch(/^application\/openmetrics-text; version=1\.0\.0/);
  expect(await open.text()).toMatch(/# EOF\n$/);
});
