import type { Decision } from "#agent-kit/definition.ts";
import { type Assessment, assess, assessmentDecision, holdDecision, releaseDecision, riskText } from "./assess.ts";
import { oddity } from "./oddity.ts";
import { nobodySends, orderGoods, type Terms } from "./order-goods.ts";
import { followParcels } from "./parcels.ts";
import type { Detail, OrderSnapshot, Shipment } from "./snapshot.ts";
import { isFinal, type State, type WaitsFor, waiting } from "./states.ts";
import { isUndecided, liveOrders, tally, triesOf } from "./units.ts";

/** Where an order stands after this look, and what is to be done about it. */
export interface Advanced {
  state: State;
  reason: string;
  waitsFor: WaitsFor;
  /** When it is worth looking again by itself; null when only a change of the order is. */
  lookAt: number | null;
  decisions: Decision[];
  detail: Detail;
  risk: { score: number; level: string; decision: string } | null;
  paidAt: number | null;
  shipments: Shipment[];
  /** Something a person should know whatever the state. */
  warning: string | null;
}

const minute = 60_000;
const hour = 60 * minute;
const paidStates = new Set(["PAID", "PARTIALLY_REFUNDED"]);
/** The platform's verdict comes within minutes; an order does not wait for it for ever. */
const longestPendingMs = 2 * hour;
/** A hold that only waits for news of a fraud ends after a day. */
const holdForNewsMs = 24 * hour;

