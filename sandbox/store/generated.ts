import { seeded } from "./seeded.ts";

const SUPPLIERS = [
  "Alder Trading",
  "Birchwood Imports",
  "Cobalt Giftware",
  "Dovecote Wholesale",
  "Elmstead Supply",
  "Foxglove & Sons",
  "Granary Homewares",
  "Hawthorn Sourcing",
];

export interface GeneratedItem {
  supplier: string;
  costMinor: number;
  leadTimeDays: number;
  available: number;
}

/** The mark every invented figure carries in the shop's own data. */
export function generatedMark(seed: number): string {
  return `generated:${seed}`;
}

/**
 * What the public data do not have: who supplies a SKU, at what cost and lead time, and how many are left today. Stock
 * follows the SKU's own recent demand so that sales use it up: about one in twenty is out, one in seven will not last
 * the lead time, a quarter is overstocked.
 */
export function generateItem(seed: number, sku: string, priceMinor: number, dailyUnits: number): GeneratedItem {
  const draw = seeded(seed, sku);
  const supplier = SUPPLIERS[Math.floor(draw() * SUPPLIERS.length)] ?? "Alder Trading";
  const netMinor = priceMinor / 1.2;
  const costMinor = Math.max(1, Math.round(netMinor * (0.35 + 0.3 * draw())));
  const leadTimeDays = 5 + Math.floor(draw() * draw() * 41);
  return { supplier, costMinor, leadTimeDays, available: generateStock(draw, dailyUnits, leadTimeDays) };
}

function generateStock(draw: () => number, dailyUnits: number, leadTimeDays: number): number {
  const kind = draw();
  if (kind < 0.05) return 0;
  if (dailyUnits === 0) return Math.floor(draw() * 40);
  const coverDays =
    kind < 0.19
      ? leadTimeDays * (0.1 + 0.8 * draw())
      : kind < 0.75
        ? leadTimeDays + 14 + 42 * draw()
        : leadTimeDays + 70 + 140 * draw();
  return Math.max(1, Math.round(dailyUnits * coverDays));
}

export interface GeneratedCustomer {
  firstName: string;
  lastName: string;
  email: string;
  marketingState: "SUBSCRIBED" | "NOT_SUBSCRIBED" | "UNSUBSCRIBED";
}

/** A name and an address nobody can mistake for a person's: the reserved `.example` domain receives no mail. */
export function generateCustomer(seed: number, number: number): GeneratedCustomer {
  const share = seeded(seed, `customer ${number}`)();
  return {
    firstName: "Generated",
    lastName: `Customer ${number}`,
    email: `customer-${number}@generated.example`,
    marketingState: share < 0.55 ? "SUBSCRIBED" : share < 0.9 ? "NOT_SUBSCRIBED" : "UNSUBSCRIBED",
  };
}
