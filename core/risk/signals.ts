import type { OrderFeatures } from "./order-features.ts";

/** One thing that speaks for or against an order: its log odds are `weight` times `value`. */
export interface RiskSignal {
  /** Null where the features do not tell. */
  readonly value: (features: OrderFeatures) => number | null;
  /** What experts would start with, in log odds; refitted as labels arrive. */
  readonly startingWeight: number;
  /** Where the starting weight comes from. */
  readonly source: string;
  readonly text: (features: OrderFeatures) => string;
}

const flag = (value: boolean | null | undefined) => (value == null ? null : Number(value));
/** ln(1+n): the tenth repetition says less than the first. */
const growth = (count: number | null | undefined) => (count == null ? null : Math.log1p(Math.max(0, count)));
const among = <T>(value: T | null | undefined, wanted: T) => (value == null ? null : Number(value === wanted));
const over = (value: number | null | undefined, test: (known: number) => boolean) =>
  value == null ? null : Number(test(value));
const times = (count: number | null | undefined, one: string, many = `${one}s`) =>
  `${count ?? 0} ${count === 1 ? one : many}`;

const EXPERT = "expert weight of the fraud literature's usual card-not-present signals";
const OURS = "own estimate, to be replaced by the fit";

const table = {
  "avs-mismatch": {
    value: (f) => among(f.avs, "mismatch"),
    startingWeight: 1.2,
    source: EXPERT,
    text: () => "The card's issuer does not know the billing address",
  },
  "avs-partial": {
    value: (f) => among(f.avs, "partial"),
    startingWeight: 0.5,
    source: EXPERT,
    text: () => "The card's issuer knows only part of the billing address",
  },
  "cvv-mismatch": {
    value: (f) => among(f.cvv, "mismatch"),
    startingWeight: 1.6,
    source: EXPERT,
    text: () => "The card's security code was wrong",
  },
  "ip-country-differs": {
    value: (f) => flag(f.ipCountryDiffersFromBilling),
    startingWeight: 1,
    source: EXPERT,
    text: () => "Ordered from another country than the billing address's",
  },
  "ip-far": {
    value: (f) => over(f.ipToShippingKm, (km) => km > 500),
    startingWeight: 0.6,
    source: EXPERT,
    text: (f) => `Ordered ${Math.round(f.ipToShippingKm ?? 0)} km from where it goes`,
  },
  proxy: {
    value: (f) => flag(f.proxyOrHosting),
    startingWeight: 0.9,
    source: EXPERT,
    text: () => "Ordered through a proxy or a data centre",
  },
  "disposable-email": {
    value: (f) => flag(f.disposableEmail),
    startingWeight: 0.8,
    source: EXPERT,
    text: () => "The e-mail address is a throw-away one",
  },
  "billing-differs": {
    value: (f) => flag(f.billingDiffersFromShipping),
    startingWeight: 0.4,
    source: EXPERT,
    text: () => "Goes to another address than the bill",
  },
  "account-minute": {
    value: (f) => over(f.accountAgeMinutes, (minutes) => minutes <= 1),
    startingWeight: 2.5,
    source: `${EXPERT}; the strongest single rule of the public e-commerce fraud data`,
    text: () => "Ordered within a minute of signing up",
  },
  "account-hour": {
    value: (f) => over(f.accountAgeMinutes, (minutes) => minutes > 1 && minutes < 60),
    startingWeight: 0.9,
    source: EXPERT,
    text: (f) => `The account was ${times(Math.round(f.accountAgeMinutes ?? 0), "minute")} old`,
  },
  "amount-unusual": {
    value: (f) => over(f.amountZ, (z) => z > 3),
    startingWeight: 0.7,
    source: EXPERT,
    text: (f) => `The amount is ${(f.amountZ ?? 0).toFixed(1)} standard deviations above what is usual here`,
  },
  night: {
    value: (f) => over(f.shopHour, (hour) => hour < 5),
    startingWeight: 0.2,
    source: EXPERT,
    text: () => "Ordered at night",
  },
  "platform-medium": {
    value: (f) => among(f.platformRisk, "medium"),
    startingWeight: 1,
    source: OURS,
    text: () => "The store's platform sees a medium risk",
  },
  "platform-high": {
    value: (f) => among(f.platformRisk, "high"),
    startingWeight: 2,
    source: OURS,
    text: () => "The store's platform sees a high risk",
  },
  "device-accounts": {
    value: (f) => growth(f.deviceOtherAccounts30d),
    startingWeight: 0.9,
    source: EXPERT,
    text: (f) => `${times(f.deviceOtherAccounts30d, "other account")} on this device in 30 days`,
  },
  "ip-cards": {
    value: (f) => growth(f.ipOtherCards10min),
    startingWeight: 1.2,
    source: EXPERT,
    text: (f) => `${times(f.ipOtherCards10min, "other card")} from this connection in 10 minutes`,
  },
  "email-cards": {
    value: (f) => growth(f.emailOtherCards24h),
    startingWeight: 1,
    source: OURS,
    text: (f) => `${times(f.emailOtherCards24h, "other card")} with this e-mail address in a day`,
  },
  "card-orders": {
    value: (f) => growth(f.cardOrders24h),
    startingWeight: 0.6,
    source: OURS,
    text: (f) => `${times(f.cardOrders24h, "earlier order")} with this card in a day`,
  },
  "address-orders": {
    value: (f) => growth(f.addressOrders24h),
    startingWeight: 0.5,
    source: OURS,
    text: (f) => `${times(f.addressOrders24h, "earlier order")} to this address in a day`,
  },
  "failed-payments": {
    value: (f) => growth(f.failedPayments1h),
    startingWeight: 1,
    source: EXPERT,
    text: (f) => `${times(f.failedPayments1h, "refused payment")} in the hour before`,
  },
  "good-orders": {
    value: (f) => growth(f.priorGoodOrders),
    startingWeight: -0.5,
    source: EXPERT,
    text: (f) => `${times(f.priorGoodOrders, "earlier order")} of this account went well`,
  },
  "linked-fraud": {
    value: (f) => growth(f.linkedFrauds),
    startingWeight: 2.2,
    source: OURS,
    text: (f) => `Shares its card, device, e-mail or address with ${times(f.linkedFrauds, "known fraud")}`,
  },
  takeover: {
    value: (f) => flag(f.establishedAccountAllNew),
    startingWeight: 1.3,
    source: OURS,
    text: () => "An account with earlier orders, but its card, device and address are all new: it may be taken over",
  },
  "discount-sharing": {
    value: (f) => growth(f.sharedDiscountUses30d),
    startingWeight: 0.3,
    source: OURS,
    text: (f) =>
      `${times(f.sharedDiscountUses30d, "discounted order")} of other accounts with the same card, device or address`,
  },
} satisfies Record<string, RiskSignal>;

export type SignalCode = keyof typeof table;
/** Every signal by its code, which is also the reason's. A buyer's country is none of them, nor may it become one. */
export const RISK_SIGNALS: Readonly<Record<SignalCode, RiskSignal>> = table;
export const SIGNAL_CODES = Object.keys(table) as SignalCode[];
