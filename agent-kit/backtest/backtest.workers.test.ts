import { applyD1Migrations, createExecutionContext, reset, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { askAlways, type KindPolicy } from "#core/ledger/policy.ts";
import type { BacktestResult } from "#schemas/rpc/backtest.ts";
import { killer } from "#tests/workers/killer.ts";
import { agentEnv, deliver, mailbox, moveClock, seedShop, withProbe } from "#tests/workers/kit-harness.ts";
import { backtestScript, resetScript, wish } from "#tests/workers/probe-agent.ts";
import { EmptyAgent } from "../run/empty-agent.fixture.ts";
import { readBacktest } from "./read-backtest.ts";
import { whatItWouldHaveDone } from "./what-it-would-have-done.ts";

const day = 86_400_000;
const importedAt = Date.now() - 20 * day;

beforeEach(async () => {
  await reset();
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
  resetScript();
  mailbox.runs.length = 0;
  mailbox.actions.length = 0;
  await seedShop(importedAt);
  // Sales go back a little more than five weeks: six instants.
  const first = new Date(Date.now() - 36 * day).toISOString().slice(0, 10);
  await env.DB.prepare(
    "INSERT INTO order_lines (id, order_id, variant_id, day, quantity, current_quantity, unit_price_minor) VALUES ('l', 'o', 't1', ?1, 1, 1, 100)",
  )
    .bind(first)
    .run();
  // Two chunks a week; before the import nothing can be answered.
  backtestScript.observe = async ({ at, chunk, week, importedAt: since }) =>
    at < since
      ? {
          snapshot: null,
          observed: 0,
          next: null,
          unanswered: [{ kind: "value.set", code: "before-import", why: "Never seen.", count: 3 }],
        }
      : {
          snapshot: [wish({ target: `t${week}-${chunk}`, impactMinor: 100 - 10 * week })],
          observed: 2,
          next: chunk === 0 ? "second half" : null,
          unanswered: [],
        };
});

async function start(range: { from?: string; to?: string } = {}): Promise<string> {
  const started = await withProbe((probe) => probe.backtest({ actor: "owner", ...range }));
  if (!started.ok) throw new Error(started.message);
  return started.id;
}

async function read(id: string): Promise<BacktestResult> {
  const result = await readBacktest(env.DB, id, []);
  if (!result) throw new Error("no backtest");
  return result;
}

async function rows(table: string): Promise<unknown[]> {
  const { results } = await env.DB.prepare(`SELECT * FROM ${table} ORDER BY backtest_id, week, 3`).all();
  // The times of commit and the id are of the backtest, not of what it found.
  return results.map(({ at: _, backtest_id: __, instant: ___, ...row }) => row);
}

async function policyOf(kinds: Record<string, unknown>): Promise<void> {
  const document = JSON.stringify({ kinds, cardsPerDay: 20, proposalsExpireAfterDays: 7 });
  await env.DB.prepare("INSERT INTO policies (version, document, author, at) VALUES (1, ?1, 'owner', 1)")
    .bind(document)
    .run();
}

describe("a backtest", () => {
  it("looks at each past week in chunks, one message each, and says what cannot be answered", async () => {
    const id = await start();
    expect(mailbox.runs).toMatchObject([{ backtest: { id, step: 0 } }]);
    await deliver();
    const result = await read(id);
    expect(result).toMatchObject({ status: "finished", weeks: 6, weeksDone: 6, worst: { title: "Set t2-0" } });
    // Weeks 0, 1 and 2 lie after the import: two chunks and two wishes each.
    expect(result.kinds).toMatchObject([
      { kind: "value.set", proposed: 6, auto: 0, ask: 6, effect: { minor: 2 * (100 + 90 + 80), withoutRange: 6 } },
    ]);
    expect(result.unanswered).toMatchObject([{ kind: "value.set", code: "before-import", count: 9, weeks: 3 }]);
    expect(result.byWeek).toHaveLength(6);
    expect(result.byWeek[1]).toMatchObject({ observed: 4, proposed: 2, measures: { decided: 2 } });
    // What later chunks needed is let go of with the week.
    expect(await env.DB.prepare("SELECT count(*) AS n FROM backtest_chunks WHERE carry IS NOT NULL").first("n")).toBe(
      0,
    );
    expect(backtestScript.carried).toContainEqual([["t1-0"]]);
    // It is no run: no tick, no row, no action.
    expect(await env.DB.prepare("SELECT count(*) AS n FROM runs").first("n")).toBe(0);
    expect(await env.DB.prepare("SELECT count(*) AS n FROM actions").first("n")).toBe(0);
  });

  it("lets through what the policy would have, its limits a day counted over the chunks of a week", async () => {
    await policyOf({ "value.set": { rule: "auto", actionsPerDay: 1 } });
    const id = await start();
    await deliver();
    const { kinds, policyVersion } = await read(id);
    expect(policyVersion).toBe(1);
    expect(kinds).toMatchObject([{ proposed: 6, auto: 3, ask: 3, through: { minor: 270 } }]);
    const limits: KindPolicy = { ...askAlways, rule: "auto" };
    const would = (change: Partial<KindPolicy>) =>
      whatItWouldHaveDone(env.DB, { agent: "probe", kind: "value.set", limits: { ...limits, ...change } });
    expect(await would({})).toMatchObject({ backtestId: id, proposed: 6, through: 6, effect: { minor: 540 } });
    expect(await would({ largestMovePercent: 50 })).toMatchObject({ through: 0, worst: null });
  });

  it("leaves out what a person had said no to by then, and not what they said no to later", async () => {
    const saidNo = Date.now() - 10 * day;
    await env.DB.batch(
      [1, 2].map((week) =>
        env.DB.prepare(
          `INSERT INTO rejections (kind, target, intent, figures, reason, at) VALUES ('value.set', ?1, 'set', '{"value":1}', 'other', ?2)`,
        ).bind(`t${week}-0`, saidNo),
      ),
    );
    const id = await start();
    await deliver();
    // Week 1 lies after the no, week 2 before it.
    expect((await read(id)).byWeek.map(({ proposed }) => proposed)).toEqual([2, 1, 2, 0, 0, 0]);
  });

  it("ends with its range, and refuses one it cannot look at", async () => {
    const to = new Date(Date.now() - 9 * day).toISOString().slice(0, 10);
    const from = new Date(Date.now() - 17 * day).toISOString().slice(0, 10);
    const id = await start({ from, to });
    await deliver();
    expect(await read(id)).toMatchObject({ weeks: 2, status: "finished" });
    const refused = await withProbe((probe) => probe.backtest({ actor: "owner", from: to, to: from }));
    expect(refused).toMatchObject({ ok: false, code: "invalid-range" });
    await seedShop(null);
    const early = await withProbe((probe) => probe.backtest({ actor: "owner" }));
    expect(early).toMatchObject({ ok: false, code: "importing" });
  });

  it("is refused, with the reason, by an agent whose past was not kept", async () => {
    const context = createExecutionContext();
    const agent = new EmptyAgent(context, agentEnv());
    expect((await agent.describe()).backtest).toBe(false);
    expect(await agent.backtest({ actor: "owner" })).toMatchObject({ ok: false, code: "no-backtest" });
    await waitOnExecutionContext(context);
  });

  it("gives way to a newer one", async () => {
    const older = await start();
    await moveClock(1_000);
    const newer = await start();
    await deliver();
    expect(await read(older)).toMatchObject({ status: "cancelled", weeksDone: 0 });
    expect(await read(newer)).toMatchObject({ status: "finished" });
  });

  it("is given up when a chunk fails three times, with the reason", async () => {
    backtestScript.observe = async () => Promise.reject(new Error("cannot be read"));
    const id = await start();
    await deliver();
    const failed = await read(id);
    expect(failed.status).toBe("failed");
    expect(failed.reason).toContain("unexpected");
  });
});

describe("nothing of a backtest is lost or doubled", () => {
  async function whole(): Promise<{ chunks: unknown[]; decisions: unknown[] }> {
    return { chunks: await rows("backtest_chunks"), decisions: await rows("backtest_decisions") };
  }

  async function undisturbed() {
    await start();
    await deliver();
    const expected = await whole();
    await env.DB.batch(
      ["backtests", "backtest_chunks", "backtest_decisions"].map((table) => env.DB.prepare(`DELETE FROM ${table}`)),
    );
    return expected;
  }

  it("when every message comes twice", async () => {
    const expected = await undisturbed();
    const id = await start();
    for (let step = 0; step < 20 && mailbox.runs.length > 0; step += 1) {
      mailbox.runs.push(...mailbox.runs.map((message) => ({ ...message })));
      const round = mailbox.runs.splice(0);
      // Delivered one by one, so that what they cause is doubled in the next round.
      for (const message of round) {
        const later = mailbox.runs.splice(0);
        mailbox.runs.push(message);
        await deliverOnce();
        mailbox.runs.unshift(...later);
      }
    }
    expect(await read(id)).toMatchObject({ status: "finished" });
    expect(await whole()).toEqual(expected);
  });

  it("when two of the same message run at once", async () => {
    const expected = await undisturbed();
    const id = await start();
    for (let step = 0; step < 20 && mailbox.runs.length > 0; step += 1) {
      const [message] = mailbox.runs.splice(0);
      await Promise.all([handle(message!), handle(message!)]);
    }
    expect(await read(id)).toMatchObject({ status: "finished" });
    expect(await whole()).toEqual(expected);
  });

  it("when it dies before or after any of its operations: the sweep goes on where it stood", async () => {
    const expected = await undisturbed();
    const dry = killer(null);
    await start();
    const [first] = mailbox.runs.splice(0);
    await handle(first!, dry.env);
    const points = dry.operations.length;
    expect(points).toBeGreaterThanOrEqual(4);
    for (let at = 0; at < points; at += 1)
      for (const when of ["before", "after"] as const) {
        await env.DB.batch(
          ["backtests", "backtest_chunks", "backtest_decisions"].map((table) => env.DB.prepare(`DELETE FROM ${table}`)),
        );
        mailbox.runs.length = 0;
        const id = await start();
        const [message] = mailbox.runs.splice(0);
        const dying = killer({ at, when });
        await Promise.race([handle(message!, dying.env), dying.death]);
        // Its own message comes again, as production does it, and then the watchdog looks.
        await handle(message!);
        await deliver();
        await moveClock(130_000);
        await withProbe((probe) => probe.sweep());
        await deliver();
        const place = `${when} ${dry.operations[at]}`;
        expect({ place, ...(await read(id)) }).toMatchObject({ place, status: "finished" });
        expect({ place, ...(await whole()) }).toEqual({ place, ...expected });
      }
  });
});

describe("the first import", () => {
  it("starts one backtest by itself, once, and the sweep starts it when the wake was lost", async () => {
    const imported = () =>
      env.DB.prepare(
        "INSERT INTO events (topic, subject, occurred_at, recorded_at) VALUES ('import.completed', 'shop', 1, 1)",
      ).run();
    const all = async () => (await env.DB.prepare('SELECT id, "trigger" FROM backtests').all()).results;
    await withProbe((probe) => probe.sweep());
    expect(await all()).toEqual([]);
    await imported();
    await withProbe((probe) => probe.wake(["import.completed"]));
    await withProbe((probe) => probe.wake(["import.completed"]));
    await withProbe((probe) => probe.sweep());
    expect(await all()).toEqual([{ id: "probe-backtest-first", trigger: "import" }]);
    await deliver();
    expect(await read("probe-backtest-first")).toMatchObject({ status: "finished", weeks: 6 });
    await env.DB.prepare("DELETE FROM backtests").run();
    await withProbe((probe) => probe.sweep());
    expect(await all()).toEqual([{ id: "probe-backtest-first", trigger: "import" }]);
  });
});

type Message = (typeof mailbox.runs)[number];

async function handle(message: Message, own?: Parameters<typeof withProbe>[1]): Promise<void> {
  await withProbe(
    (probe) =>
      probe.queue({
        queue: "probe-runs",
        messages: [{ id: "m", timestamp: new Date(), attempts: 1, body: message, ack() {}, retry() {} }],
        metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } },
        ackAll() {},
        retryAll() {},
      }),
    own,
  );
}

async function deliverOnce(): Promise<void> {
  for (const message of mailbox.runs.splice(0)) await handle(message);
}
