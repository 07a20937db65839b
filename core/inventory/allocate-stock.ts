import { allocateByLargestRemainder } from "#core/money/allocate.ts";
import { availableToPromise } from "./available-to-promise.ts";

export interface StockedLocation {
  readonly id: string;
  readonly available: number;
}

export interface SellingChannel {
  readonly id: string;
  /** Weight among the channels that sell from a location. */
  readonly share: number;
  /** Locations it sells from; null is all of them. */
  readonly locations: readonly string[] | null;
  /** Units kept back of its part, because its figure is older than the stock. */
  readonly buffer: number;
}

/**
 * Divides each location's units among the channels that sell from it (largest remainder, ties to the earlier channel) and
 * keeps each channel's buffer back. No unit is promised twice; what a buffer keeps back is promised to nobody.
 */
export function allocateStock(
  locations: readonly StockedLocation[],
  channels: readonly SellingChannel[],
): Map<string, number> {
  const parts = new Map(channels.map(({ id }) => [id, 0]));
  for (const { id, available } of locations) {
    const here = channels.filter((channel) => channel.locations === null || channel.locations.includes(id));
    const units = allocateByLargestRemainder(
      Math.max(0, Math.floor(available)),
      here.map(({ share }) => share),
    );
    here.forEach((channel, at) => void parts.set(channel.id, (parts.get(channel.id) ?? 0) + units[at]!));
  }
  return new Map(channels.map(({ id, buffer }) => [id, availableToPromise(parts.get(id) ?? 0, 0, buffer)]));
}
