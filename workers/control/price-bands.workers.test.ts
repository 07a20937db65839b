import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { seedShop } from "#tests/workers/kit-harness.ts";
import { door } from "./door.fixture.ts";

const { call } = door();
const put = async (bands: object[]) => {
  const response = await call("PUT", "/v1/price-bands", { body: { bands } });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};
const held = async () => ((await (await call("GET", "/v1/price-bands")).json()) as { items: object[] }).items;

beforeAll(async () => {
  await seedShop();
  await env.DB.batch([
    env.DB.prepare("INSERT INTO products (id, title, status, updated_at) VALUES ('p', 'Towel', 'ACTIVE', 1)"),
    env.DB.prepare(
      "INSERT INTO variants (id, product_id, sku, title, price_minor, updated_at) VALUES ('v1', 'p', 'A', 't', 100, 1), ('v2', 'p', 'B', 't', 100, 1), ('v3', 'p', 'B', 't', 100, 1)",
    ),
  ]);
});

const band = { lowMinor: 900, highMinor: 1_400, kind: "observed", source: "Rival" };

it("keeps a band by SKU with its source and date, and no older one takes its place", async () => {
  expect(await put([{ ...band, sku: "A", asOf: 2_000 }])).toMatchObject({ status: 200, body: { set: 1, older: 0 } });
  expect(await put([{ ...band, sku: "A", lowMinor: 1, asOf: 1_000 }])).toMatchObject({ body: { set: 0, older: 1 } });
  expect(await held()).toEqual([
    { ...band, variantId: "v1", sku: "A", title: "Towel", currency: "GBP", asOf: 2_000, setBy: expect.any(String) },
  ]);
});

it("refuses the whole upload where a line means nothing, two variants, the future or crossed ends", async () => {
  const lines = [{ sku: "A" }, { sku: "C" }, { sku: "B" }, { sku: "A", lowMinor: 2_000 }, { sku: "A", asOf: 1e14 }];
  const refused = await put(lines.map((line) => ({ ...band, ...line })));
  expect(refused.status).toBe(400);
  expect(refused.body.errors).toMatchObject([
    { path: "bands.1", message: 'Nothing is known as "C".' },
    { path: "bands.2", message: 'Several variants are known as "B".' },
    { path: "bands.3" },
    { path: "bands.4" },
  ]);
  expect(await held()).toHaveLength(1);
});

it("takes a band away, unless that is older news than the band", async () => {
  const nothing = { ...band, variantId: "v1", lowMinor: null, highMinor: null };
  expect(await put([{ ...nothing, asOf: 1_999 }])).toMatchObject({ body: { removed: 0 } });
  expect(await put([nothing])).toMatchObject({ body: { set: 0, removed: 1 } });
  expect(await held()).toEqual([]);
});
