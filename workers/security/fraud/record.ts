import { inParts } from "#agent-kit/ledger/json-parts.ts";
import { wantsALook } from "./decide.ts";
import type { FraudKnowledge, ScoredOrder } from "./snapshot.ts";

const dayMs = 86_400_000;

/** Scores, outcomes from disputes and from time, and the months' measures. A person's verdict gives way to a later dispute alone. */
export function recordFraud(
  db: D1Database,
  knowledge: FraudKnowledge,
  { now }: { now: number },
): D1PreparedStatement[] {
  const { scored, disputes, months, settledDays } = knowledge;
  return [
    ...inParts(scored.map(rowOf)).map((json) =>
      db
        .prepare(
          // Scored again: keys stay as they are, so that a redaction is not undone, and a known outcome keeps its score.
          `INSERT INTO risk_orders (order_id, name, at, card_key, device_key, ip_key, email_key, address_key, account_key, failed_payments, discounted,
             amount_minor, margin_minor, currency, features, velocity, score, level, reasons, decision, expected, weights_version, scored_at, queued)
           SELECT o.value->>0, o.value->>1, o.value->>2, o.value->>3, o.value->>4, o.value->>5, o.value->>6, o.value->>7, o.value->>8, o.value->>9, o.value->>10,
             o.value->>11, o.value->>12, o.value->>13, o.value->>14, o.value->>15, o.value->>16, o.value->>17, o.value->>18, o.value->>19, o.value->>20, o.value->>21, ?2, o.value->>22
           FROM json_each(?1) AS o WHERE true
           ON CONFLICT (order_id) DO UPDATE SET features = excluded.features, velocity = excluded.velocity, score = excluded.score, level = excluded.level,
             reasons = excluded.reasons, decision = excluded.decision, expected = excluded.expected, weights_version = excluded.weights_version,
             scored_at = excluded.scored_at, queued = excluded.queued WHERE risk_orders.fraud IS NULL`,
        )
        .bind(json, now),
    ),
    ...inParts(disputes.map(({ order, fraud }) => [order, Number(fraud)])).map((json) =>
      db
        .prepare(
          `UPDATE risk_orders SET fraud = d.value->>1, said_by = 'dispute', known_at = ?2, queued = 0
           FROM json_each(?1) AS d WHERE risk_orders.order_id = d.value->>0 AND risk_orders.fraud IS NOT d.value->>1`,
        )
        .bind(json, now),
    ),
    ...(months === null
      ? []
      : [
          // A cancelled order was never put to the test.
          db
            .prepare(
              `UPDATE risk_orders SET fraud = 0, said_by = 'matured', known_at = ?2, queued = 0 WHERE fraud IS NULL AND at < ?1
               AND NOT EXISTS (SELECT 1 FROM orders WHERE id = order_id AND cancelled_at IS NOT NULL)`,
            )
            .bind(now - settledDays * dayMs, now),
          ...months.map(({ month, orders, frauds, brier, logLoss, recallAt1Percent, reliability }) =>
            db
              .prepare(
                `INSERT INTO risk_measures (month, orders, frauds, brier, log_loss, recall_at_1_percent, reliability, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                 ON CONFLICT (month) DO UPDATE SET orders = excluded.orders, frauds = excluded.frauds, brier = excluded.brier, log_loss = excluded.log_loss,
                   recall_at_1_percent = excluded.recall_at_1_percent, reliability = excluded.reliability, at = excluded.at
                 -- Of a month ever more is known, until its first orders are out of sight: what was measured on more stays.
                 WHERE excluded.orders >= risk_measures.orders`,
              )
              .bind(month, orders, frauds, brier, logLoss, recallAt1Percent, JSON.stringify(reliability), now),
          ),
        ]),
  ];
}

function rowOf({ sighting, scored, choice, ...order }: ScoredOrder): unknown[] {
  const { keys, account, at, failedPayments, discounted } = sighting;
  const { decision, ...amounts } = choice;
  return [
    sighting.order,
    order.name,
    at,
    keys.card,
    keys.device,
    keys.ip,
    keys.email,
    keys.address,
    account,
    failedPayments,
    Number(discounted),
    order.amountMinor,
    order.marginMinor,
    order.currency,
    JSON.stringify(order.features),
    JSON.stringify(order.velocity),
    scored.score,
    scored.level,
    JSON.stringify(scored.reasons),
    decision,
    JSON.stringify(amounts),
    order.weightsVersion,
    Number(wantsALook({ choice })),
  ];
}
