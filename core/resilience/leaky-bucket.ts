import { floorUnits, type Priority } from "./priority.ts";

/** Units promised to a call whose answer is awaited; it lapses, because the caller may be gone. */
export interface Reservation {
  id: string;
  cost: number;
  lapsesAt: number;
}

/**
 * A vendor's leaky bucket as we believe it to be: `level` units were left at `at` (ms), `restorePerSecond` flow back.
 * What is reserved is not yet taken off the level.
 */
export interface Bucket {
  size: number;
  restorePerSecond: number;
  level: number;
  at: number;
  reservations: readonly Reservation[];
  /** Reservations ever made, the source of unique ids. */
  issued: number;
}

/** What a vendor's reply says about the bucket; both numbers belong to the vendor and may change at any reply. */
export interface BudgetReading {
  size: number;
  restorePerSecond: number;
  available: number;
  /** What the call really cost; absent when the vendor does not say (a throttled call costs nothing). */
  actualCost?: number;
}

export interface ReserveRequest {
  cost: number;
  priority: Priority;
  /** After this time an unsettled reservation counts as spent. */
  lapseMs: number;
}

export type ReserveAnswer =
  | { granted: true; reservationId: string; lapsesAt: number }
  | { granted: false; waitMs: number }
  /** The class can never have that much at once: split the call. */
  | { granted: false; tooLarge: true; most: number };

export function fullBucket(size: number, restorePerSecond: number, now: number): Bucket {
  return { size, restorePerSecond, level: size, at: now, reservations: [], issued: 0 };
}

/** Lets time pass: units flow back, lapsed reservations count as spent. A clock set back restores nothing. */
export function refill(bucket: Bucket, now: number): Bucket {
  const elapsedMs = Math.max(0, now - bucket.at);
  const restored = Math.min(bucket.size, bucket.level + (elapsedMs / 1000) * bucket.restorePerSecond);
  const live = bucket.reservations.filter((reservation) => reservation.lapsesAt > now);
  const lapsed = sum(bucket.reservations) - sum(live);
  return { ...bucket, level: Math.max(0, restored - lapsed), at: now, reservations: live };
}

/** Grants if the class's floor still stands after the call and all calls under way; otherwise says how long that takes. */
export function reserve(
  before: Bucket,
  request: ReserveRequest,
  now: number,
): { bucket: Bucket; answer: ReserveAnswer } {
  const bucket = refill(before, now);
  const floor = floorUnits(request.priority, bucket.size);
  const most = bucket.size - floor;
  if (request.cost > most) return { bucket, answer: { granted: false, tooLarge: true, most } };

  const missing = floor + request.cost + sum(bucket.reservations) - bucket.level;
  if (missing > 0) return { bucket, answer: { granted: false, waitMs: waitFor(missing, bucket) } };
  const issued = bucket.issued + 1;
  const reservation: Reservation = { id: String(issued), cost: request.cost, lapsesAt: now + request.lapseMs };
  return {
    bucket: { ...bucket, issued, reservations: [...bucket.reservations, reservation] },
    answer: { granted: true, reservationId: reservation.id, lapsesAt: reservation.lapsesAt },
  };
}

/** Ends a reservation and believes the reply; without a reading the reserved cost is taken as spent. */
export function settleReservation(
  before: Bucket,
  settled: { reservationId: string; reading?: BudgetReading; spent?: boolean },
  now: number,
): Bucket {
  const bucket = refill(before, now);
  const own = bucket.reservations.find((reservation) => reservation.id === settled.reservationId);
  const reservations = bucket.reservations.filter((reservation) => reservation !== own);
  if (settled.reading) return learn({ ...bucket, reservations }, settled.reading);
  const cost = settled.spent === false ? 0 : (own?.cost ?? 0);
  return { ...bucket, reservations, level: Math.max(0, bucket.level - cost) };
}

/** Takes size, rate and level from a reply. */
export function learn(bucket: Bucket, reading: BudgetReading): Bucket {
  const level = Math.min(reading.size, Math.max(0, reading.available));
  return { ...bucket, size: reading.size, restorePerSecond: reading.restorePerSecond, level };
}

function waitFor(units: number, bucket: Bucket): number {
  const soonestLapse = Math.min(...bucket.reservations.map((reservation) => reservation.lapsesAt - bucket.at));
  if (bucket.restorePerSecond <= 0) return Number.isFinite(soonestLapse) ? Math.max(1, soonestLapse) : 60_000;
  return Math.max(1, Math.ceil((units / bucket.restorePerSecond) * 1000));
}

function sum(reservations: readonly Reservation[]): number {
  return reservations.reduce((units, reservation) => units + reservation.cost, 0);
}
