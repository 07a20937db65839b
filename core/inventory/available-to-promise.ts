import { normalQuantile } from "#core/stats/normal.ts";

/** Units kept off a channel because its stock figure is `syncLagDays` old: ceil(z s sqrt(lag)). */
export function syncBuffer(dailySd: number, syncLagDays: number, serviceLevel: number): number {
  return Math.max(0, Math.ceil(normalQuantile(serviceLevel) * dailySd * Math.sqrt(syncLagDays)));
}

/** Whole units a channel may still sell: on hand less reserved less buffer, never negative. */
export function availableToPromise(onHand: number, reserved: number, buffer: number): number {
  return Math.max(0, Math.floor(onHand - reserved - buffer));
}
