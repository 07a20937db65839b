import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import { actionRows, cron, deliver, freshShop, moveClock, setMode, withProbe } from "#tests/workers/kit-harness.ts";
import { type Desk, type Seeded, seedAction, work } from "#tests/workers/ledger-harness.ts";
import { Probe, script, wish } from "#tests/workers/probe-agent.ts";
import { KitError } from "../errors.ts";
import { approve, reject, requestRevert } from "./decisions.ts";

const probe: Desk = { agent: "probe", Agent: Probe, extra: {} };
const at = Date.parse("2026-11-22T10:00:00Z");
const person = { actor: "ann", role: "operator" };

beforeEach(freshShop);

async function setPolicy(kinds: object): Promise<void> {
  await env.DB.prepare("INSERT INTO policies (version, document, author, at) VALUES (1, ?1, 'test', 1)")
    .bind(JSON.stringify({ kinds }))
    .run();
}

/** An approved wish to set a target's value from 1 to 2. */
function seedValue(target: string, over: Partial<Seeded> = {}): Promise<string> {
  return seedAction(probe, {
    kind: "value.set",
    target,
    effect: "absolute",
    payload: { value: 2 },
    before: 1,
    after: 2,
    ...over,
  });
}

const asker = () => ({ ...person, now: Date.now(), requestId: crypto.randomUUID() });

it("applies exactly ten of a hundred concurrent actions under a daily limit of ten", async () => {
  await setMode("auto");
  await setPolicy({ "value.set": { rule: "auto", actionsPerDay: 10 } });
  const ids: string[] = [];
  for (let n = 0; n < 100; n += 1) {
    script.values.set(`t${n}`, 1);
    ids.push(await seedValue(`t${n}`, { decidedBy: "policy" }));
  }
  await Promise.all(ids.map((id) => work(probe, id)));
  const rows = await actionRows();
  expect(rows.filter((row) => row.status === "applied")).toHaveLength(10);
  const back = rows.filter((row) => row.status === "proposed");
  expect(back).toHaveLength(90);
  expect(back[0]).toMatchObject({
    status_reason: "over the day limit of value.set when its turn came",
    decided_by: null,
  });
  expect(script.effects).toHaveLength(10);
});

it("holds a daily limit of money in the same way, and lets a person pass it", async () => {
  await setMode("auto");
  await setPolicy({ "value.set": { rule: "auto", moneyPerDayMinor: 250 } });
  const ids: string[] = [];
  for (let n = 0; n < 10; n += 1) {
    script.values.set(`t${n}`, 1);
    const decidedBy = n === 9 ? "ann" : "policy";
    ids.push(await seedValue(`t${n}`, { moneyMinor: 100, decidedBy }));
  }
  await Promise.all(ids.map((id) => work(probe, id)));
  const applied = (await actionRows()).filter((row) => row.status === "applied");
  expect(applied).toHaveLength(3);
  expect(applied.filter((row) => row.decided_by === "ann")).toHaveLength(1);
});

it("gives one action to one of many workers that want it", async () => {
  await setMode("approve");
  script.values.set("t", 1);
  const id = await seedValue("t");
  await Promise.all(Array.from({ length: 20 }, () => work(probe, id)));
  expect(script.effects).toHaveLength(1);
  expect(await actionRows()).toMatchObject([{ status: "applied", attempts: 1 }]);
});

it("keeps one open action a target: a newer wish takes the place of an older one", async () => {
  await setMode("approve");
  script.observe = async () => ({ snapshot: null, observed: 1 });
  script.decisions = [wish({ target: "t", intent: "raise" })];
  await cron(at);
  await cron(at + 300_000);
  expect(await actionRows()).toMatchObject([{ intent: "raise", status: "proposed" }]);
  script.decisions = [wish({ target: "t", intent: "cut" })];
  await cron(at + 600_000);
  const rows = await actionRows();
  expect(rows.map((row) => [row.intent, row.status]).sort()).toEqual([
    ["cut", "proposed"],
    ["raise", "superseded"],
  ]);
});

it("leaves a target alone whose call is under way, and counts it", async () => {
  await setMode("approve");
  await seedValue("t", { status: "unknown" });
  script.observe = async () => ({ snapshot: null, observed: 1 });
  script.decisions = [wish({ target: "t", intent: "other" })];
  await cron(at);
  expect((await actionRows()).map((row) => row.status)).toEqual(["unknown"]);
  const run = await env.DB.prepare("SELECT measures FROM runs").first<{ measures: string }>();
  expect(JSON.parse(run?.measures ?? "{}")).toMatchObject({ "target-busy": 1 });
});

it("records in shadow without holding a slot, and applies nothing", async () => {
  script.observe = async () => ({ snapshot: null, observed: 1 });
  script.decisions = [wish({ target: "t" })];
  await cron(at);
  expect(await actionRows()).toMatchObject([{ status: "shadow" }]);
  expect((await approve(env.DB, { ...asker(), ids: [String((await actionRows())[0]?.id)] }))[0]).toMatchObject({
    ok: false,
    code: "wrong-status",
  });
  await setMode("approve");
  await cron(at + 300_000);
  expect((await actionRows()).map((row) => row.status).sort()).toEqual(["proposed", "shadow"]);
});

