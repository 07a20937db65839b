import { KEY_KINDS, type KeyKind, type Sighting } from "./sighting.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

export const VELOCITY_WINDOWS = { "10min": 10 * minute, "1h": hour, "24h": day, "30d": 30 * day } as const;
export type VelocityWindow = keyof typeof VELOCITY_WINDOWS;
export type Velocity = Record<KeyKind, Record<VelocityWindow, number>>;

/** Earlier sightings only: strictly before the order, so that neither itself nor anything later can count. */
export function earlierThan(order: Pick<Sighting, "order" | "at">, past: readonly Sighting[]): Sighting[] {
  return past.filter((seen) => seen.at < order.at && seen.order !== order.order);
}

/** Orders with the same card, device, IP, e-mail or address within each window before the order. */
export function velocityOf(order: Sighting, past: readonly Sighting[]): Velocity {
  const earlier = earlierThan(order, past);
  const windows = Object.entries(VELOCITY_WINDOWS) as [VelocityWindow, number][];
  const counts = KEY_KINDS.map((kind) => {
    const same = earlier.filter((seen) => shares(order, seen, kind));
    const perWindow = windows.map(([name, ms]) => [name, same.filter((seen) => order.at - seen.at <= ms).length]);
    return [kind, Object.fromEntries(perWindow)];
  });
  return Object.fromEntries(counts) as Velocity;
}

export function shares(one: Sighting, other: Sighting, kind: KeyKind): boolean {
  return one.keys[kind] !== null && one.keys[kind] === other.keys[kind];
}
