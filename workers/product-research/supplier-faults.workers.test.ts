import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { breaker } from "#durable-objects/client.ts";
import { supplierVars } from "#sandbox/vendors/doubles.ts";
import {
  clearFaults,
  control,
  costs,
  drafts,
  freshShop,
  mode,
  run,
  sandbox,
  settings,
  state,
} from "#tests/workers/research-runs.ts";

/** Each supplier with each fault, beside one that is well: the run goes on, says so, and proposes nothing from it. */

const all = supplierVars(sandbox);
const of = (...names: string[]) => Object.fromEntries(names.map((name) => [name, all[name]!]));
const well = of("SUPPLIER_FEED_URL");

/** `proposes`: whether its offers say enough for a margin in the shop's currency; otherwise they are only known. */
const suppliers = [
  { id: "cj", proposes: false, vars: of("CJ_API_KEY", "CJ_BASE_URL") },
  { id: "printful", proposes: true, vars: of("PRINTFUL_API_KEY", "PRINTFUL_BASE_URL") },
  { id: "autods", proposes: false, vars: of("AUTO_DS_REFRESH_TOKEN", "AUTO_DS_CLIENT_ID", "AUTO_DS_MCP_URL") },
  { id: "autods-private", proposes: true, vars: of("AUTO_DS_API_KEY", "AUTO_DS_ENDPOINTS") },
];

/** CJdropshipping names no currency, so it cannot change one; the others' kinds are the sandbox's. */
const faults = [
  { kind: "503", status: /^down$/, why: /./ },
  { kind: "timeout", status: /^slow$/, why: /did not answer/ },
  { kind: "quota", status: /^out-of-points$/, why: /./ },
  { kind: "401", status: /^refused$/, why: /refused/ },
  { kind: "zero", status: /^doubted$/, why: /costs nothing/ },
  // A range that begins below nothing is read by nobody.
  { kind: "negative", status: /^doubted$/, why: /negative|no number/ },
  { kind: "jump", status: /^doubted$/, why: /at once/ },
  { kind: "currency", status: /^doubted$/, why: /currency went from GBP to JPY/ },
];

describe.each(suppliers)("$id", ({ id, proposes, vars }) => {
  let believed: unknown[] = [];

  beforeAll(async () => {
    await freshShop();
    await settings({
      searches: ["bag"],
      searchesPerRun: 1,
      quotesPerRun: id === "printful" ? 10 : 3,
      leastScore: 0,
      leastMargin: 0,
    });
    await mode("approve");
    await run({ ...well, ...vars });
    expect(await state(id)).toMatchObject({ status: "ok" });
    believed = await costsOf(id);
    expect(believed.length).toBeGreaterThan(0);
    if (proposes) expect(await draftsOf(id)).toBeGreaterThan(0);
    // What was looked at closely once is known for a week: no need to spend the vendor's calls on it.
    await settings({ searches: ["bag"], searchesPerRun: 1, quotesPerRun: 0, leastScore: 0, leastMargin: 0 });
  }, 60_000);

  afterEach(async () => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
    await clearFaults();
    await breaker(env, id).reset("test", "the next fault", Date.now());
    await fullBucket(id);
  });
  afterAll(clearFaults);

  it.each(faults.filter(({ kind }) => !(id === "cj" && kind === "currency")))(
    "$kind: the run goes on, says so, and proposes nothing from it",
    async ({ kind, status, why }) => {
      await env.DB.batch([env.DB.prepare("DELETE FROM actions"), env.DB.prepare("DELETE FROM notifications")]);
      await control({ target: id, kind, delayMs: 8_000 });
      const go = () => run({ ...well, ...vars });
      const vendor = id.split("-").toReversed().join("/");
      const times = kind === "timeout" ? 50 : kind === "503" ? 6 : 1;
      const measures = await (times > 1 ? hurried(vendor, times, go) : go());
      const held = await state(id);
      expect(held).toMatchObject({ status: expect.stringMatching(status), detail: expect.stringMatching(why) });
      expect(String(measures[`supplier ${id}`])).toContain(String(held?.detail));
      expect(await state("feed")).toMatchObject({ status: "ok" });
      expect(await draftsOf(id)).toBe(0);
      expect(await drafts()).toBeGreaterThan(0);
      expect(await costsOf(id)).toEqual(believed);
      const told = await env.DB.prepare("SELECT level FROM notifications WHERE id LIKE ?1")
        .bind(`supplier ${id} ${String(held?.status)}%`)
        .first("level");
      expect(told).toBe("warning");
    },
    60_000,
  );

  it("not configured any more: what it offered is not proposed", async () => {
    await env.DB.prepare("DELETE FROM actions").run();
    const measures = await run(well);
    expect(measures[`supplier ${id}`]).toBe("not configured");
    expect(await draftsOf(id)).toBe(0);
    expect(await costsOf(id)).toEqual(believed);
  }, 30_000);
});

/** As if a minute had passed since the last run. */
const fullBucket = (id: string) =>
  runInDurableObject(
    env.RATE_BUDGET.get(env.RATE_BUDGET.idFromName(id)),
    (_, { storage }) => void storage.sql.exec("DELETE FROM document WHERE name = 'bucket'"),
  );

/**
 * From the first call to the vendor on, timers run so many times faster: what waits for it does not hold up the test, and
 * what is well has had its time.
 */
async function hurried<T>(vendor: string, times: number, work: () => Promise<T>): Promise<T> {
  let pace = 1;
  const real = globalThis.fetch;
  vi.stubGlobal("fetch", (input: RequestInfo, init?: RequestInit) => {
    if (String(input).includes(`/vendors/${vendor}`)) pace = times;
    return real(input, init);
  });
  const every = setInterval(() => vi.advanceTimersByTime(10 * pace), 10);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  return work().finally(() => clearInterval(every));
}

const costsOf = async (id: string) => (await costs()).filter((row) => String(row.id).startsWith(`${id}:`));
const draftsOf = (id: string) =>
  env.DB.prepare("SELECT count(*) AS n FROM actions WHERE kind = 'product.draft' AND target LIKE ?1")
    .bind(`${id}:%`)
    .first<number>("n");
