import type { OrderFeatures } from "./order-features.ts";
import type { KeyKind, Sighting } from "./sighting.ts";
import { earlierThan, shares, VELOCITY_WINDOWS, velocityOf } from "./velocity.ts";

const established = 2;

/**
 * What the past says of an order: counts over sightings strictly before it, and outcomes already known by then. `past` may
 * hold anything in any order; later sightings and outcomes learnt later change nothing. A count whose key the order lacks
 * is null.
 */
export function historyFeatures(order: Sighting, past: readonly Sighting[]): OrderFeatures {
  const earlier = earlierThan(order, past);
  const within = (ms: number) => earlier.filter((seen) => order.at - seen.at <= ms);
  const { "10min": tenMinutes, "1h": hour, "24h": day, "30d": month } = VELOCITY_WINDOWS;
  const has = (kind: KeyKind) => order.keys[kind] !== null;
  const linked = (seen: Sighting, kinds: readonly KeyKind[]) => kinds.some((kind) => shares(order, seen, kind));
  const velocity = velocityOf(order, earlier);
  const others = (kind: KeyKind, of: (seen: Sighting) => string | null, own: string | null, ms: number) => {
    const seen = within(ms).filter((each) => shares(order, each, kind));
    return new Set(seen.map(of).filter((value) => value !== null && value !== own)).size;
  };
  const card = (seen: Sighting) => seen.keys.card;
  const account = (seen: Sighting) => seen.account;
  const own = order.account === null ? [] : earlier.filter((seen) => seen.account === order.account);
  const known = earlier.filter(({ outcome }) => outcome !== null && outcome.knownAt < order.at);
  const goodOwn = known.filter(
    (seen) => seen.account !== null && seen.account === order.account && !seen.outcome?.fraud,
  );
  const places: readonly KeyKind[] = ["card", "device", "address"];

  return {
    deviceOtherAccounts30d: has("device") ? others("device", account, order.account, month) : null,
    ipOtherCards10min: has("ip") ? others("ip", card, order.keys.card, tenMinutes) : null,
    emailOtherCards24h: has("email") ? others("email", card, order.keys.card, day) : null,
    cardOrders24h: has("card") ? velocity.card["24h"] : null,
    addressOrders24h: has("address") ? velocity.address["24h"] : null,
    failedPayments1h:
      order.failedPayments +
      within(hour)
        .filter((seen) => linked(seen, ["card", "device", "ip", "email"]))
        .reduce((sum, { failedPayments }) => sum + failedPayments, 0),
    priorGoodOrders: order.account === null ? null : goodOwn.length,
    linkedFrauds: known.filter((seen) => seen.outcome?.fraud && linked(seen, ["card", "device", "email", "address"]))
      .length,
    establishedAccountAllNew: allNew(order, own, places),
    sharedDiscountUses30d: order.discounted
      ? within(month).filter((seen) => seen.discounted && seen.account !== order.account && linked(seen, places)).length
      : 0,
  };
}

/** Null when fewer than two of the places are known on both sides: too little to call everything new. */
function allNew(order: Sighting, own: readonly Sighting[], places: readonly KeyKind[]): boolean | null {
  if (own.length < established) return own.length === 0 && order.account === null ? null : false;
  const comparable = places.filter((kind) => order.keys[kind] !== null && own.some((seen) => seen.keys[kind] !== null));
  if (comparable.length < 2) return null;
  return comparable.every((kind) => own.every((seen) => !shares(order, seen, kind)));
}
