import { KEY_KINDS, type KeyKind, type Sighting } from "#core/risk/sighting.ts";
import type { KeyedHash } from "./keyed-hash.ts";

type Row = Record<string, unknown>;

/** Sightings read for one order are bounded: a shared network may have seen thousands. */
const most = 500;
const accountDays = 400;

/** What an order is recognised by, hashed: what `core/risk/history-features.ts` compares with the past. */
export async function sightingOf(
  order: {
    order: string;
    at: number;
    identity: Record<KeyKind, string | null>;
    account: string | null;
    failedPayments: number;
    discounted: boolean;
  },
  hash: KeyedHash,
): Promise<Sighting> {
  const keys = await Promise.all(KEY_KINDS.map(async (kind) => [kind, await hash(kind, order.identity[kind])]));
  return {
    order: order.order,
    at: order.at,
    keys: Object.fromEntries(keys) as Sighting["keys"],
    account: await hash("account", order.account),
    failedPayments: order.failedPayments,
    discounted: order.discounted,
    outcome: null,
  };
}

/** Newest sightings before each of the orders that share a key or the account with it; one row a sighting. */
export function pastSightingsStatement(db: D1Database, orders: readonly Sighting[]): D1PreparedStatement {
  const wanted = orders.flatMap((order) => [
    ...KEY_KINDS.map((kind) => [kind, order.keys[kind], order.at]),
    ["account", order.account, order.at],
  ]);
  // One arm a column, so that each uses its own index; D1 takes no more than five terms in one compound SELECT.
  const arms = [...KEY_KINDS, "account"].map(
    (kind) =>
      `SELECT r.order_id FROM wanted AS w CROSS JOIN risk_orders AS r ON r.${kind}_key = w.hash
       WHERE w.kind = '${kind}' AND r.at < w.at AND r.at >= w.at - ${accountDays * 86_400_000}`,
  );
  return db
    .prepare(
      `WITH wanted AS (SELECT value->>0 AS kind, value->>1 AS hash, value->>2 AS at FROM json_each(?1) WHERE value->>1 IS NOT NULL)
       SELECT order_id, at, card_key, device_key, ip_key, email_key, address_key, account_key, failed_payments, discounted, fraud, known_at
       FROM risk_orders WHERE order_id IN (${arms.slice(0, 3).join(" UNION ")}) OR order_id IN (${arms.slice(3).join(" UNION ")}) ORDER BY at DESC LIMIT ${most * Math.max(1, orders.length)}`,
    )
    .bind(JSON.stringify(wanted));
}

export function sightingFrom(row: Row): Sighting {
  const text = (value: unknown) => (value === null ? null : String(value));
  const keys = KEY_KINDS.map((kind) => [kind, text(row[`${kind}_key`])]);
  return {
    order: String(row.order_id),
    at: Number(row.at),
    keys: Object.fromEntries(keys) as Sighting["keys"],
    account: text(row.account_key),
    failedPayments: Number(row.failed_payments),
    discounted: Number(row.discounted) === 1,
    outcome: row.fraud === null ? null : { fraud: Number(row.fraud) === 1, knownAt: Number(row.known_at) },
  };
}