/** One step of one order: pure, and the same whenever it is asked again with the same facts. */
export function advance(snapshot: OrderSnapshot, terms: Terms, now: number): Advanced {
  const { order, remembered, actions } = snapshot;
  const parcels = followParcels(snapshot, terms.settings, now);
  const paid = paidStates.has(order.financialStatus ?? "");
  const base = {
    detail: remembered?.detail ?? {},
    risk: riskOf(remembered),
    paidAt: remembered?.paidAt ?? (paid ? (remembered === null ? order.processedAt : now) : null),
    shipments: parcels.shipments,
    warning: parcels.warning,
    decisions: [] as Decision[],
  };
  const at = (state: State, reason: string, more: Partial<Advanced> = {}): Advanced => ({
    ...base,
    state,
    reason,
    waitsFor: waiting[state],
    lookAt: isFinal(state) ? null : now + 30 * minute,
    ...more,
  });
  const live = liveOrders(actions);
  const placed = live.filter((each) => !isUndecided(each));
  const names = [...new Set(placed.map(({ payload }) => payload.supplier))].join(", ");
  const calling = live.some(({ action }) => action.status === "applying");
  // An end, but not before it is known what became of a call under way.
  const over = (state: State, reason: string) => at(state, reason, calling ? { lookAt: now + minute } : {});
  const tooLate = (what: string) => at("stopped", `${what}: ask ${names} to stop it`, { lookAt: parcels.lookAt });

  if (order.deletedAt !== null)
    return placed.length > 0 && !parcels.arrived
      ? tooLate("deleted in the store after it was ordered")
      : over("closed", "the store no longer has the order");
  if (order.test) return at("closed", "a test order: nothing is sent");
  if (order.cancelledAt !== null) {
    if (placed.length === 0) return over("cancelled", "cancelled before anything was ordered");
    if (parcels.arrived) return at("cancelled", `cancelled, although ${names} had sent it by then`);
    return tooLate("cancelled after it was ordered");
  }
  if (order.fulfillmentStatus === "FULFILLED") {
    if (placed.length === 0) return over("fulfilled", "fulfilled in the store by somebody else");
    if (parcels.arrived) return over("delivered", "every parcel has arrived");
    if (placed.every(({ action }) => action.kind === "supplier.order-once" && action.status === "applied"))
      return over("fulfilled", `ordered at ${names}, which cannot be asked, and marked as sent by hand`);
    const elsewhere = parcels.fulfilments === 0;
    return at("sent", elsewhere ? "fulfilled in the store by somebody else, and also ordered by us" : parcels.text, {
      lookAt: parcels.lookAt,
      decisions: elsewhere ? [] : parcels.decisions,
      warning: elsewhere ? `fulfilled elsewhere although it was ordered: ask ${names} to stop it` : base.warning,
    });
  }
  const odd = oddity(order, terms);
  if (odd?.state === "closed")
    return placed.length > 0 && !parcels.arrived
      ? tooLate("edited down to nothing after it was ordered")
      : over("closed", odd.reason);
  if (odd !== null) return at(odd.state, odd.reason, { lookAt: now + 6 * hour });
  if (!paid) {
    const gone = order.financialStatus === "REFUNDED" || order.financialStatus === "VOIDED";
    if (gone && placed.length === 0) return over("closed", `the payment is ${order.financialStatus?.toLowerCase()}`);
    if (gone) return at("stopped", `paid back after it was ordered: ask ${names} to stop it`);
    const status = (order.financialStatus ?? "unknown").toLowerCase().replaceAll("_", " ");
    return at("unpaid", `the payment is ${status}`, { lookAt: now + 24 * hour });
  }

  const judged = judge(snapshot, terms, now);
  if (judged.kind === "wait")
    return at("risk", judged.reason, { lookAt: now + 5 * minute, risk: judged.risk ?? base.risk });
  const seen = {
    risk: judged.risk,
    detail: { ...base.detail, ...(judged.detail ? { risk: judged.detail } : {}) },
    decisions: judged.decisions,
  };
  if (judged.kind === "held") return at("held", judged.reason, seen);

  const opensAt = order.processedAt + terms.settings.cancelWindowMinutes * minute;
  if (now < opensAt && placed.length === 0)
    return at("window", "the buyer may still change their mind", { ...seen, lookAt: opensAt });

  const held = holdInStore(snapshot, terms);
  if (held !== null) return at("held", held.reason, { ...seen, decisions: [...seen.decisions, ...held.decisions] });

  const covered = tally(live.flatMap(({ payload }) => payload.lines));
  const uncovered = order.lines.filter((line) => line.quantity > (covered.get(line.id) ?? 0));
  const parcelDecisions = [...seen.decisions, ...parcels.decisions];
  const tooMany = order.lines.filter((line) => (covered.get(line.id) ?? 0) > line.quantity);
  const warnings = [
    tooMany.length > 0 && placed.length > 0
      ? `edited after it was ordered: ${tooMany.map(({ sku }) => sku ?? "a line").join(", ")} ordered too often, ask ${names}`
      : base.warning,
    // What nobody is named for is missing still when all the rest is on its way.
    live.length > 0 ? nobodySends(snapshot, uncovered) : null,
  ].filter((each) => each !== null);
  const warning = warnings.length > 0 ? warnings.join("; ") : null;
  if (uncovered.length > 0) {
    const goods = orderGoods(snapshot, terms, uncovered, now);
    if (goods !== null)
      return at(goods.state, goods.reason, {
        ...seen,
        warning,
        waitsFor: goods.waitsFor ?? waiting[goods.state],
        lookAt: Math.min(goods.lookAt, parcels.lookAt ?? goods.lookAt),
        detail: { ...seen.detail, ...goods.detail },
        decisions: [...parcelDecisions, ...goods.decisions],
      });
  }
  const open = live.filter(isUndecided);
  const suppliers = [...new Set(live.map(({ payload }) => payload.supplier))];
  const detail = { ...seen.detail, suppliers, lane: suppliers.join("+") };
  const doubtful = live.find(({ action }) => action.status === "unknown");
  if (doubtful)
    return at(
      "ordering",
      `whether ${doubtful.payload.supplier} has the order is not known: ${doubtful.action.statusReason ?? "it is looked up"}`,
      {
        ...seen,
        warning,
        detail,
        lookAt: now + minute,
        waitsFor: /a person must look/.test(doubtful.action.statusReason ?? "") ? "person" : "supplier",
        decisions: parcelDecisions,
      },
    );
  if (open.length > 0)
    return at(
      "ordering",
      `the order at ${open.map(({ payload }) => payload.supplier).join(", ")} ${open.some(({ action }) => action.status === "proposed") ? "waits for approval" : "is being placed"}`,
      {
        ...seen,
        warning,
        detail,
        lookAt: now + minute,
        waitsFor: open.some(({ action }) => action.status === "proposed") ? "person" : "supplier",
        decisions: parcelDecisions,
      },
    );
  return at(parcels.state, parcels.text, {
    ...seen,
    warning,
    detail,
    lookAt: parcels.lookAt,
    waitsFor: parcels.waitsFor,
    decisions: parcelDecisions,
  });
}

type Judged =
  | { kind: "wait"; reason: string; risk: Advanced["risk"] }
  | {
      kind: "held" | "pass";
      reason: string;
      risk: Advanced["risk"];
      detail: Detail["risk"] | null;
      decisions: Decision[];
    };

/** Where an order gets only once its risk let it go. */
const beyondRisk: ReadonlySet<State> = new Set(["window", "routing", "ordering", "ordered", "sending", "sent"]);

