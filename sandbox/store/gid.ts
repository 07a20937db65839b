/** Where each type's Shopify-sized numbers begin; types not listed count from the last one. */
const BASES: Record<string, number> = {
  Shop: 60_000_000_000,
  App: 180_000_000_000,
  AppInstallation: 500_000_000_000,
  Location: 70_000_000_000,
  Product: 8_100_000_000_000,
  ProductVariant: 44_100_000_000_000,
  InventoryItem: 46_100_000_000_000,
  Customer: 7_200_000_000_000,
  Order: 5_600_000_000_000,
  LineItem: 14_100_000_000_000,
  Refund: 900_000_000_000,
  RefundLineItem: 950_000_000_000,
  Fulfillment: 5_000_000_000_000,
  FulfillmentOrder: 6_500_000_000_000,
  FulfillmentOrderLineItem: 14_600_000_000_000,
  WebhookSubscription: 1_500_000_000_000,
  BulkOperation: 3_900_000_000_000,
  Metafield: 33_000_000_000_000,
};
const OTHER_BASE = 100_000_000_000;
/** Pushes every number above 2^53, where a JSON number no longer survives `JSON.parse`. */
const BIG_OFFSET = 9_007_199_254_740_993n;

export interface Gids {
  /** The decimal digits of an id, for REST-shaped bodies. */
  digits(type: string, local: number): string;
  gid(type: string, local: number): string;
  /** The type and local number behind a gid; undefined when it is not one of this shop's gids. */
  parse(gid: string): { type: string; local: number } | undefined;
  /** The local number of a gid of one of these types; -1 (which no row has) for any other. */
  local(gid: string, ...types: string[]): number;
}

/** The shop's id scheme. With `big` every id exceeds 2^53, as Shopify's own test samples do. */
export function createGids({ big = false } = {}): Gids {
  const base = (type: string) => BASES[type] ?? OTHER_BASE;
  const digits = (type: string, local: number) =>
    big ? String(BigInt(base(type) + local) + BIG_OFFSET) : String(base(type) + local);
  const parse = (gid: string) => {
    const match = /^gid:\/\/shopify\/([A-Za-z]+)\/(\d+)(?:\?.*)?$/.exec(gid);
    if (match?.[1] === undefined || match[2] === undefined) return undefined;
    const number = big ? Number(BigInt(match[2]) - BIG_OFFSET) : Number(match[2]);
    return { type: match[1], local: number - base(match[1]) };
  };
  return {
    digits,
    gid: (type, local) => `gid://shopify/${type}/${digits(type, local)}`,
    parse,
    local: (gid, ...types) => {
      const parsed = parse(gid);
      return parsed !== undefined && types.includes(parsed.type) ? parsed.local : -1;
    },
  };
}
