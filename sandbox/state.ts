import { listFaults } from "./faults.ts";
import type { AdminApi } from "./shopify/admin-api.ts";
import { readMeta } from "./store/clock.ts";
import { CURRENCY, SHOP_DOMAIN, type Shop } from "./store/shop.ts";
import { sentMails } from "./vendors/resend/mails.ts";
import { readSwitches } from "./webhooks/delivery.ts";

interface EffectRow {
  at_ms: number;
  real_ms: number;
  kind: string;
  root: string;
  target: string;
  before: string;
  after: string;
  changed: number;
  idempotency_key: string | null;
  client: string;
}

export interface SeenEffect {
  kind: string;
  root: string;
  target: string;
  at: string;
  receivedAt: string;
  from: unknown;
  to: unknown;
  key: string | null;
  client: string;
}

/** What an app did, oldest first: changes of a value, and apart from them sets of the value that already stood. */
function readEffects(shop: Shop) {
  const rows = shop.database.all<EffectRow>("SELECT * FROM effect ORDER BY id");
  const show = (row: EffectRow): SeenEffect => ({
    kind: row.kind,
    root: row.root,
    target: row.target,
    at: new Date(row.at_ms).toISOString(),
    receivedAt: new Date(row.real_ms).toISOString(),
    from: JSON.parse(row.before),
    to: JSON.parse(row.after),
    key: row.idempotency_key,
    client: row.client,
  });
  const changed = rows.filter((row) => row.changed === 1);
  const countByKind: Record<string, number> = {};
  for (const { kind } of changed) countByKind[kind] = (countByKind[kind] ?? 0) + 1;
  return {
    countByKind,
    changes: changed.map(show),
    repeats: rows.filter((row) => row.changed === 0).map(show),
  };
}

const COUNTED = {
  products: "SELECT COUNT(*) FROM product WHERE deleted_ms IS NULL",
  variants: "SELECT COUNT(*) FROM variant WHERE deleted_ms IS NULL",
  customers: "SELECT COUNT(*) FROM customer WHERE deleted_ms IS NULL",
  orders: "SELECT COUNT(*) FROM orders",
  lines: "SELECT COUNT(*) FROM line",
  units: "SELECT SUM(quantity) FROM line",
  revenueMinor: "SELECT SUM(total_minor) FROM orders",
  refunds: "SELECT COUNT(*) FROM refund",
  outOfStock: "SELECT COUNT(*) FROM level WHERE available <= 0",
  arrivalsAhead: "SELECT COUNT(*) FROM arrival",
  delayedCommits: "SELECT COUNT(*) FROM delayed_commit",
};

export function readClock({ clock }: Shop) {
  return { nowMs: clock.now(), now: new Date(clock.now()).toISOString(), offsetMs: clock.offsetMs() };
}

/** Everything `GET /__sandbox/state` tells. */
export function readState(shop: Shop, api: AdminApi) {
  const { database, clock } = shop;
  const meta = (key: string) => Number(readMeta(database, key) ?? 0);
  const counts = Object.fromEntries(Object.entries(COUNTED).map(([name, sql]) => [name, database.count(sql)]));
  const dataEndsMs = meta("data_ends_ms");
  const exhausted = counts.arrivalsAhead === 0;
  const deliveries = database.all<{ status: string; count: number }>(
    "SELECT status, COUNT(*) AS count FROM delivery GROUP BY status",
  );
  return {
    domain: SHOP_DOMAIN,
    currency: CURRENCY,
    seed: shop.seed,
    clock: readClock(shop),
    replay: {
      speed: meta("speed"),
      shiftDays: meta("shift_days"),
      openedAt: new Date(meta("built_for_ms")).toISOString(),
      dataEndAt: new Date(dataEndsMs).toISOString(),
      exhausted,
      ...(exhausted ? { message: "The data have run out. POST /__sandbox/reset starts again." } : {}),
    },
    counts,
    returns: {
      invoices: meta("return_invoices"),
      lines: meta("return_lines"),
      units: meta("return_units"),
      unmatchedLines: meta("unmatched_lines"),
      unmatchedUnits: meta("unmatched_units"),
    },
    bucket: {
      overdrafts: meta("overdrafts"),
      byClient: Object.fromEntries(
        [...api.buckets].map(([client, bucket]) => [client, bucket.status(clock.realNow())]),
      ),
    },
    effects: readEffects(shop),
    mails: sentMails(shop),
    webhooks: {
      subscriptions: database.all("SELECT topic, uri, failures FROM webhook_subscription ORDER BY id"),
      deliveries: Object.fromEntries(deliveries.map(({ status, count }) => [status, count])),
      switches: readSwitches(shop),
    },
    bulkOperations: database.all("SELECT id, status, object_count AS objects FROM bulk_operation ORDER BY id"),
    faults: listFaults(shop).map(({ fault }) => fault),
  };
}
