import {
  type Bucket,
  type BudgetReading,
  type ReserveAnswer,
  type ReserveRequest,
  reserve,
  settleReservation,
} from "./leaky-bucket.ts";

/** One round trip with a budget: gives the last call's reading and asks for the next call's units. */
export interface ExchangeRequest {
  settle?: readonly { reservationId: string; reading?: BudgetReading; spent?: boolean }[];
  reserve?: ReserveRequest;
}

export interface ExchangeAnswer {
  reserve?: ReserveAnswer;
  /** What is believed to be left, for measures and the dashboard. */
  bucket: { size: number; restorePerSecond: number; level: number; reserved: number };
}

/** Settles first, so that what a reply teaches already counts for the next reservation. */
export function exchange(
  before: Bucket,
  request: ExchangeRequest,
  now: number,
): { bucket: Bucket; answer: ExchangeAnswer } {
  const settled = (request.settle ?? []).reduce((bucket, item) => settleReservation(bucket, item, now), before);
  const asked = request.reserve ? reserve(settled, request.reserve, now) : { bucket: settled, answer: undefined };
  const { size, restorePerSecond, level, reservations } = asked.bucket;
  const reserved = reservations.reduce((units, reservation) => units + reservation.cost, 0);
  return {
    bucket: asked.bucket,
    answer: { reserve: asked.answer, bucket: { size, restorePerSecond, level, reserved } },
  };
}
