import type { Advanced } from "./advance.ts";
import type { OrderFulfillmentSettings } from "./settings.ts";
import { isFinal } from "./states.ts";

const hour = 3_600_000;

export interface Clocked {
  /** When the order came into its state. */
  since: number;
  /** When its time there is up; null where it has none. */
  dueAt: number | null;
  /** What a person should look at, in words; null when nothing. */
  attention: string | null;
}

/** The SLA clock of the state, and everything that makes an order worth a person's look. */
export function clockOf(
  advanced: Advanced,
  held: { state: string; since: number } | null,
  settings: OrderFulfillmentSettings,
  laneP95: Readonly<Record<string, number>>,
  now: number,
): Clocked {
  const { state, shipments, paidAt, detail } = advanced;
  const since = held?.state === state ? held.since : now;
  const sla = (settings.slaHours as Record<string, number | undefined>)[state];
  // The cancel window is a time of its own: it is over when the order is next looked at.
  const dueAt = sla === undefined ? (state === "window" ? advanced.lookAt : null) : since + sla * hour;
  if (isFinal(state)) return { since, dueAt: null, attention: advanced.warning };
  const lane = laneP95[`${state} ${detail.lane ?? ""}`];
  // Sent without a number of ours: a person marked it in the store, and nothing can be heard of it.
  const byHand = (tracked: boolean) => state === "sent" && !tracked;
  const silent = shipments.filter(
    ({ deliveredAt, trackedAt, movedAt, placedAt, tracked }) =>
      deliveredAt === null &&
      !byHand(tracked) &&
      now - (movedAt ?? (tracked ? trackedAt : placedAt) ?? placedAt) > settings.attention.silentHours * hour,
  );
  const untracked = shipments.length === 0 || shipments.some(({ tracked }) => !tracked && !byHand(tracked));
  const notes = [
    advanced.warning,
    paidAt !== null && untracked && now - paidAt > settings.attention.untrackedDays * 24 * hour
      ? `no tracking number ${days(now - paidAt)} after payment`
      : null,
    silent.length > 0
      ? `no news of ${silent.length === 1 ? "a parcel" : `${silent.length} parcels`} of ${[...new Set(silent.map(({ supplier }) => supplier))].join(", ")} for more than ${settings.attention.silentHours} hours`
      : null,
    dueAt !== null && now > dueAt ? `${state} for ${days(now - since)}, it should take ${sla} hours at most` : null,
    lane !== undefined && now - since > lane
      ? `${state} for ${days(now - since)}: nineteen of twenty orders ${detail.lane ? `with ${detail.lane} ` : ""}take less than ${days(lane)}`
      : null,
  ].filter((note) => note !== null);
  return { since, dueAt, attention: notes.length > 0 ? notes.join("; ") : null };
}

function days(ms: number): string {
  return ms < 48 * hour ? `${Math.max(1, Math.round(ms / hour))} hours` : `${Math.round(ms / (24 * hour))} days`;
}
