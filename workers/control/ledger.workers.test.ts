import { describe, expect, it } from "vitest";
import { door, fakeAgent, insertAction, tokenOf } from "./door.fixture.ts";

const agent = fakeAgent();
const { call, env } = door({ AGENT_PROBE: agent });
const statusOf = (id: string) =>
  env.DB.prepare("SELECT status FROM actions WHERE id = ?1").bind(id).first<string>("status");
const dispatched = () => agent.asked.filter(([method]) => method === "dispatch").flatMap(([, ids]) => ids as string[]);

describe("deciding on an action", () => {
  it("approves it, tells its agent and leaves an audit row by id alone", async () => {
    const id = await insertAction();
    const operator = await tokenOf("operator");
    const response = await call("POST", `/v1/actions/${id}/approve`, { token: operator });
    expect(await response.json()).toMatchObject({ id, ok: true, status: "approved" });
    expect(dispatched()).toContain(id);
    const row = await env.DB.prepare("SELECT * FROM audit WHERE subject = ?1")
      .bind(id)
      .first<{ actor: string; role: string }>();
    expect(row).toMatchObject({ operation: "actions.approve", role: "operator" });
    expect(row?.actor).toMatch(/^token:/);
  });

  it("refuses the second approval and says in which state it is", async () => {
    const id = await insertAction({ status: "applied" });
    const response = await call("POST", `/v1/actions/${id}/approve`);
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ code: "wrong-status" });
    expect(await statusOf(id)).toBe("applied");
  });

  it("rejects for one of five reasons and tells no agent", async () => {
    const id = await insertAction();
    expect((await call("POST", `/v1/actions/${id}/reject`, { body: {} })).status).toBe(400);
    expect((await call("POST", `/v1/actions/${id}/reject`, { body: { reason: "because" } })).status).toBe(400);
    expect((await call("POST", `/v1/actions/${id}/reject`, { body: { reason: "too-risky" } })).status).toBe(200);
    expect(await statusOf(id)).toBe("rejected");
    expect(dispatched()).not.toContain(id);
  });

  it("lets the action's own kind check an edit, and approves what came of it", async () => {
    const id = await insertAction();
    expect((await call("POST", `/v1/actions/${id}/edit`, { body: { payload: { priceMinor: 510 } } })).status).toBe(200);
    const row = await env.DB.prepare("SELECT payload, edited, status FROM actions WHERE id = ?1").bind(id).first();
    expect(row).toMatchObject({ payload: '{"checked":true}', edited: 1, status: "approved" });
  });

  it("undoes an applied one and retries a dead one", async () => {
    const applied = await insertAction({ status: "applied" });
    const dead = await insertAction({ status: "dead" });
    expect((await call("POST", `/v1/actions/${applied}/revert`)).status).toBe(200);
    expect((await call("POST", `/v1/actions/${dead}/retry`)).status).toBe(200);
    expect(await statusOf(applied)).toBe("reverting");
    expect(await statusOf(dead)).toBe("approved");
  });

  it("keeps the decision when the agent cannot be told", async () => {
    const mute = door({ AGENT_PROBE: fakeAgent({ dispatch: () => Promise.reject(new Error("gone")) }) });
    const id = await insertAction();
    expect((await mute.call("POST", `/v1/actions/${id}/approve`)).status).toBe(200);
    expect(await statusOf(id)).toBe("approved");
  });

  it("answers each id of a batch", async () => {
    const open = await insertAction();
    const done = await insertAction({ status: "applied" });
    const response = await call("POST", "/v1/actions/batch", { body: { op: "approve", ids: [open, done, "a-none"] } });
    const { items, ok, refused } = (await response.json()) as {
      items: { code: string | null }[];
      ok: number;
      refused: number;
    };
    expect([ok, refused]).toEqual([1, 2]);
    expect(items.map((item) => item.code)).toEqual([null, "wrong-status", "not-found"]);
  });

  it("decides a whole card at once, and wants ids or a card but not both", async () => {
    const group_key = "probe/price.set/batch";
    const ids = [await insertAction({ group_key }), await insertAction({ group_key })];
    const body = { op: "reject", groupKey: group_key, reason: "bad-timing" };
    expect(await (await call("POST", "/v1/actions/batch", { body })).json()).toMatchObject({ ok: 2, refused: 0 });
    for (const id of ids) expect(await statusOf(id)).toBe("rejected");
    expect((await call("POST", "/v1/actions/batch", { body })).status).toBe(404);
    expect((await call("POST", "/v1/actions/batch", { body: { ...body, ids } })).status).toBe(400);
    expect((await call("POST", "/v1/actions/batch", { body: { op: "approve" } })).status).toBe(400);
  });
});

