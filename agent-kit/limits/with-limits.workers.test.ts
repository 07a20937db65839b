import { createExecutionContext, createScheduledController, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { describe, expect, it } from "vitest";
import { runs } from "#schemas/db/ledger.ts";
import type { AgentEnv } from "../agent-env.ts";
import { defineAgent } from "../define-agent.ts";
import { EmptyAgent } from "../run/empty-agent.fixture.ts";
import { withLimits } from "./with-limits.ts";

const beyond = (detail: string) => expect.objectContaining({ code: "production-limit", retryable: false, detail });
const thrownBy = async (work: () => unknown) => {
  try {
    await work();
  } catch (error) {
    return error;
  }
};
const sent: unknown[] = [];
const queue = {
  send: async (body: unknown) => void sent.push(body),
  sendBatch: async (messages: Iterable<{ body: unknown }>) => void sent.push(...messages),
} as unknown as Queue<unknown>;
const bound = () => withLimits({ ...env, RUNS: queue });
const marks = (count: number) => Array.from({ length: count }, () => "?").join(", ");
const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);

describe("D1 in development", () => {
  it("takes 100 bound parameters and refuses 101", async () => {
    const { DB } = bound();
    const row = await DB.prepare(`SELECT max(${marks(100)}) AS top`)
      .bind(...numbers(100))
      .first<{ top: number }>();
    expect(row?.top).toBe(99);
    const refused = await thrownBy(() => DB.prepare(`SELECT max(${marks(101)})`).bind(...numbers(101)));
    expect(refused).toEqual(beyond("bound parameters of a D1 statement: 101 of at most 100"));
  });

  it("takes a parameter of 2 MB and refuses one byte more, counted in UTF-8", async () => {
    const { DB } = bound();
    const length = await DB.prepare("SELECT length(?1) AS n").bind("x".repeat(2_000_000)).first<number>("n");
    expect(length).toBe(2_000_000);
    expect(await thrownBy(() => DB.prepare("SELECT ?1").bind(`${"x".repeat(1_999_999)}é`))).toEqual(
      beyond("bytes of a D1 parameter: 2000001 of at most 2000000"),
    );
    expect(await thrownBy(() => DB.prepare("SELECT ?1").bind(new Uint8Array(2_000_001)))).toEqual(
      beyond("bytes of a D1 parameter: 2000001 of at most 2000000"),
    );
  });

  it("refuses a statement of more than 100 KB", async () => {
    const { DB } = bound();
    const text = (bytes: number) => `SELECT '${"x".repeat(bytes - 9)}'`;
    await DB.prepare(text(100_000)).run();
    expect(await thrownBy(() => DB.prepare(text(100_001)))).toEqual(
      beyond("bytes of a D1 statement: 100001 of at most 100000"),
    );
  });

  it("counts the queries of an invocation, those of batches too", async () => {
    const { DB } = bound();
    const one = DB.prepare("SELECT 1");
    for (let i = 0; i < 9; i++) await DB.batch(Array.from({ length: 111 }, () => one));
    await one.first();
    expect(await thrownBy(() => one.run())).toEqual(beyond("D1 queries of one invocation: 1001 of at most 1000"));
    await bound().DB.prepare("SELECT 1").run();
  });

  it("works with drizzle, alone and in batches", async () => {
    const { DB } = bound();
    const db = drizzle(DB);
    const values = { agent: "limited", trigger: "cron", mode: "shadow", token: 1, startedAt: 1 };
    await db.batch([
      db.insert(runs).values({ id: "limited-1", ...values }),
      db.insert(runs).values({ id: "limited-2", ...values }),
    ]);
    expect((await db.select({ id: runs.id }).from(runs)).map(({ id }) => id)).toEqual(["limited-1", "limited-2"]);
  });
});

describe("KV in development", () => {
  it("refuses long keys, large values and lives too short, and takes what just fits", async () => {
    const { KV } = bound();
    const key = "k".repeat(512);
    await KV.put(key, "v", { expirationTtl: 60, metadata: { a: 1 } });
    expect(await KV.get(key)).toBe("v");
    const long = beyond("bytes of a KV key: 513 of at most 512");
    expect(await thrownBy(() => KV.put(`${key}k`, "v"))).toEqual(long);
    expect(await thrownBy(() => KV.get(`${key}k`))).toEqual(long);
    expect(await thrownBy(() => KV.get([key, `${key}k`]))).toEqual(long);
    expect(await thrownBy(() => KV.put("k", new ArrayBuffer(26_214_401)))).toEqual(
      beyond("bytes of a KV value: 26214401 of at most 26214400"),
    );
    expect(await thrownBy(() => KV.put("k", "v", { metadata: "m".repeat(1_024) }))).toEqual(
      beyond("bytes of KV metadata: 1026 of at most 1024"),
    );
    expect(await thrownBy(() => KV.put("k", "v", { expirationTtl: 59 }))).toEqual(
      beyond("KV's shortest life, seconds: 59 of at most 60"),
    );
  });
});

describe("a queue in development", () => {
  it("refuses what is too large, too many or too late, and sends the rest", async () => {
    const { RUNS } = bound();
    const text = (bytes: number) => "x".repeat(bytes - 2);
    await RUNS.send(text(128_000));
    expect(await thrownBy(() => RUNS.send(text(128_001)))).toEqual(
      beyond("bytes of a queue message: 128001 of at most 128000"),
    );
    expect(await thrownBy(() => RUNS.send("x", { delaySeconds: 43_201 }))).toEqual(
      beyond("seconds a queue message waits: 43201 of at most 43200"),
    );
    const many = (count: number, body: unknown) => Array.from({ length: count }, () => ({ body }));
    await RUNS.sendBatch(many(100, "x"));
    expect(await thrownBy(() => RUNS.sendBatch(many(101, "x")))).toEqual(
      beyond("messages of a queue batch: 101 of at most 100"),
    );
    expect(await thrownBy(() => RUNS.sendBatch(many(3, text(100_000))))).toEqual(
      beyond("bytes of a queue batch: 300000 of at most 256000"),
    );
    expect(sent).toHaveLength(101);
  });
});

it("is the environment itself in production", () => {
  for (const ENVIRONMENT of ["production", "staging"]) {
    const given = { ...env, ENVIRONMENT };
    expect(withLimits(given)).toBe(given);
  }
});

it("stands between an agent and its database: a run beyond a limit fails and says so", async () => {
  const Greedy = defineAgent({
    ...EmptyAgent.definition,
    id: "greedy",
    needsMirror: false,
    observe: async ({ env: own, query }) => {
      await query([own.DB.prepare(`SELECT max(${marks(101)})`).bind(...numbers(101))]);
      return { snapshot: null, observed: 0 };
    },
  });
  const ctx = createExecutionContext();
  const agent = new Greedy(ctx, { ...(env as unknown as AgentEnv), AGENT: "greedy" });
  await agent.scheduled(createScheduledController({ cron: "* * * * *", scheduledTime: new Date(60_000) }));
  await waitOnExecutionContext(ctx);
  const run = await env.DB.prepare("SELECT outcome, reason FROM runs WHERE agent = 'greedy'").first();
  expect(run).toEqual({ outcome: "failed", reason: "production-limit: This would be refused in production." });
});
