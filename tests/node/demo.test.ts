import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import * as z from "zod/mini";
import { fromRoot } from "#scripts/platform/paths.ts";

const ReportSchema = z.object({
  ok: z.literal(true),
  agents: z.array(
    z.object({ id: z.string(), outcome: z.literal("succeeded"), observed: z.number(), applied: z.number() }),
  ),
  store: z.object({
    orders: z.number().check(z.positive()),
    lines: z.number().check(z.positive()),
    units: z.number(),
    revenueMinor: z.number(),
    returns: z.number(),
    unmatchedReturns: z.number(),
    shiftDays: z.number().check(z.multipleOf(7)),
    through: z.iso.date(),
    weekly: z.array(z.object({ sku: z.string(), week: z.iso.date(), units: z.number(), revenueMinor: z.number() })),
  }),
  undone: z.array(z.object({ kind: z.string(), status: z.literal("reverted") })).check(z.length(1)),
});

it("plays the whole loop once and says it in one JSON document and nothing else", async () => {
  const { stdout } = await promisify(execFile)("npm", ["run", "--silent", "demo", "--", "--json"], {
    cwd: fromRoot(),
    env: { ...process.env, SANDBOX_PRODUCTS: "400" },
    maxBuffer: 64_000_000,
  });
  const { agents, store } = ReportSchema.parse(JSON.parse(stdout));
  expect(agents.map(({ id }) => id)).toContain("inventory-pricing");
  const sum = (of: (week: (typeof store.weekly)[number]) => number) =>
    store.weekly.reduce((total, week) => total + of(week), 0);
  expect(sum((week) => week.units)).toBe(store.units);
  expect(sum((week) => week.revenueMinor)).toBe(store.revenueMinor);
  expect(store.weekly.every(({ week }) => new Date(`${week}T00:00:00Z`).getUTCDay() === 1)).toBe(true);
  expect(store.through <= new Date().toISOString().slice(0, 10)).toBe(true);
}, 300_000);