it("takes a proposal through approval, effect and undo, each audited", async () => {
  await setMode("approve");
  script.values.set("t", 1);
  script.observe = async () => ({ snapshot: null, observed: 1 });
  script.decisions = [wish({ target: "t" })];
  await cron(at);
  const id = String((await actionRows())[0]?.id);
  await approve(env.DB, { ...asker(), ids: [id] });
  await withProbe((agent) => agent.dispatch([id]));
  await deliver();
  expect(await actionRows()).toMatchObject([{ status: "applied", decided_by: "ann" }]);
  expect(script.values.get("t")).toBe(2);
  await requestRevert(env.DB, { ...asker(), ids: [id] });
  await withProbe((agent) => agent.dispatch([id]));
  await deliver();
  expect(await actionRows()).toMatchObject([{ status: "reverted" }]);
  expect(script.values.get("t")).toBe(1);
  const audited = await env.DB.prepare("SELECT operation FROM audit WHERE subject = ?1 ORDER BY seq").bind(id).all();
  expect(audited.results.map((row) => row.operation)).toEqual(["actions.approve", "actions.revert"]);
});

it("does not undo what somebody changed since", async () => {
  await setMode("approve");
  script.values.set("t", 1);
  const id = await seedValue("t");
  await work(probe, id);
  script.values.set("t", 7);
  await requestRevert(env.DB, { ...asker(), ids: [id] });
  await work(probe, id);
  expect(await actionRows()).toMatchObject([
    { status: "applied", status_reason: "not undone: it is now 7, changed by someone else" },
  ]);
  expect(script.values.get("t")).toBe(7);
});

it("does not apply to a target somebody changed meanwhile, or that is gone", async () => {
  await setMode("approve");
  script.values.set("changed", 5);
  const changed = await seedValue("changed");
  const gone = await seedValue("gone");
  await work(probe, changed);
  await work(probe, gone);
  expect(await actionRows()).toMatchObject([
    { status: "failed", status_reason: "changed meanwhile: it is now 5" },
    { status: "failed", status_reason: "the target no longer exists" },
  ]);
  expect(script.effects).toEqual([]);
});

it("waits, without counting a try, while the vendor refuses our credentials or we have none", async () => {
  await setMode("approve");
  script.values.set("t", 1);
  const refused = new KitError({
    code: "unauthorised",
    message: "The vendor refused our credentials.",
    outcome: "refused",
    status: 401,
  });
  script.fail = () => refused;
  const id = await seedValue("t");
  await work(probe, id);
  expect(await actionRows()).toMatchObject([
    { status: "approved", attempts: 0, intent_at: null, status_reason: refused.message },
  ]);
  script.fail = null;
  await moveClock(301_000);
  await withProbe((agent) => agent.sweep());
  await deliver();
  expect((await actionRows())[0]).toMatchObject({ status: "applied", attempts: 1 });
});

it("waits while stopped, without counting it as a try, and goes on after the release", async () => {
  await setMode("approve");
  script.values.set("t", 1);
  const id = await seedValue("t");
  await withProbe((agent) => agent.stop({ actor: "ann", why: "fire" }));
  await work(probe, id);
  expect(await actionRows()).toMatchObject([
    { status: "approved", attempts: 0, status_reason: "Stopped by ann: fire" },
  ]);
  expect(script.effects).toEqual([]);
  await withProbe((agent) => agent.release({ actor: "ann", why: "over" }));
  await moveClock(61_000);
  await withProbe((agent) => agent.sweep());
  await deliver();
  expect((await actionRows())[0]).toMatchObject({ status: "applied", attempts: 1 });
});

it("remembers a no by its wish, until a figure it rests on has moved by more than a tenth", async () => {
  await setMode("approve");
  script.observe = async () => ({ snapshot: null, observed: 1 });
  script.decisions = [wish({ target: "t", basis: "week 1", figures: { sold: 100 } })];
  await cron(at);
  await reject(env.DB, { ...asker(), ids: [String((await actionRows())[0]?.id)], reason: "too-risky" });
  script.decisions = [wish({ target: "t", basis: "week 2", figures: { sold: 109 } })];
  await cron(at + 300_000);
  expect(await actionRows()).toHaveLength(1);
  script.decisions = [wish({ target: "t", basis: "week 3", figures: { sold: 111 } })];
  await cron(at + 600_000);
  expect((await actionRows()).map((row) => row.status)).toEqual(["rejected", "proposed"]);
});

it("lets unanswered proposals expire", async () => {
  await setMode("approve");
  script.observe = async () => ({ snapshot: null, observed: 1 });
  script.decisions = [wish({ target: "t" })];
  await cron(at);
  await moveClock(8 * 86_400_000);
  await withProbe((agent) => agent.sweep());
  expect((await actionRows())[0]).toMatchObject({ status: "expired" });
});

it("opens at most the day's number of cards, the most valuable first", async () => {
  await setMode("approve");
  script.observe = async () => ({ snapshot: null, observed: 30 });
  script.decisions = Array.from({ length: 30 }, (_, n) => wish({ target: `t${n}`, group: `g${n}`, impactMinor: n }));
  await cron(at);
  const cards = (await env.DB.prepare("SELECT group_key FROM cards").all()).results.map((row) =>
    Number(String(row.group_key).split("/g")[1]),
  );
  expect(cards.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n + 10));
  await cron(at + 300_000);
  expect((await env.DB.prepare("SELECT count(*) AS n FROM cards").first())?.n).toBe(20);
});