interface Page {
  items: { id: string }[];
  nextCursor: string | null;
}

describe("the ledger's lists", () => {
  it("page without a gap or a repetition, also among rows of the same moment", async () => {
    const ids = await Promise.all(
      Array.from({ length: 7 }, () => insertAction({ run_id: "paged-1", updated_at: 5_000 })),
    );
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const query: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : "";
      const page = (await (await call("GET", `/v1/actions?runId=paged-1&limit=3${query}`)).json()) as Page;
      seen.push(...page.items.map((item) => item.id));
      cursor = page.nextCursor;
    }
    expect(seen).toHaveLength(7);
    expect([...seen].sort()).toEqual([...ids].sort());
  });

  it("show a card with its sum, its best rows and what waits behind", async () => {
    const agent = "carded";
    const group_key = `${agent}/price.set/up`;
    for (const impact of [10, 300, 20]) await insertAction({ agent, group_key, impact_minor: impact });
    await insertAction({ agent, group_key: `${agent}/price.set/later` });
    await env.DB.prepare("INSERT INTO cards (group_key, opened_day, opened_at) VALUES (?1, '2026-01-01', 7)")
      .bind(group_key)
      .run();
    const cards = await (await call("GET", `/v1/cards?agent=${agent}&rows=2`)).json();
    expect(cards).toMatchObject({
      items: [
        {
          groupKey: group_key,
          count: 3,
          impactMinor: 330,
          rows: [{ impactMinor: 300 }, { impactMinor: 20 }],
          title: "Raise a price and 2 more",
        },
      ],
      waiting: { cards: 1, actions: 1 },
    });
  });
});

describe("the policy", () => {
  const limits = {
    rule: "auto",
    largestMovePercent: 5,
    largestMoneyMinor: null,
    actionsPerDay: 1,
    moneyPerDayMinor: null,
    leastConfidence: 0.5,
  };
  const document = { kinds: { "shelf.set": limits }, cardsPerDay: 20, proposalsExpireAfterDays: 7 };

  it("is set from the version it was edited from, and from no other", async () => {
    const { version } = (await (await call("GET", "/v1/policy")).json()) as { version: number };
    expect((await call("PUT", "/v1/policy", { body: { version, document } })).status).toBe(200);
    expect((await call("PUT", "/v1/policy", { body: { version, document } })).status).toBe(409);
    const races = await Promise.all(
      [1, 2, 3].map(() => call("PUT", "/v1/policy", { body: { version: version + 1, document } })),
    );
    expect(races.map((response) => response.status).sort()).toEqual([200, 409, 409]);
    expect(await (await call("GET", "/v1/policy")).json()).toMatchObject({
      version: version + 2,
      document,
      author: "admin-token",
    });
    expect(
      (await call("PUT", "/v1/policy", { body: { version: version + 2, document: { ...document, cardsPerDay: 0 } } }))
        .status,
    ).toBe(400);
  });

  it("previews what limits, daily ones too, would let through", async () => {
    const proposed_at = Date.now();
    const kind = "shelf.set";
    await insertAction({ kind, move_percent: 3, proposed_at });
    const second = await insertAction({ kind, move_percent: 3, proposed_at: proposed_at + 1 });
    const large = await insertAction({ kind, move_percent: 9, proposed_at: proposed_at + 2 });
    const looser = { ...document, kinds: { [kind]: { ...limits, actionsPerDay: null, largestMovePercent: null } } };
    const preview = (await (await call("POST", "/v1/policy/preview", { body: { document: looser } })).json()) as {
      kinds: { kind: string }[];
      changed: { id: string; from: string; to: string }[];
    };
    expect(preview.kinds.find((own) => own.kind === kind)).toMatchObject({ auto: 3, ask: 0, deny: 0 });
    expect(preview.changed).toEqual([
      expect.objectContaining({ id: second, from: "ask", to: "auto" }),
      expect.objectContaining({ id: large, from: "ask", to: "auto" }),
    ]);
  });
});
