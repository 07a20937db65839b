import { createHmac } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { readMeta, writeMeta } from "../store/clock.ts";
import { API_VERSION, isoTime, SHOP_DOMAIN, type Shop } from "../store/shop.ts";

/** Failed attempts after which Shopify gives a delivery up and deletes its subscription. */
const ATTEMPTS = 8;
const TIMEOUT_MS = 5000;
const AT_ONCE = 16;
const IDLE_MS = 40;

export interface DeliveryRow {
  id: number;
  webhook_id: string;
  event_id: string;
  subscription_id: number;
  topic: string;
  uri: string;
  body: string;
  triggered_ms: number;
  attempts: number;
  postponed: number;
  next_real_ms: number;
  status: string;
}

export interface DeliverySwitches {
  /** Shares of deliveries, 0 to 1, that arrive twice, late and out of order, or never. */
  duplicate: number;
  reorder: number;
  drop: number;
  /** How late a reordered delivery may come. */
  reorderMs: number;
  /** First pause before a retry, doubled each time; Shopify's four hours compressed. */
  retryBaseMs: number;
}

const DEFAULTS: DeliverySwitches = { duplicate: 0, reorder: 0, drop: 0, reorderMs: 2000, retryBaseMs: 500 };

export function readSwitches(shop: Shop): DeliverySwitches {
  const kept = readMeta(shop.database, "webhook_switches");
  return { ...DEFAULTS, ...(kept === undefined ? {} : (JSON.parse(kept) as Partial<DeliverySwitches>)) };
}

export function writeSwitches(shop: Shop, change: Partial<DeliverySwitches>): DeliverySwitches {
  const switches = { ...readSwitches(shop), ...change };
  writeMeta(shop.database, "webhook_switches", JSON.stringify(switches));
  return switches;
}

/** All headers of a delivery; the signature is over the exact bytes of the body. */
export function deliveryHeaders(row: DeliveryRow, secret: string): Record<string, string> {
  return {
    "content-type": "application/json",
    "user-agent": "Shopify-Captain-Hook (sandbox)",
    "x-shopify-topic": row.topic,
    "x-shopify-hmac-sha256": createHmac("sha256", secret).update(row.body, "utf8").digest("base64"),
    "x-shopify-shop-domain": SHOP_DOMAIN,
    "x-shopify-api-version": API_VERSION,
    "x-shopify-webhook-id": row.webhook_id,
    "x-shopify-event-id": row.event_id,
    "x-shopify-triggered-at": isoTime(row.triggered_ms),
  };
}

export interface DeliveryWorker {
  /** Resolves when everything owed has been tried once and nothing is due: for tests. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

type Outcome =
  | { kind: "done"; row: DeliveryRow; status: "delivered" | "dropped" | "unsubscribed" }
  | { kind: "postponed"; row: DeliveryRow; untilRealMs: number }
  | { kind: "refused"; row: DeliveryRow; retryRealMs: number };

/** Sends what the outbox owes, at least once; what a killed process was sending is sent again by the next. */
export function startDeliveries(shop: Shop, secret: string, chance: () => number): DeliveryWorker {
  const sending = new Map<number, Promise<void>>();
  // Outcomes reach the disk together: one fsync for a burst instead of one each.
  let outcomes: Outcome[] = [];
  let stopped = false;
  const due = () =>
    shop.database.all<DeliveryRow>(
      "SELECT * FROM delivery WHERE status = 'pending' AND next_real_ms <= ? ORDER BY next_real_ms, id LIMIT ?",
      shop.clock.realNow(),
      AT_ONCE * 4,
    );
  const flush = () => {
    const settled = outcomes;
    outcomes = [];
    if (settled.length > 0) shop.database.transaction(() => settled.forEach((outcome) => void settle(shop, outcome)));
    for (const { row } of settled) sending.delete(row.id);
  };
  const loop = async () => {
    while (!stopped) {
      flush();
      const ready = due()
        .filter((row) => !sending.has(row.id))
        .slice(0, AT_ONCE - sending.size);
      for (const row of ready) {
        const attempt = deliver(shop, secret, row, chance);
        sending.set(
          row.id,
          attempt.then((outcome) => void outcomes.push(outcome)),
        );
      }
      if (outcomes.length === 0) await sleep(ready.length > 0 || sending.size > 0 ? 2 : IDLE_MS);
    }
    await Promise.all(sending.values());
    flush();
  };
  const running = loop();
  return {
    async idle() {
      const untried = "SELECT COUNT(*) FROM delivery WHERE status = 'pending' AND attempts = 0";
      while (!stopped && (sending.size > 0 || due().length > 0 || shop.database.count(untried) > 0)) await sleep(5);
    },
    async stop() {
      stopped = true;
      await running;
    },
  };
}

async function deliver(shop: Shop, secret: string, row: DeliveryRow, chance: () => number): Promise<Outcome> {
  const switches = readSwitches(shop);
  const nowMs = shop.clock.realNow();
  const subscribed = shop.database.count("SELECT COUNT(*) FROM webhook_subscription WHERE id = ?", row.subscription_id);
  if (subscribed === 0) return { kind: "done", row, status: "unsubscribed" };
  if (row.attempts === 0 && row.postponed === 0) {
    if (chance() < switches.drop) return { kind: "done", row, status: "dropped" };
    if (chance() < switches.reorder) {
      return { kind: "postponed", row, untilRealMs: nowMs + Math.ceil(chance() * switches.reorderMs) };
    }
  }
  if (await post(row, secret)) {
    if (row.attempts === 0 && chance() < switches.duplicate) await post(row, secret);
    return { kind: "done", row, status: "delivered" };
  }
  return { kind: "refused", row, retryRealMs: shop.clock.realNow() + switches.retryBaseMs * 2 ** row.attempts };
}

function settle({ database }: Shop, outcome: Outcome): void {
  const { row } = outcome;
  if (outcome.kind === "done") {
    const sent = outcome.status === "delivered" ? 1 : 0;
    database.run("UPDATE delivery SET status = ?, attempts = attempts + ? WHERE id = ?", outcome.status, sent, row.id);
  } else if (outcome.kind === "postponed") {
    database.run("UPDATE delivery SET postponed = 1, next_real_ms = ? WHERE id = ?", outcome.untilRealMs, row.id);
  } else if (row.attempts + 1 < ATTEMPTS) {
    database.run(
      "UPDATE delivery SET attempts = attempts + 1, next_real_ms = ? WHERE id = ?",
      outcome.retryRealMs,
      row.id,
    );
  } else {
    database.run("UPDATE delivery SET attempts = attempts + 1, status = 'failed' WHERE id = ?", row.id);
    database.run("DELETE FROM webhook_subscription WHERE id = ?", row.subscription_id);
  }
}

async function post(row: DeliveryRow, secret: string): Promise<boolean> {
  try {
    const reply = await fetch(row.uri, {
      method: "POST",
      headers: deliveryHeaders(row, secret),
      body: row.body,
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await reply.body?.cancel();
    return reply.ok;
  } catch {
    return false;
  }
}
