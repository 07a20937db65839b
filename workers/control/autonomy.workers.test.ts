import { beforeEach, describe, expect, it } from "vitest";
import { door, fakeAgent, insertAction } from "./door.fixture.ts";

const agent = fakeAgent();
const { call, env } = door({ AGENT_PROBE: agent });
const dayMs = 86_400_000;

interface Earned {
  kind: string;
  rule: string;
  since: number | null;
  fell: { at: number; why: string; actionId: string } | null;
  record: Record<string, unknown>;
  missing: string[];
  offer: { limits: Record<string, unknown>; wouldHave: Record<string, unknown> } | null;
}

async function read(kind: string): Promise<Earned & { version: number }> {
  const { version, items } = (await (await call("GET", "/v1/autonomy")).json()) as { version: number; items: Earned[] };
  const found = items.find((each) => each.kind === kind);
  if (!found) throw new Error(`no record of ${kind}`);
  return { ...found, version };
}

/** Changes of a kind that a person approved as they were proposed and that stand. */
async function approved(
  kind: string,
  times: number,
  own: Record<string, string | number | null> = {},
): Promise<string[]> {
  const now = Date.now();
  return Promise.all(
    Array.from({ length: times }, (_, at) =>
      insertAction({
        kind,
        status: "applied",
        move_percent: 2 + (at % 3),
        money_minor: 40,
        decided_by: "admin-token",
        proposed_at: now - 3 * dayMs + at,
        decided_at: now - 2 * dayMs + at,
        updated_at: now - 2 * dayMs + at,
        ...own,
      }),
    ),
  );
}

let kind = "";
let serial = 0;
beforeEach(() => {
  serial += 1;
  kind = `shelf-${serial}.set`;
});

const accept = (version: number, limits: unknown) =>
  call("POST", `/v1/autonomy/${kind}/accept`, { body: { version, limits } });

describe("autonomy", () => {
  it("shows a kind's record counted from the ledger, and what is missing", async () => {
    await approved(kind, 5);
    await approved(kind, 1, { edited: 1 });
    const shown = await read(kind);
    expect(shown).toMatchObject({ rule: "ask", offer: null, record: { unchanged: 5, edited: 1 } });
    expect(shown.missing[0]).toBe("5 of 20 approved unchanged in 30 days");
  });

  it("offers what was earned, and a person's accept is a new version, audited, that starts its agent", async () => {
    await approved(kind, 24);
    const shown = await read(kind);
    expect(shown.offer).toMatchObject({
      limits: { rule: "auto", largestMovePercent: 4, largestMoneyMinor: 40, actionsPerDay: 24 },
      wouldHave: { proposals: 24, through: 24, refused: 0 },
    });
    const reply = await accept(shown.version, shown.offer?.limits);
    expect(reply.status).toBe(200);
    expect(await reply.json()).toMatchObject({ version: shown.version + 1, author: "admin-token", mode: "auto" });
    expect(agent.asked).toContainEqual([
      "setMode",
      { mode: "auto", actor: "admin-token", note: `limit accepted for ${kind}` },
    ]);
    const after = await read(kind);
    expect(after).toMatchObject({ rule: "auto", offer: null });
    expect(after.since).toBeGreaterThan(Date.now() - 60_000);
    const row = await env.DB.prepare("SELECT actor, operation FROM audit WHERE operation = 'autonomy.accept'").first();
    expect(row).toEqual({ actor: "admin-token", operation: "autonomy.accept" });
  });

  it("accepts nothing that is not offered now: not wider, not twice, not after an undo", async () => {
    const ids = await approved(kind, 24);
    const { version, offer } = await read(kind);
    expect((await accept(version, { ...offer?.limits, largestMovePercent: 50 })).status).toBe(409);
    expect((await accept(version - 1, offer?.limits)).status).toBe(409);
    await call("POST", `/v1/actions/${ids[0]}/revert`);
    expect((await read(kind)).missing).toEqual(["1 undone by a person"]);
    expect((await accept(version, offer?.limits)).status).toBe(409);
  });

  it("takes a limit back when a person undoes, at once, and says which change it was", async () => {
    const ids = await approved(kind, 24);
    const { version, offer } = await read(kind);
    expect((await accept(version, offer?.limits)).status).toBe(200);
    await call("POST", `/v1/actions/${ids[3]}/revert`);
    expect(await read(kind)).toMatchObject({
      rule: "ask",
      since: null,
      version: version + 2,
      fell: { actionId: ids[3], why: "one of its changes was undone by a person" },
      offer: null,
    });
    expect(await (await call("GET", "/v1/policy")).json()).toMatchObject({ author: "earned-limits" });
  });

  it("is measured by the bar the owner set", async () => {
    await approved(kind, 6);
    const { version, document } = (await (await call("GET", "/v1/policy")).json()) as {
      version: number;
      document: Record<string, unknown>;
    };
    const earning = { approvals: 6, days: 10, refusedShare: 0 };
    expect((await call("PUT", "/v1/policy", { body: { version, document: { ...document, earning } } })).status).toBe(
      200,
    );
    expect((await read(kind)).offer).not.toBeNull();
    await call("PUT", "/v1/policy", { body: { version: version + 1, document } });
    expect((await read(kind)).offer).toBeNull();
  });

  it("keeps when a limit began, whatever a request says of it", async () => {
    const { version, document } = (await (await call("GET", "/v1/policy")).json()) as {
      version: number;
      document: { kinds: object };
    };
    const limits = { rule: "auto", largestMovePercent: 5, since: 1, fell: null };
    const put = (at: number, own: object) =>
      call("PUT", "/v1/policy", {
        body: { version: at, document: { ...document, kinds: { ...document.kinds, [kind]: own } } },
      });
    type Put = { document: { kinds: Record<string, { since: number }> } };
    const first = ((await (await put(version, limits)).json()) as Put).document.kinds[kind]?.since ?? 0;
    expect(first).toBeGreaterThan(Date.now() - 60_000);
    const again = (await (await put(version + 1, limits)).json()) as Put;
    expect(again.document.kinds[kind]?.since).toBe(first);
  });
});
