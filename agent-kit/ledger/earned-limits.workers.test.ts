import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { actionRows, cron, deliver, freshShop, moveClock, setMode, withProbe } from "#tests/workers/kit-harness.ts";
import { type Desk, seedAction, work } from "#tests/workers/ledger-harness.ts";
import { Probe, script, wish } from "#tests/workers/probe-agent.ts";
import { KitError } from "../errors.ts";
import { approve, reject, requestRevert } from "./decisions.ts";
import { fallBackAfterHarm, watcher } from "./fall-back.ts";

const probe: Desk = { agent: "probe", Agent: Probe, extra: {} };
const value = { kind: "value.set", effect: "absolute", payload: { value: 2 }, before: 1, after: 2 } as const;
const at = Date.parse("2026-11-22T10:00:00Z");

beforeEach(async () => {
  await freshShop();
  await setMode("auto");
  await env.DB.prepare("INSERT INTO policies (version, document, author, at) VALUES (1, ?1, 'ann', 1)")
    .bind(
      JSON.stringify({
        kinds: {
          "value.set": { rule: "auto", largestMovePercent: 100, since: 1 },
          "once.send": { rule: "auto", since: 1 },
        },
        cardsPerDay: 7,
        proposalsExpireAfterDays: 3,
        laterField: "kept",
      }),
    )
    .run();
});

async function policies(): Promise<
  { version: number; author: string; document: { kinds: Record<string, Record<string, unknown>> } }[]
> {
  const { results } = await env.DB.prepare("SELECT * FROM policies ORDER BY version").all<Record<string, unknown>>();
  return results.map((row) => ({
    version: Number(row.version),
    author: String(row.author),
    document: JSON.parse(String(row.document)),
  }));
}

async function applied(target: string, decidedBy = "policy"): Promise<string> {
  script.values.set(target, 1);
  const id = await seedAction(probe, { ...value, target, decidedBy });
  await work(probe, id);
  return id;
}

