import { z } from "zod/mini";
import type { Shop } from "./store/shop.ts";

const SHOPIFY_KINDS = [
  "throttled",
  "401",
  "500",
  "502",
  "503",
  "slow",
  "timeout",
  "reply-lost",
  "commit-delayed",
] as const;
/** Suppliers besides run out of points and send prices that cannot be right. */
const SUPPLIER_KINDS = ["quota", "zero", "negative", "currency", "jump"] as const;

/**
 * What `POST /__sandbox/faults` takes. `target` is `shopify` (every request) or a root field; `feed`, `cj`, `printful`
 * or either with a path, `autods`, `autods-private` and `spocket-private` for the suppliers, `resend` for mail.
 */
export const faultSchema = z.object({
  target: z._default(z.string().check(z.minLength(1)), "shopify"),
  kind: z.enum([...SHOPIFY_KINDS, ...SUPPLIER_KINDS, "none"]),
  /** Share of the matching requests it hits, 0 to 1; all when neither `rate` nor `count` is given. */
  rate: z.optional(z.number().check(z.gte(0), z.lte(1))),
  /** How many matching requests it hits before it ends by itself. */
  count: z.optional(z.int().check(z.positive())),
  /** For slow, timeout and commit-delayed. */
  delayMs: z.optional(z.int().check(z.nonnegative())),
  /** What the caller of a delayed commit sees at once. */
  reply: z._default(z.enum(["502", "lost", "timeout"]), "lost"),
  /** Only requests that change something. */
  mutationsOnly: z._default(z.boolean(), false),
});

export type Fault = z.infer<typeof faultSchema>;

/** Keeps the switched-on faults; they survive a restart as everything else does. */
export function setFault(shop: Shop, fault: Fault): void {
  shop.database.transaction(() => {
    for (const { id, fault: known } of listFaults(shop)) {
      const same = known.target === fault.target && (fault.kind === "none" || known.kind === fault.kind);
      if (same) shop.database.run("DELETE FROM fault WHERE id = ?", id);
    }
    if (fault.kind !== "none") shop.database.run("INSERT INTO fault (body) VALUES (?)", JSON.stringify(fault));
  });
}

export function clearFaults(shop: Shop): void {
  shop.database.run("DELETE FROM fault");
}

export function listFaults(shop: Shop): { id: number; fault: Fault }[] {
  return shop.database
    .all<{ id: number; body: string }>("SELECT id, body FROM fault ORDER BY id")
    .map(({ id, body }) => ({ id, fault: faultSchema.parse(JSON.parse(body)) }));
}

/** The fault that hits this request, if one does; a counted fault is used up by it. `chance` is in [0, 1). */
export function takeFault(shop: Shop, targets: string[], mutation: boolean, chance: () => number): Fault | undefined {
  for (const { id, fault } of listFaults(shop)) {
    const changesOnly = fault.mutationsOnly || fault.kind === "commit-delayed";
    if (!targets.includes(fault.target) || (changesOnly && !mutation)) continue;
    if (fault.rate !== undefined && chance() >= fault.rate) continue;
    if (fault.count !== undefined) {
      if (fault.count === 1) shop.database.run("DELETE FROM fault WHERE id = ?", id);
      else
        shop.database.run(
          "UPDATE fault SET body = ? WHERE id = ?",
          JSON.stringify({ ...fault, count: fault.count - 1 }),
          id,
        );
    }
    return fault;
  }
  return undefined;
}
