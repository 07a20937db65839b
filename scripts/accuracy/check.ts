/** One measured figure beside what it must reach. */
export interface Check {
  readonly name: string;
  readonly value: number;
  readonly target: string;
  readonly holds: boolean;
}

export function atMost(name: string, value: number, limit: number): Check {
  return { name, value, target: `<= ${limit}`, holds: value <= limit };
}

export function atLeast(name: string, value: number, limit: number): Check {
  return { name, value, target: `>= ${limit}`, holds: value >= limit };
}

export function between(name: string, value: number, low: number, high: number): Check {
  return { name, value, target: `${low} to ${high}`, holds: value >= low && value <= high };
}

/** A figure to read, with nothing it must reach. */
export function figure(name: string, value: number): Check {
  return { name, value, target: "no target", holds: true };
}

/** Largest distance of two lists, relative where the expected value is above 1. */
export function farthest(actual: readonly number[], expected: readonly number[]): number {
  return actual.reduce((worst, value, i) => {
    const distance = Math.abs(value - expected[i]!) / Math.max(1, Math.abs(expected[i]!));
    return Number.isNaN(distance) ? Number.POSITIVE_INFINITY : Math.max(worst, distance);
  }, 0);
}
