/** Who may draw on a shared API budget, most urgent first. */
export const priorities = [
  "fulfilment",
  "security",
  "support",
  "inventory",
  "marketing",
  "analytics",
  "research",
] as const;

export type Priority = (typeof priorities)[number];

/** Share of the bucket each class must leave for the classes above it; background work may not take it under 40 %. */
const floorShare: Record<Priority, number> = {
  fulfilment: 0,
  security: 0,
  support: 0.1,
  inventory: 0.2,
  marketing: 0.3,
  analytics: 0.4,
  research: 0.4,
};

/** Units the class must leave in a bucket of `size`, rounded down so that a bucket of one request serves every class. */
export function floorUnits(priority: Priority, size: number): number {
  return Math.floor(floorShare[priority] * size);
}
