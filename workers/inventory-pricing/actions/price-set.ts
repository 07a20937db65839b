import type * as z from "zod/mini";
import type { AbsoluteKind, ActionRow, Guarded } from "#agent-kit/definition.ts";
import { KitError } from "#agent-kit/errors.ts";
import { formatMinor, parseMinor } from "#core/money/minor-units.ts";
import { meetsNetFloor, netFloorMinor } from "#core/pricing/net-floor.ts";
import { variantNodes, variantPricesUpdate } from "#integrations/shopify/operations.generated.ts";
import type { Clients } from "../clients.ts";
import { measuredAfterMs, priceOutcomes } from "../price-outcome.ts";
import { priceSetPayload, priceValue } from "./price-value.ts";

type PriceSet = z.infer<typeof priceSetPayload>;

/** A vendor's answer to a write is seen by a read within seconds; a lost one may come through this much later. */
const settleMs = 60_000;

/** Sets a variant's price (and the crossed-out one beside it). Absolute, so setting it twice is one effect. */
export const priceSet: AbsoluteKind<PriceSet, Clients> = {
  payload: priceSetPayload,
  effect: "absolute",
  certainty: "readable",
  settleMs,

  async guard(_context, action, payload): Promise<Guarded> {
    const current = priceValue.safeParse(action.before);
    if (payload.costMinor === null) return { ok: true };
    const rises = current.success && payload.priceMinor > current.data.priceMinor;
    if (rises || meetsNetFloor(payload.priceMinor, payload.costMinor, payload.marginFloor, payload.terms))
      return { ok: true };
    const floor = netFloorMinor(payload.costMinor, payload.marginFloor, payload.terms);
    const at = floor === null ? "no price keeps it" : `the floor is ${formatMinor(floor, action.currency)}`;
    return { ok: false, reason: `${formatMinor(payload.priceMinor, action.currency)} is under the net floor: ${at}` };
  },

  async read(context, action, payload) {
    const { nodes } = await context.clients.store().run(variantNodes, { ids: [payload.variantId] });
    const variant = nodes[0];
    if (variant?.__typename !== "ProductVariant") return undefined;
    return {
      priceMinor: toMinor(variant.price, action),
      compareAtMinor: variant.compareAtPrice === null ? null : toMinor(variant.compareAtPrice, action),
    };
  },

  async write(context, action, payload, value, _key) {
    const { priceMinor, compareAtMinor } = priceValue.parse(value);
    const money = (amount: number) => formatMinor(amount, action.currency);
    const variants = [
      {
        id: payload.variantId,
        price: money(priceMinor),
        compareAtPrice: compareAtMinor === null ? null : money(compareAtMinor),
      },
    ];
    await context.clients.store().run(variantPricesUpdate, { productId: payload.productId, variants });
    return { priceMinor, compareAtMinor };
  },

  outcome: { afterMs: measuredAfterMs, judge: priceOutcomes },

  measure(action, payload) {
    const current = priceValue.parse(action.before);
    const movePercent = (100 * (payload.priceMinor - current.priceMinor)) / current.priceMinor;
    return {
      after: { priceMinor: payload.priceMinor, compareAtMinor: payload.compareAtMinor },
      movePercent,
      impactMinor: 0,
      moneyMinor: Math.round(Math.abs(payload.priceMinor - current.priceMinor) * payload.weeklyUnits),
    };
  },
};

function toMinor(text: string, action: ActionRow): number {
  const parsed = parseMinor(text, action.currency);
  if (!parsed.ok)
    throw new KitError({
      code: "bad-money",
      message: `The store answered a price that cannot be read (${parsed.error.kind}).`,
      report: true,
    });
  return parsed.value;
}
