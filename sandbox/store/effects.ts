import type { Shop } from "./shop.ts";

export interface Effect {
  /** What was touched, e.g. `price`, `inventory`, `fulfillment`. */
  kind: string;
  /** The root field that did it. */
  root: string;
  target: string;
  before?: unknown;
  after?: unknown;
  key?: string | undefined;
  client: string;
}

/** Keeps what an app did to the shop; setting the value that already stands is kept apart by `changed = 0`. */
export function recordEffect(shop: Shop, effect: Effect): void {
  const before = JSON.stringify(effect.before ?? null);
  const after = JSON.stringify(effect.after ?? null);
  shop.database.run(
    `INSERT INTO effect (at_ms, real_ms, kind, root, target, before, after, changed, idempotency_key, client)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    shop.clock.now(),
    shop.clock.realNow(),
    effect.kind,
    effect.root,
    effect.target,
    before,
    after,
    before === after ? 0 : 1,
    effect.key ?? null,
    effect.client,
  );
}
