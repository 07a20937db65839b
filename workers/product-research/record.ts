import { inParts } from "#agent-kit/ledger/json-parts.ts";
import type { Knowledge } from "./knowledge.ts";

type Run = { runId: string; now: number };

/** What a chunk learned, as rows: the newest of everything, and one row a candidate and day. */
export function record(db: D1Database, knowledge: Knowledge, run: Run): D1PreparedStatement[] {
  if (knowledge.kind === "trends") return recordTrends(db, knowledge, run);
  if (knowledge.kind === "supplier") return recordSupplier(db, knowledge, run);
  return recordScores(db, knowledge, run);
}

function recordTrends(
  db: D1Database,
  { trends, through }: Extract<Knowledge, { kind: "trends" }>,
  { now }: Run,
): D1PreparedStatement[] {
  return inParts(trends).map((json) =>
    db
      .prepare(
        `INSERT INTO trends (variant_id, day, weekly_units, score, sd, lower, p, direction, at)
         SELECT t.value->>'variantId', ?2, t.value->>'weeklyUnits', t.value->>'score', t.value->>'sd', t.value->>'lower',
           t.value->>'p', t.value->>'direction', ?3 FROM json_each(?1) AS t WHERE true
         ON CONFLICT (variant_id) DO UPDATE SET day = excluded.day, weekly_units = excluded.weekly_units, score = excluded.score,
           sd = excluded.sd, lower = excluded.lower, p = excluded.p, direction = excluded.direction, at = excluded.at`,
      )
      .bind(json, through, now),
  );
}

function recordSupplier(
  db: D1Database,
  learned: Extract<Knowledge, { kind: "supplier" }>,
  { now }: Run,
): D1PreparedStatement[] {
  const { supplier, day } = learned;
  const offers = learned.believed.map(({ offer, quoted }) => ({
    id: `${supplier}:${offer.reference}`,
    quoted: quoted ? 1 : 0,
    offer,
  }));
  const doubted = learned.doubted.map(({ reference, why, cost }) => ({ id: `${supplier}:${reference}`, why, cost }));
  const answered = learned.status === "ok" || learned.status === "doubted" ? now : null;
  return [
    db
      .prepare(
        `INSERT INTO supplier_states (supplier, status, detail, evidence, offers, doubtful, at, answered_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (supplier) DO UPDATE SET
           -- A later page does not make good what an earlier one did wrong.
           status = CASE WHEN ?9 > 0 AND supplier_states.status <> 'ok' THEN supplier_states.status ELSE excluded.status END,
           detail = CASE WHEN ?9 > 0 AND supplier_states.status <> 'ok' THEN supplier_states.detail ELSE excluded.detail END,
           offers = CASE WHEN ?9 > 0 THEN supplier_states.offers ELSE 0 END + excluded.offers,
           doubtful = CASE WHEN ?9 > 0 THEN supplier_states.doubtful ELSE 0 END + excluded.doubtful,
           evidence = excluded.evidence, at = excluded.at,
           answered_at = coalesce(excluded.answered_at, supplier_states.answered_at)`,
      )
      .bind(
        supplier,
        learned.status,
        learned.detail,
        learned.evidence,
        learned.offers,
        doubted.length,
        now,
        answered,
        learned.page,
      ),
    ...inParts(offers).flatMap((json) => [
      db
        .prepare(
          `INSERT INTO candidates (id, supplier, reference, title, currency, cost_minor, offer, first_seen_at, last_seen_at, quoted_at)
           SELECT o.value->>'id', ?2, o.value->'offer'->>'reference', o.value->'offer'->>'title', o.value->'offer'->>'currency',
             o.value->'offer'->>'costMinor', o.value->'offer', ?3, ?3, CASE o.value->>'quoted' WHEN 1 THEN ?3 END
           FROM json_each(?1) AS o WHERE true
           ON CONFLICT (id) DO UPDATE SET title = excluded.title, currency = excluded.currency, cost_minor = excluded.cost_minor,
             offer = excluded.offer, last_seen_at = excluded.last_seen_at, doubt = NULL, doubted_cost = NULL,
             quoted_at = coalesce(excluded.quoted_at, candidates.quoted_at)`,
        )
        .bind(json, supplier, now),
      db
        .prepare(
          `INSERT INTO candidate_days (candidate_id, day, cost_minor, currency, stock, sellers, sold, shipping_minor, ship_days_low,
             ship_days_high, rating, votes, suggested_retail_minor, quoted_at)
           SELECT o.value->>'id', ?2, o.value->'offer'->>'costMinor', o.value->'offer'->>'currency', o.value->'offer'->>'stock',
             o.value->'offer'->>'sellers', o.value->'offer'->>'sold', o.value->'offer'->>'shippingMinor', o.value->'offer'->>'shipDaysLow',
             o.value->'offer'->>'shipDaysHigh', o.value->'offer'->>'rating', o.value->'offer'->>'votes',
             o.value->'offer'->>'suggestedRetailMinor', (SELECT quoted_at FROM candidates WHERE id = o.value->>'id')
           FROM json_each(?1) AS o WHERE true
           ON CONFLICT (candidate_id, day) DO UPDATE SET cost_minor = excluded.cost_minor, currency = excluded.currency,
             stock = excluded.stock, sellers = excluded.sellers, sold = excluded.sold, shipping_minor = excluded.shipping_minor,
             ship_days_low = excluded.ship_days_low, ship_days_high = excluded.ship_days_high, rating = excluded.rating,
             votes = excluded.votes, suggested_retail_minor = excluded.suggested_retail_minor, quoted_at = excluded.quoted_at`,
        )
        .bind(json, day),
    ]),
    ...inParts(doubted).map((json) =>
      db
        .prepare(
          `UPDATE candidates SET doubt = d.value->>'why', doubted_cost = d.value->'cost', score = NULL FROM json_each(?1) AS d WHERE candidates.id = d.value->>'id'`,
        )
        .bind(json),
    ),
  ];
}

function recordScores(
  db: D1Database,
  { scores, day }: Extract<Knowledge, { kind: "scores" }>,
  { now }: Run,
): D1PreparedStatement[] {
  const rows = scores.map((scored) => ({
    id: scored.id,
    score: scored.opportunity.score,
    duplicateOf: scored.duplicateOf?.id ?? null,
    scored,
  }));
  return inParts(rows).flatMap((json) => [
    db
      .prepare(
        `UPDATE candidates SET score = s.value->>'score', scored = s.value->'scored', duplicate_of = s.value->>'duplicateOf', scored_at = ?2
         FROM json_each(?1) AS s WHERE candidates.id = s.value->>'id'`,
      )
      .bind(json, now),
    db
      .prepare(
        `UPDATE candidate_days SET score = s.value->>'score' FROM json_each(?1) AS s
         WHERE candidate_days.candidate_id = s.value->>'id' AND candidate_days.day = ?2`,
      )
      .bind(json, day),
  ]);
}
