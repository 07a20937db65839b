import { beforeAll, describe, expect, it } from "vitest";
import type { CandidateShape } from "#schemas/api/candidates.ts";
import { door } from "./door.fixture.ts";

const { call, env } = door();

beforeAll(async () => {
  const opportunity = {
    score: 71,
    coverage: 0.65,
    parts: [
      {
        part: "netMargin",
        value: 0.4,
        source: "supplier feed",
        ageDays: 0.5,
        quality: "estimated",
        standing: 0.8,
        weight: 0.4,
      },
    ],
    missing: ["supplierReliability"],
  };
  const money = { priceMinor: 995, costMinor: 200, shippingMinor: 150, contributionMinor: 464 };
  const scored = JSON.stringify({ opportunity, classic: { score: 82.5, parts: {} }, money, held: null });
  const offer = JSON.stringify({ url: "https://supplier.example/1", images: ["https://images.example/1.jpg"] });
  const insert = env.DB.prepare(
    `INSERT INTO candidates (id, supplier, reference, title, currency, cost_minor, offer, doubt, score, scored, first_seen_at, last_seen_at)
     VALUES (?1, ?2, ?3, ?3, 'GBP', 200, ?4, ?5, ?6, ?7, 1, 2)`,
  );
  await env.DB.batch([
    insert.bind("feed:best", "feed", "best", offer, null, 71, scored),
    insert.bind("feed:equal", "feed", "equal", offer, null, 71, scored),
    insert.bind("cj:none", "cj", "none", "{}", "it costs nothing", null, null),
    env.DB.prepare(
      "INSERT INTO supplier_states (supplier, status, detail, evidence, offers, doubtful, at) VALUES ('cj', 'down', 'resting', 'documented', 0, 0, 5)",
    ),
    env.DB.prepare(
      "INSERT INTO candidate_days (candidate_id, day, cost_minor, currency, score) VALUES ('feed:best', '2026-11-20', 190, 'GBP', 70)",
    ),
    env.DB.prepare(
      "INSERT INTO candidate_days (candidate_id, day, cost_minor, currency, score) VALUES ('feed:best', '2026-11-21', 200, 'GBP', 71)",
    ),
  ]);
});

async function list(query = ""): Promise<{ items: CandidateShape[]; nextCursor: string | null; suppliers: unknown[] }> {
  const response = await call("GET", `/v1/products/candidates${query}`);
  expect(response.status).toBe(200);
  return response.json();
}

describe("candidates", () => {
  it("come best first with every part's source, age and trust, and with how suppliers answered", async () => {
    const { items, suppliers } = await list();
    expect(items.map(({ id }) => id)).toEqual(["feed:equal", "feed:best", "cj:none"]);
    expect(items[1]).toMatchObject({
      score: 71,
      coverage: 0.65,
      presetScore: 82.5,
      money: { contributionMinor: 464 },
      missing: ["supplierReliability"],
      parts: [{ source: "supplier feed", ageDays: 0.5, quality: "estimated" }],
      image: "https://images.example/1.jpg",
    });
    expect(items[2]).toMatchObject({ score: null, parts: [], money: null, doubt: "it costs nothing" });
    expect(suppliers).toMatchObject([{ supplier: "cj", status: "down", detail: "resting", answeredAt: null }]);
  });

  it("come in pages that neither skip nor repeat one", async () => {
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page = await list(`?limit=1${cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`}`);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(["feed:equal", "feed:best", "cj:none"]);
  });

  it("can be watched, and listed by supplier and watch list", async () => {
    const address = `/v1/products/candidates/${encodeURIComponent("feed:best")}`;
    const watched = await call("PUT", `${address}/watch`, { body: { watched: true } });
    expect(await watched.json()).toEqual({ id: "feed:best", watched: true });
    expect((await list("?watched=true")).items.map(({ id }) => id)).toEqual(["feed:best"]);
    expect((await list("?supplier=cj")).items.map(({ id }) => id)).toEqual(["cj:none"]);
    expect((await call("PUT", "/v1/products/candidates/feed:no/watch", { body: { watched: true } })).status).toBe(404);
  });

  it("have a history, newest day first", async () => {
    const response = await call("GET", `/v1/products/candidates/${encodeURIComponent("feed:best")}/history`);
    expect(await response.json()).toMatchObject({
      items: [
        { day: "2026-11-21", score: 71 },
        { day: "2026-11-20", costMinor: 190 },
      ],
    });
    expect((await call("GET", "/v1/products/candidates/feed:no/history")).status).toBe(404);
  });
});
