import { parseMinor } from "#core/money/minor-units.ts";
import { isDisposable } from "#core/risk/disposable-email.ts";
import type { OrderFeatures } from "#core/risk/order-features.ts";
import type { KeyKind } from "#core/risk/sighting.ts";
import type { OrderSignalsFragment } from "./operations.generated.ts";

/** An order as far as its risk is concerned. `identity` and `account` name a person: keep their keyed hashes alone. */
export interface OrderSignals {
  order: string;
  name: string;
  /** ms */
  at: number;
  amountMinor: number;
  currency: string;
  test: boolean;
  cancelled: boolean;
  /** What the order tells by itself; the past's part comes from `core/risk/history-features.ts`. */
  features: OrderFeatures;
  identity: Record<KeyKind, string | null>;
  account: string | null;
  failedPayments: number;
  discounted: boolean;
}

/** Letters of the address check as Shopify passes them on; those that say “not checked” are left out. */
const avsMatches = new Set(["D", "F", "M", "V", "X", "Y"]);
const avsParts = new Set(["A", "B", "K", "L", "O", "P", "W", "Z"]);
/** Names under which storefront scripts put a device's number on an order. */
const deviceAttribute = /^_?(device([_-]?id)?|device[_-]?fingerprint|fingerprint)$/i;
const minuteMs = 60_000;

/** What Shopify tells of an order's risk; what it withholds or does not check is null. `shopHour` is the order's, 0 to 23. */
export function orderSignals(order: OrderSignalsFragment, shopHour: number): OrderSignals {
  const { shopMoney } = order.totalPriceSet;
  const amount = parseMinor(shopMoney.amount, shopMoney.currencyCode);
  const sales = order.transactions.filter(({ kind }) => kind === "SALE" || kind === "AUTHORIZATION");
  const card = sales
    .map(({ paymentDetails }) => paymentDetails)
    .findLast((each) => each?.__typename === "CardPaymentDetails");
  const cardDetails = card?.__typename === "CardPaymentDetails" ? card : null;
  const at = Date.parse(order.createdAt);
  const device = order.customAttributes.find(({ key }) => deviceAttribute.test(key))?.value ?? null;
  return {
    order: order.id,
    name: order.name,
    at,
    amountMinor: amount.ok ? amount.value : 0,
    currency: shopMoney.currencyCode,
    test: order.test,
    cancelled: order.cancelledAt !== null,
    features: {
      avs: avsOf(cardDetails?.avsResultCode),
      cvv: cvvOf(cardDetails?.cvvResultCode),
      disposableEmail: order.email === null ? null : isDisposable(order.email),
      // Without a billing address Shopify calls the two equal: that says nothing.
      billingDiffersFromShipping: order.billingAddress === null ? null : !order.billingAddressMatchesShippingAddress,
      // The checkout makes a record for every new guest; only who signed in has an account whose age means anything.
      accountAgeMinutes:
        order.customer?.state === "ENABLED" ? (at - Date.parse(order.customer.createdAt)) / minuteMs : null,
      shopHour,
      platformRisk: platformRisk(order),
    },
    identity: {
      card: cardOf(cardDetails),
      device: device === "" ? null : device,
      ip: order.clientIp === null ? null : networkOf(order.clientIp),
      email: order.email === null ? null : mailbox(order.email),
      address: addressOf(order.shippingAddress),
    },
    account: order.customer?.id ?? null,
    failedPayments: sales.filter(({ status }) => status === "FAILURE").length,
    discounted: order.discountCodes.length > 0,
  };
}

type Card = {
  readonly bin: string | null;
  readonly number: string | null;
  readonly expirationMonth: number | null;
  readonly expirationYear: number | null;
};

/** First and last digits and the expiry: all that tells one card from another here. */
function cardOf(card: Card | null): string | null {
  const last = card?.number?.replace(/\D/g, "").slice(-4) ?? "";
  if (!card || last.length < 4) return null;
  return [card.bin ?? "", last, card.expirationMonth ?? "", card.expirationYear ?? ""].join("|");
}

function avsOf(code: string | null | undefined): OrderFeatures["avs"] {
  const letter = code?.toUpperCase() ?? "";
  if (avsMatches.has(letter)) return "match";
  if (avsParts.has(letter)) return "partial";
  return letter === "N" ? "mismatch" : null;
}

function cvvOf(code: string | null | undefined): OrderFeatures["cvv"] {
  const letter = code?.toUpperCase();
  return letter === "M" ? "match" : letter === "N" ? "mismatch" : null;
}

/** Shopify's own view has no provider; ours and other apps' have one and are not listened to. */
function platformRisk(order: OrderSignalsFragment): OrderFeatures["platformRisk"] {
  const level = order.risk.assessments.find(({ provider }) => provider === null)?.riskLevel;
  const known = { LOW: "low", MEDIUM: "medium", HIGH: "high" } as const;
  return level !== undefined && level in known ? known[level as keyof typeof known] : null;
}

/** The network an address belongs to: /24 of IPv4, /64 of IPv6, since single addresses change hands by the hour. */
export function networkOf(ip: string): string {
  if (!ip.includes(":")) return ip.split(".").slice(0, 3).join(".");
  const [head = "", tail = ""] = ip.toLowerCase().split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === "" ? [] : tail.split(":");
  const zeros = ip.includes("::") ? Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0") : [];
  const groups = [...left, ...zeros, ...right];
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}

/** One mailbox, however it is written: no tag after a plus, and no dots where the provider ignores them. */
export function mailbox(email: string): string {
  const [local = "", domain = ""] = email.trim().toLowerCase().split("@");
  const untagged = local.split("+")[0] ?? local;
  const plain = /^(gmail|googlemail)\.com$/.test(domain) ? untagged.replaceAll(".", "") : untagged;
  return `${plain}@${domain.replace("googlemail.com", "gmail.com")}`;
}

function addressOf(address: OrderSignalsFragment["shippingAddress"]): string | null {
  if (!address?.address1) return null;
  const parts = [address.address1, address.zip ?? "", address.countryCodeV2 ?? ""];
  return parts.map((part) => part.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "")).join("|");
}
