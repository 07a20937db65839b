import * as z from "zod/mini";
import { createPriceBatch, priceBand, priceBatch } from "#schemas/api/prices.ts";
import { auditEntry, auditStatement } from "../audit.ts";
import type { Handlers } from "../context.ts";
import { type Issue, refused, refusedBy } from "../http/refused.ts";
import { agentOf } from "../roster.ts";
import { decodeCursor, pageOf } from "./cursor.ts";
import { jsonList, jsonObject } from "./rows.ts";

const agent = "inventory-pricing";
const found = z.array(z.object({ id: z.string(), sku: z.nullable(z.string()) }));
const bandRows = z.array(priceBand);
const batchRows = z.array(z.extend(priceBatch, { statuses: z.string(), problems: z.string() }));

export const priceHandlers: Handlers<"prices.batch" | "prices.batches" | "prices.set-bands" | "prices.bands"> = {
  async "prices.batch"(input, { env, actor, requestId }) {
    const ask = { name: "price-batch", input, actor: actor.id, role: actor.role, requestId };
    const answer = await agentOf(env, agent).request(ask);
    if (!answer.ok) throw refusedBy(answer);
    return createPriceBatch.output.parse(answer.value);
  },

  async "prices.batches"({ limit, cursor }, { env }) {
    const [time, last] = decodeCursor(cursor) ?? [Number.MAX_SAFE_INTEGER, ""];
    const { results } = await env.DB.prepare(
      `SELECT batch_id AS id, max(group_key) AS groupKey, max(verdict->>'batch') AS title, min(created) AS createdAt, min(due) AS scheduledFor, sum(n) AS rows,
         json_group_object(status, n) AS statuses, sum(impact) AS impactMinor, sum(money) AS moneyMinor, max(currency) AS currency,
         (SELECT json_group_array(why) FROM (SELECT DISTINCT status_reason AS why FROM actions AS a WHERE a.batch_id = b.batch_id
           AND a.status IN ('failed', 'dead', 'unknown') AND status_reason IS NOT NULL LIMIT 5)) AS problems
       FROM (SELECT batch_id, status, max(group_key) AS group_key, max(verdict) AS verdict, min(proposed_at) AS created, count(*) AS n, sum(impact_minor) AS impact,
           sum(money_minor) AS money, max(currency) AS currency, min(CASE status WHEN 'scheduled' THEN not_before END) AS due
         FROM actions WHERE batch_id IS NOT NULL GROUP BY batch_id, status) AS b
       GROUP BY batch_id HAVING (min(created), batch_id) < (?1, ?2) ORDER BY min(created) DESC, batch_id DESC LIMIT ?3`,
    )
      .bind(time, last, limit + 1)
      .all();
    return pageOf(
      batchRows.parse(results),
      limit,
      (row) => [row.createdAt, row.id],
      (row) => priceBatch.parse({ ...row, statuses: jsonObject(row.statuses), problems: jsonList(row.problems) }),
    );
  },

  async "prices.set-bands"({ bands }, context) {
    const { env, clock, actor } = context;
    const named = bands.map((band) => band.variantId ?? band.sku ?? "");
    const [known, shop] = await env.DB.batch([
      env.DB.prepare(
        `SELECT id, sku FROM variants WHERE deleted_at IS NULL
         AND (id IN (SELECT value FROM json_each(?1)) OR sku IN (SELECT value FROM json_each(?1)))`,
      ).bind(JSON.stringify(named)),
      env.DB.prepare("SELECT currency FROM shop LIMIT 1"),
    ]);
    const variants = found.parse(known?.results);
    const currency = z.array(z.object({ currency: z.string() })).parse(shop?.results)[0]?.currency;
    if (!currency) throw refused("conflict", "No store is connected.");
    const now = clock.now();
    const issues: Issue[] = [];
    const rows = bands.map(({ variantId, sku, asOf, ...band }, at) => {
      const own = variants.filter((variant) => (variantId ? variant.id === variantId : variant.sku === sku));
      const crossed = band.lowMinor !== null && band.highMinor !== null && band.lowMinor > band.highMinor;
      const wrong =
        own.length !== 1
          ? `${own.length === 0 ? "Nothing is" : "Several variants are"} known as "${named[at]}".`
          : crossed
            ? "The lower end is above the upper one."
            : (asOf ?? now) > now
              ? "It cannot have been true in the future."
              : null;
      if (wrong) issues.push({ path: `bands.${at}`, message: wrong });
      return { ...band, variantId: own[0]?.id, asOf: asOf ?? now };
    });
    if (issues.length > 0) throw refused("bad-input", issues[0]?.message ?? "", issues);
    const json = JSON.stringify(rows);
    const [gone, set] = await env.DB.batch([
      env.DB.prepare(
        `DELETE FROM price_bands WHERE EXISTS (SELECT 1 FROM json_each(?1) AS b WHERE b.value->>'variantId' = variant_id
           AND b.value->>'lowMinor' IS NULL AND b.value->>'highMinor' IS NULL AND b.value->>'asOf' >= as_of)`,
      ).bind(json),
      env.DB.prepare(
        `INSERT INTO price_bands (variant_id, low_minor, high_minor, currency, kind, source, as_of, set_by, updated_at)
         SELECT b.value->>'variantId', b.value->>'lowMinor', b.value->>'highMinor', ?2, b.value->>'kind', b.value->>'source',
           b.value->>'asOf', ?3, ?4
         FROM json_each(?1) AS b WHERE b.value->>'lowMinor' IS NOT NULL OR b.value->>'highMinor' IS NOT NULL
         ON CONFLICT (variant_id) DO UPDATE SET low_minor = excluded.low_minor, high_minor = excluded.high_minor, kind = excluded.kind,
           source = excluded.source, as_of = excluded.as_of, set_by = excluded.set_by, updated_at = excluded.updated_at
         WHERE excluded.as_of >= price_bands.as_of`,
      ).bind(json, currency, actor.id, now),
      auditStatement(
        env.DB,
        auditEntry(context, { operation: "prices.set-bands", subject: "prices", detail: { bands: rows.length } }),
      ),
    ]);
    const removed = gone?.meta.changes ?? 0;
    const wanted = rows.filter((row) => row.lowMinor !== null || row.highMinor !== null).length;
    return { set: set?.meta.changes ?? 0, removed, older: wanted - (set?.meta.changes ?? 0) };
  },

  async "prices.bands"({ variantId, limit, cursor }, { env }) {
    const [time, last] = decodeCursor(cursor) ?? [-1, ""];
    const { results } = await env.DB.prepare(
      `SELECT b.variant_id AS variantId, v.sku, p.title, b.low_minor AS lowMinor, b.high_minor AS highMinor, b.currency, b.kind, b.source,
         b.as_of AS asOf, b.set_by AS setBy FROM price_bands AS b LEFT JOIN variants AS v ON v.id = b.variant_id
       LEFT JOIN products AS p ON p.id = v.product_id WHERE (?1 IS NULL OR b.variant_id = ?1) AND (b.as_of, b.variant_id) > (?2, ?3)
       ORDER BY b.as_of, b.variant_id LIMIT ?4`,
    )
      .bind(variantId ?? null, time, last, limit + 1)
      .all();
    return pageOf(
      bandRows.parse(results),
      limit,
      (row) => [row.asOf, row.variantId],
      (row) => row,
    );
  },
};
