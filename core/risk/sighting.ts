/** What orders are recognised by; only keyed hashes of them are ever kept. */
export const KEY_KINDS = ["card", "device", "ip", "email", "address"] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

/** One order as the past remembers it. Keys and account are keyed hashes; null where unknown. */
export interface Sighting {
  readonly order: string;
  /** ms, shop's clock. */
  readonly at: number;
  readonly keys: Readonly<Record<KeyKind, string | null>>;
  readonly account: string | null;
  /** Payments of this order that the issuer refused. */
  readonly failedPayments: number;
  readonly discounted: boolean;
  /** Known outcome and since when; null while open. */
  readonly outcome: { readonly fraud: boolean; readonly knownAt: number } | null;
}