/** Risk first: nothing is ordered before it was weighed, and what is kept back waits for a person or for a day. */
function judge(snapshot: OrderSnapshot, terms: Terms, now: number): Judged {
  const { order, remembered, risk: reading, actions } = snapshot;
  const known = riskOf(remembered);
  if (reading === null && known === null)
    return { kind: "wait", reason: snapshot.unread ?? "its risk has not been read yet", risk: null };
  let assessment: Assessment | null = null;
  if (reading !== null) {
    if (reading.platform === "pending" && now < order.processedAt + longestPendingMs)
      return { kind: "wait", reason: "the store's own risk assessment is pending", risk: known };
    assessment = assess(order, reading, terms);
  }
  const risk = assessment
    ? { score: assessment.score.score, level: assessment.score.level, decision: assessment.cost.decision }
    : (known as NonNullable<Advanced["risk"]>);
  const detail = assessment
    ? {
        reasons: assessment.score.reasons.slice(0, 8).map(({ text }) => text),
        lossMinor: assessment.cost.lossIfFraudMinor,
        savedMinor: assessment.cost.savedMinor,
      }
    : null;
  const decisions: Decision[] =
    assessment && terms.settings.writeAssessment && known?.level !== risk.level
      ? [assessmentDecision(order, assessment)]
      : [];
  // What got past its risk is not taken back: a hold that was released is not there to be seen any more.
  if (risk.decision === "pass" || (reading === null && remembered !== null && beyondRisk.has(remembered.state)))
    return { kind: "pass", reason: "", risk, detail, decisions };
  const why = assessment
    ? riskText(assessment, order.currency)
    : `${(100 * risk.score).toFixed(1)} % probability of fraud (${risk.decision})`;
  if (clearedByPerson(snapshot, "HIGH_RISK_OF_FRAUD"))
    return { kind: "pass", reason: "a person let it go", risk, detail, decisions };
  const heldSince = remembered?.state === "held" ? remembered.since : now;
  if (risk.decision === "hold" && now >= heldSince + holdForNewsMs)
    return { kind: "pass", reason: "nothing was heard of it for a day", risk, detail, decisions };
  const already = actions.some(({ kind, status }) => kind === "order.hold" && openOrDone.has(status));
  const words = {
    hold: "kept back for a day",
    review: "kept back for a look",
    decline: "kept back; we would refuse it",
  };
  const reason = `${words[risk.decision as keyof typeof words] ?? "kept back"}: ${why}`;
  if (!already)
    decisions.push(
      holdDecision(order, {
        reason: "HIGH_RISK_OF_FRAUD",
        text: reason,
        tries: triesOf(actions, ["order.hold"], order.id),
        savedMinor: detail?.savedMinor ?? 0,
        figures: { score: Math.round(risk.score * 1_000) / 1_000 },
      }),
    );
  return { kind: "held", reason, risk, detail, decisions };
}

const openOrDone = new Set(["proposed", "approved", "scheduled", "applying", "unknown", "applied", "reverting"]);

/** A person said no to holding it, undid the hold, or released it in the store itself. */
function clearedByPerson({ actions, store }: OrderSnapshot, reason: string): boolean {
  const holds = actions.filter(
    ({ kind, payload }) => kind === "order.hold" && (payload as { reason?: string } | null)?.reason === reason,
  );
  if (holds.some(({ status }) => status === "rejected" || status === "reverted")) return true;
  const applied = holds.some(({ status }) => status === "applied");
  return applied && store !== null && !store.holds.some(({ ours }) => ours);
}

/** What the store says stands in the way: an address nobody can deliver to, or a hold. Our own is released when its reason is gone. */
function holdInStore(
  { order, store, actions }: OrderSnapshot,
  _terms: Terms,
): { reason: string; decisions: Decision[] } | null {
  if (store === null) return null;
  const tries = triesOf(actions, ["order.hold"], order.id);
  if (store.addressProblem !== null) {
    const already = actions.some(({ kind, status }) => kind === "order.hold" && openOrDone.has(status));
    const text = `the address cannot be delivered to: ${store.addressProblem}`;
    if (already || store.open.length === 0) return { reason: text, decisions: [] };
    const hold = { reason: "INCORRECT_ADDRESS", text, tries, savedMinor: 0, figures: {} };
    return { reason: text, decisions: [holdDecision(order, hold)] };
  }
  const others = store.holds.filter(({ ours }) => !ours);
  if (others.length > 0)
    return {
      reason: `held in the store by somebody else (${others[0]?.reason.toLowerCase().replaceAll("_", " ")})`,
      decisions: [],
    };
  if (store.holds.length === 0) return null;
  const releases = triesOf(actions, ["order.release"], order.id);
  const why = "what it was held for is settled: it can go";
  return { reason: `our hold is being released: ${why}`, decisions: [releaseDecision(order, why, releases)] };
}

function riskOf(remembered: OrderSnapshot["remembered"]): Advanced["risk"] {
  if (remembered === null || remembered.riskScore === null || remembered.riskDecision === null) return null;
  return { score: remembered.riskScore, level: remembered.riskLevel ?? "low", decision: remembered.riskDecision };
}
