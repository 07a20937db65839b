import type * as z from "zod/mini";
import type { AbsoluteKind, ActionRow, Guarded, WorkContext } from "#agent-kit/definition.ts";
import { KitError } from "#agent-kit/errors.ts";
import { formatMinor, parseMinor } from "#core/money/minor-units.ts";
import { meetsNetFloor, netFloorMinor } from "#core/pricing/net-floor.ts";
import { variantNodes, variantPricesUpdate } from "#integrations/shopify/operations.generated.ts";
import type { Clients } from "../clients.ts";
import { lowestPrice } from "../lowest-price.ts";
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

  async guard(context, action, payload): Promise<Guarded> {
    const shown = await shownReduction(context, action);
    if (!shown.ok) return shown;
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

  edit: {
    fields: ["priceMinor", "compareAtMinor"],
    measure(action, payload) {
      const current = priceValue.parse(action.before);
      const { priceMinor, compareAtMinor } = payload;
      const movePercent = (100 * (priceMinor - current.priceMinor)) / current.priceMinor;
      return {
        // Crossed out beside a price that is not below it would be no reduction.
        after: { priceMinor, compareAtMinor: (compareAtMinor ?? 0) > priceMinor ? compareAtMinor : null },
        movePercent,
        impactMinor: 0,
        moneyMinor: Math.round(Math.abs(priceMinor - current.priceMinor) * payload.weeklyUnits),
      };
    },
  },
};

/** The 30 days have moved on since the price was proposed, and what is crossed out must hold on the day it is shown. */
async function shownReduction({ env, now }: WorkContext & { now: number }, action: ActionRow): Promise<Guarded> {
  const { compareAtMinor } = priceValue.parse(action.after);
  if (compareAtMinor === null) return { ok: true };
  const lowest = await lowestPrice(env.DB, action.target, now);
  if (lowest !== null && compareAtMinor <= lowest) return { ok: true };
  const money = (minor: number) => formatMinor(minor, action.currency);
  const low = lowest === null ? "is not known" : `is ${money(lowest)}`;
  return { ok: false, reason: `${money(compareAtMinor)} may not be crossed out: the lowest price of 30 days ${low}` };
}

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
