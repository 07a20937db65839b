import type { Decision, Provenance, Reason } from "#agent-kit/definition.ts";
import { showMoney } from "#core/money/show-money.ts";
import type { Advanced } from "./advance.ts";
import { refundDecision } from "./refund.ts";
import type { OrderFulfillmentSettings } from "./settings.ts";
import type { OrderSnapshot, OwnAction, ReturnReading } from "./snapshot.ts";
import { triesOf } from "./units.ts";

const hour = 3_600_000;
const dayMs = 24 * hour;
const mostTries = 4;
const open = new Set(["proposed", "approved", "scheduled", "applying", "unknown"]);
const failed = new Set(["failed", "dead"]);
const answers = ["return.approve", "return.decline"] as const;

/** What every action about one return of an order has as its target. */
export function returnTarget(orderId: string, returnId: string): string {
  return `${orderId} ${returnId}`;
}

/** What the order's returns add to where it stands: an answer to each request, a refund of what came back, the next look. */
export function withReturns(
  advanced: Advanced,
  snapshot: OrderSnapshot,
  settings: OrderFulfillmentSettings,
  now: number,
): Advanced {
  const { returns, remembered } = snapshot;
  if (returns === null) return advanced;
  const soon = (ms: number) => Math.min(advanced.lookAt ?? Number.POSITIVE_INFINITY, now + ms);
  if (returns === "unread") {
    const detail = { ...advanced.detail, returns: remembered?.detail.returns ?? [] };
    return { ...advanced, detail, lookAt: soon(hour / 2) };
  }
  const steps = returns.map((reading) => ({ id: reading.id, ...stepOf(snapshot, reading, settings) }));
  const ids = steps.filter(({ follow }) => follow).map(({ id }) => id);
  const { returns: _before, ...rest } = advanced.detail;
  const warnings = [advanced.warning, ...steps.map(({ warning }) => warning)].filter((each) => each !== null);
  return {
    ...advanced,
    detail: ids.length > 0 ? { ...rest, returns: ids } : rest,
    decisions: [...advanced.decisions, ...steps.flatMap(({ decision }) => decision ?? [])],
    lookAt: ids.length > 0 ? soon(6 * hour) : advanced.lookAt,
    warning: warnings.length > 0 ? warnings.join("; ") : null,
  };
}

interface Step {
  follow: boolean;
  decision: Decision | null;
  warning: string | null;
}

function stepOf(snapshot: OrderSnapshot, reading: ReturnReading, settings: OrderFulfillmentSettings): Step {
  const { order, actions } = snapshot;
  const target = returnTarget(order.id, reading.id);
  const about = (kinds: readonly string[]) => actions.filter((a) => a.target === target && kinds.includes(a.kind));
  if (reading.status === "REQUESTED") {
    const waits = `a return of ${order.name} was asked for (${reading.name})`;
    return stepAfter(about(answers), waits, () => answerDecision(snapshot, reading, settings));
  }
  if (reading.refund === null) return { follow: reading.status === "OPEN", decision: null, warning: null };
  const { refund } = reading;
  const units = refund.lines.reduce((sum, { quantity }) => sum + quantity, 0);
  const came = `${units} ${units === 1 ? "unit" : "units"} of ${order.name} came back (${reading.name})`;
  // What was paid is no longer in the reading: an applied refund is of units that came before.
  const step = stepAfter(about(["order.refund"]), came, () =>
    refundDecision(order, actions, refund, { code: "returned", target, text: came }),
  );
  const refused = about(["order.refund"]).some(({ status }) => status === "rejected");
  return refused && reading.status === "CLOSED" ? { follow: false, decision: null, warning: null } : step;
}

/** Asks once; a no of a person, or tries that came to nothing, are said instead of asking again. */
function stepAfter(known: OwnAction[], what: string, decide: () => Decision): Step {
  if (known.some(({ status }) => open.has(status))) return { follow: true, decision: null, warning: null };
  if (known.some(({ status }) => status === "rejected"))
    return { follow: true, decision: null, warning: `${what}; you turned our proposal down: see to it in the store` };
  const vain = known.filter(({ status }) => failed.has(status));
  if (vain.length < mostTries) return { follow: true, decision: decide(), warning: null };
  return { follow: true, decision: null, warning: `${what}; ${vain.at(-1)?.statusReason ?? "the store refused"}` };
}

/** Yes within the shop's window, no beyond it: counted from the day the goods arrived to the day of the request. */
function answerDecision(snapshot: OrderSnapshot, reading: ReturnReading, settings: OrderFulfillmentSettings): Decision {
  const { order, actions } = snapshot;
  const arrival = arrivalOf(snapshot, reading, settings);
  const days = Math.max(0, Math.floor((reading.requestedAt - arrival.at) / dayMs));
  const windowDays = settings.returnWindowDays;
  const late = days > windowDays;
  const kind = late ? answers[1] : answers[0];
  const target = returnTarget(order.id, reading.id);
  const value = showMoney(reading.valueMinor, order.currency);
  const units = `${reading.units} ${reading.units === 1 ? "unit" : "units"}`;
  const reasons: Reason[] = [
    {
      code: late ? "beyond-window" : "within-window",
      text: `Asked for ${days} ${days === 1 ? "day" : "days"} after ${arrival.words}; the shop takes goods back for ${windowDays}`,
    },
    { code: "value", text: `${units}, for which ${value} was paid` },
  ];
  if (reading.reasons.length > 0) reasons.push({ code: "wish", text: `Reason given: ${reading.reasons.join(", ")}` });
  return {
    kind,
    target,
    title: late
      ? `Decline the return of ${units} of order ${order.name}`
      : `Accept the return of ${units} of order ${order.name}`,
    intent: late ? "decline" : "approve",
    basis: `try ${triesOf(actions, [kind], target)}`,
    group: late ? "beyond-window" : "within-window",
    payload: { orderId: order.id, returnId: reading.id, notify: settings.notifyBuyer },
    before: { status: "REQUESTED" },
    after: { status: late ? "DECLINED" : "OPEN" },
    movePercent: null,
    impactMinor: late ? 0 : -reading.valueMinor,
    moneyMinor: late ? 0 : reading.valueMinor,
    currency: order.currency,
    confidence: arrival.provenance === "measured" ? 0.9 : 0.6,
    reasons,
    figures: { daysSinceDelivery: days, windowDays, valueMinor: reading.valueMinor, units: reading.units },
    provenance: { daysSinceDelivery: arrival.provenance, valueMinor: "measured", units: "measured" },
  };
}

/** When the last of the returned goods arrived: as the carrier said, as the store saw, or as was promised after sending. */
function arrivalOf(
  { shipments, order }: OrderSnapshot,
  { lines, deliveredAt, sentAt }: ReturnReading,
  settings: OrderFulfillmentSettings,
): { at: number; words: string; provenance: Provenance } {
  const wanted = new Set(lines.map(({ lineId }) => lineId));
  const parcels = shipments.filter((each) => each.lines.some(({ lineId }) => wanted.has(lineId)));
  const arrived = parcels.flatMap((each) => each.deliveredAt ?? []);
  if (parcels.length > 0 && arrived.length === parcels.length)
    return { at: Math.max(...arrived), words: "delivery", provenance: "measured" };
  if (deliveredAt !== null) return { at: deliveredAt, words: "delivery", provenance: "measured" };
  const at = (sentAt ?? order.processedAt) + settings.promisedDays * dayMs;
  return { at, words: "delivery was due (nobody saw it arrive)", provenance: "assumed" };
}
