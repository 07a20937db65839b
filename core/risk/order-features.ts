/**
 * What is known of one order at the moment it is scored; every field may be missing, and a missing one counts neither for nor
 * against. Counts are of *earlier* orders and attempts only: the order itself is never among them.
 */
export interface OrderFeatures {
  /** Address check of the card's issuer. */
  readonly avs?: "match" | "partial" | "mismatch" | null;
  /** Security code check of the card's issuer. */
  readonly cvv?: "match" | "mismatch" | null;
  /** The two differ; which countries they are plays no part. */
  readonly ipCountryDiffersFromBilling?: boolean | null;
  readonly ipToShippingKm?: number | null;
  /** The connection comes from a proxy, a VPN or a data centre. */
  readonly proxyOrHosting?: boolean | null;
  readonly disposableEmail?: boolean | null;
  readonly billingDiffersFromShipping?: boolean | null;
  /** From the account's sign-up to the order. */
  readonly accountAgeMinutes?: number | null;
  /** Standard deviations of ln(amount) above the mean of the shop's earlier orders. */
  readonly amountZ?: number | null;
  /** Hour of the day at the shop, 0 to 23. */
  readonly shopHour?: number | null;
  /** What the store's own platform thinks. */
  readonly platformRisk?: "low" | "medium" | "high" | null;
  /** Other accounts seen on this device in 30 days. */
  readonly deviceOtherAccounts30d?: number | null;
  /** Other cards seen from this IP address in 10 minutes. */
  readonly ipOtherCards10min?: number | null;
  /** Other cards used with this e-mail address in 24 hours. */
  readonly emailOtherCards24h?: number | null;
  /** Orders with this card in 24 hours. */
  readonly cardOrders24h?: number | null;
  /** Orders to this address in 24 hours. */
  readonly addressOrders24h?: number | null;
  /** Refused payments of this card, device, IP or e-mail address in the hour before. */
  readonly failedPayments1h?: number | null;
  /** The account's earlier orders known to be good. */
  readonly priorGoodOrders?: number | null;
  /** Earlier orders known as fraud that share card, device, e-mail or delivery address. */
  readonly linkedFrauds?: number | null;
  /** An account with orders of its own where card, device and address are all new at once. */
  readonly establishedAccountAllNew?: boolean | null;
  /** Discounted orders of other accounts that share this one's card, device or address, in 30 days. */
  readonly sharedDiscountUses30d?: number | null;
}
