import { parseMinor } from "#core/money/minor-units.ts";
import { showMoney } from "#core/money/show-money.ts";

const dayMs = 86_400_000;

/** Lowest and highest price a variant may be offered at, and who said so when. */
export interface PriceBand {
  lowMinor: number | null;
  highMinor: number | null;
  /** `agreed` (a brand's lowest advertised price) holds until replaced; what was `observed` at competitors grows stale. */
  kind: "agreed" | "observed";
  source: string;
  /** When it was true, ms. */
  asOf: number;
}

export interface BandNow {
  band: PriceBand;
  ageDays: number;
  /** Too old to stop a price; it is still said. */
  stale: boolean;
}

export function bandNow(band: PriceBand | null, now: number, staleDays: number): BandNow | null {
  if (band === null) return null;
  const ageDays = Math.max(0, Math.floor((now - band.asOf) / dayMs));
  return { band, ageDays, stale: band.kind === "observed" && ageDays > staleDays };
}

/** Ends that bind now; none of a stale band. */
export function bindingEnds(held: BandNow | null): { bandLowMinor: number | null; bandHighMinor: number | null } {
  if (held === null || held.stale) return { bandLowMinor: null, bandHighMinor: null };
  return { bandLowMinor: held.band.lowMinor, bandHighMinor: held.band.highMinor };
}

/** "Band £9.99 to £14.99 (Acme price list, 3 Nov 2026, 19 days old)", and that it is too old where it is. */
export function bandText({ band, ageDays, stale }: BandNow, currency: string): string {
  const money = (minor: number) => showMoney(minor, currency);
  const { lowMinor, highMinor, source, asOf, kind } = band;
  const ends =
    lowMinor !== null && highMinor !== null
      ? `${money(lowMinor)} to ${money(highMinor)}`
      : lowMinor !== null
        ? `from ${money(lowMinor)}`
        : `up to ${money(highMinor ?? 0)}`;
  const what = kind === "agreed" ? "Agreed band" : "Competitors' band";
  const date = new Date(asOf).toISOString().slice(0, 10);
  const age = ageDays === 0 ? "" : `, ${ageDays} ${ageDays === 1 ? "day" : "days"} old`;
  return `${what} ${ends} (${source}, ${date}${age})${stale ? ": too old, so it does not bind" : ""}`;
}

/** The brand's lowest advertised price from a product's tags, e.g. `map:12.99`; null where no tag says one. */
export function bandOfTags(
  tags: readonly string[],
  prefix: string,
  currency: string,
  taggedAt: number,
): PriceBand | null {
  if (prefix === "") return null;
  for (const tag of tags) {
    if (!tag.toLowerCase().startsWith(prefix.toLowerCase())) continue;
    const low = parseMinor(tag.slice(prefix.length).trim(), currency);
    if (low.ok && low.value > 0)
      return { lowMinor: low.value, highMinor: null, kind: "agreed", source: `tag ${tag}`, asOf: taggedAt };
  }
  return null;
}