/** Numbers between 0 and 1, the same ones for a seed. */
function lehmer(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const undo = (id: string) =>
  requestRevert(env.DB, { ids: [id], actor: "ann", role: "operator", now: Date.now(), requestId: crypto.randomUUID() });

describe("a kind that acts by itself", () => {
  it("asks a person again after an undo, with the reason in the policy, the audit and a notice", async () => {
    const done = await applied("t1");
    const waiting = await seedAction(probe, { ...value, target: "t2", decidedBy: "policy" });
    const byHand = await seedAction(probe, { ...value, target: "t3", decidedBy: "ann" });
    await undo(done);
    const now = Date.now();
    expect(await fallBackAfterHarm(env.DB, now)).toEqual(["value.set"]);
    expect(await fallBackAfterHarm(env.DB, now)).toEqual([]);

    const [, fallen, ...more] = await policies();
    expect(more).toEqual([]);
    expect(fallen).toMatchObject({ version: 2, author: watcher });
    expect(fallen?.document).toMatchObject({ cardsPerDay: 7, laterField: "kept" });
    expect(fallen?.document.kinds["value.set"]).toMatchObject({
      rule: "ask",
      largestMovePercent: 100,
      since: null,
      fell: { at: now, actionId: done, why: "one of its changes was undone by a person" },
    });
    expect(fallen?.document.kinds["once.send"]).toMatchObject({ rule: "auto" });
    expect(
      await env.DB.prepare("SELECT operation, actor FROM audit WHERE operation = 'policy.fall-back'").first(),
    ).toEqual({
      operation: "policy.fall-back",
      actor: watcher,
    });
    expect(await env.DB.prepare("SELECT agent, level, title FROM notifications").first()).toEqual({
      agent: "probe",
      level: "warning",
      title: "Changes of kind value.set ask a person again",
    });
    const rows = new Map((await actionRows()).map((row) => [row.id, row]));
    expect(rows.get(waiting)).toMatchObject({ status: "proposed", decided_by: null });
    expect(rows.get(byHand)).toMatchObject({ status: "approved", decided_by: "ann" });
  });

  it("falls at once when a vendor refuses, and what is decided next is proposed", async () => {
    script.fail = () => new KitError({ code: "refused", message: "no", outcome: "refused", retryable: false });
    await applied("t1");
    expect((await policies()).at(-1)?.document.kinds["value.set"]?.rule).toBe("ask");
    script.decisions = [wish({ target: "t5" })];
    script.values.set("t5", 1);
    await cron(at);
    expect((await actionRows()).find((row) => row.target === "t5")?.status).toBe("proposed");
  });

  it("falls when what was written reads back as something else", async () => {
    script.values.set("t1", 1);
    const id = await seedAction(probe, { ...value, target: "t1", decidedBy: "policy" });
    script.fail = () => new KitError({ code: "lost", message: "reply lost", outcome: "unknown", retryable: true });
    await work(probe, id);
    script.fail = null;
    script.values.set("t1", 99);
    await moveClock(5_000);
    await withProbe((agent) => agent.sweep());
    await deliver();
    expect((await actionRows())[0]).toMatchObject({ status: "failed", harm: "mismatched" });
    expect((await policies()).at(-1)?.document.kinds["value.set"]?.fell).toMatchObject({
      why: "one of its changes did not read back as written",
    });
  });

  it("does not fall for what its own checks stopped before anything left", async () => {
    script.values.set("t1", 5);
    await work(probe, await seedAction(probe, { ...value, target: "t1", decidedBy: "policy" }));
    await withProbe((agent) => agent.sweep());
    expect((await actionRows())[0]).toMatchObject({ status: "failed", harm: null });
    expect(await policies()).toHaveLength(1);
  });

  it("cannot slip through between a harm and the fall: the claim itself asks", async () => {
    await undo(await applied("t1"));
    script.effects.length = 0;
    await applied("t2");
    expect(script.effects).toEqual([]);
    expect((await actionRows()).find((row) => row.target === "t2")).toMatchObject({
      status: "proposed",
      status_reason: "value.set asks a person again",
    });
    expect(await policies()).toHaveLength(1);
    await withProbe((agent) => agent.sweep());
    expect(await policies()).toHaveLength(2);
  });

  it("falls once when ten look at the same time, and never over a person who was faster", async () => {
    await undo(await applied("t1"));
    const looked = await Promise.all(Array.from({ length: 10 }, () => fallBackAfterHarm(env.DB, Date.now())));
    expect(looked.flat()).toEqual(["value.set"]);
    expect(await policies()).toHaveLength(2);
  });

  it("is never raised by any sequence of events, and every version but a person's only takes back", {
    timeout: 120_000,
  }, async () => {
    const random = lehmer(7);
    const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];
    const people = new Set([1]);
    let accepted = 0;
    for (let step = 0; step < 120; step += 1) {
      const rows = await actionRows();
      const of = (...statuses: string[]) => pick(rows.filter((row) => statuses.includes(String(row.status))))?.id;
      const ask = { actor: "ann", role: "operator", now: Date.now(), requestId: `step-${step}` };
      const ids = (id: unknown) => (id === undefined ? [] : [String(id)]);
      const event = Math.floor(random() * 9);
      if (event < 3) {
        const target = `t${step}`;
        script.values.set(target, 1);
        script.fail =
          random() < 0.2 ? () => new KitError({ code: "refused", message: "no", outcome: "refused" }) : null;
        const id = await seedAction(probe, {
          ...value,
          target,
          decidedBy: pick(["policy", "ann"]),
          status: pick(["approved", "proposed"]),
        });
        await work(probe, id);
        script.fail = null;
      } else if (event === 3) await approve(env.DB, { ...ask, ids: ids(of("proposed")) });
      else if (event === 4) await reject(env.DB, { ...ask, ids: ids(of("proposed")), reason: "too-risky" });
      else if (event === 5) await requestRevert(env.DB, { ...ask, ids: ids(of("applied")) });
      else if (event === 6) await withProbe((agent) => agent.sweep());
      else if (event === 7) await moveClock(3_600_000);
      else {
        // A person's act, as control writes it.
        const held = (await policies()).at(-1);
        if (held?.document.kinds["value.set"]?.rule === "auto") continue;
        const since = Date.now() + Number((await env.KV.get("clock:offset")) ?? 0) + 1;
        const kinds = { ...held?.document.kinds, "value.set": { rule: "auto", since } };
        await env.DB.prepare("INSERT INTO policies (version, document, author, at) VALUES (?1, ?2, 'ann', ?3)")
          .bind((held?.version ?? 0) + 1, JSON.stringify({ kinds }), since)
          .run();
        people.add((held?.version ?? 0) + 1);
        accepted += 1;
      }
      if (event === 6) {
        const rule = (await policies()).at(-1)?.document.kinds["value.set"];
        const harm = await env.DB.prepare("SELECT max(harm_at) AS at FROM actions").first<number | null>("at");
        if (rule?.rule === "auto") expect(harm ?? 0).toBeLessThan(Number(rule.since));
      }
    }
    const versions = await policies();
    versions.forEach((next, at) => {
      if (people.has(next.version)) return;
      const { kinds: before } = versions[at - 1]?.document ?? { kinds: {} };
      expect(next.author).toBe(watcher);
      for (const [kind, limits] of Object.entries(next.document.kinds)) {
        const { rule, since: _s, fell: _f, ...bounds } = limits;
        const { rule: was, since: _w, fell: _g, ...held } = before[kind] ?? {};
        expect(rule === was || (was === "auto" && rule === "ask")).toBe(true);
        expect(bounds).toMatchObject(held);
      }
    });
    expect(accepted).toBeGreaterThan(2);
    expect(versions.length - people.size).toBeGreaterThan(2);
  });

  it("does not fall for what happened before its limit was set", async () => {
    await undo(await applied("t1"));
    await env.DB.prepare("INSERT INTO policies (version, document, author, at) VALUES (2, ?1, 'ann', ?2)")
      .bind(JSON.stringify({ kinds: { "value.set": { rule: "auto", since: Date.now() + 1 } } }), Date.now())
      .run();
    expect(await fallBackAfterHarm(env.DB, Date.now() + 2)).toEqual([]);
  });
});
