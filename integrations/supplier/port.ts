import type { Evidence } from "#schemas/rpc/agent.ts";
import type { Offer, OfferDetails } from "./offer.ts";

export const ABILITIES = ["search", "details", "quoteShipping", "stock", "placeOrder", "order", "tracking"] as const;
export type Ability = (typeof ABILITIES)[number];

export interface SupplierDeclaration {
  id: string;
  name: string;
  evidence: Evidence;
  /** Read from end to end, asked for words, or only seen in what the shop already sells of it. */
  catalogue: "list" | "search" | "observed";
  /** Questions a second it bears for long; one where it does not say. */
  perSecond?: number;
  /** What the vendor has no way to do, and why; everything else has a method. */
  cannot: Partial<Record<Ability, string>>;
}

export interface SearchAsk {
  /** Words to look for; a source that is a list ignores them. */
  terms: string;
  /** Where the last page ended. */
  after: string | null;
  limit: number;
}

export interface OfferPage {
  offers: Offer[];
  /** Rows that could not be read as an offer, with the reason. */
  unreadable: { reference: string; why: string }[];
  next: string | null;
}

export interface ShippingAsk {
  /** The supplier's variant and how many of it. */
  items: { variant: string; quantity: number }[];
  fromCountry: string;
  toCountry: string;
  /** Where exactly, once there is a buyer; some vendors quote nothing for some countries without it. */
  to?: Pick<SupplierAddress, "line1" | "city" | "province" | "zip">;
}

export interface ShippingQuote {
  service: string;
  currency: string;
  costMinor: number;
  daysLow: number | null;
  daysHigh: number | null;
}

export interface SupplierAddress {
  name: string;
  phone: string;
  email: string | null;
  line1: string;
  line2: string | null;
  city: string;
  province: string;
  zip: string;
  countryCode: string;
  country: string;
}

export interface SupplierOrderAsk {
  /** Ours, at most 40 characters: the same reference is the same order, also when it is sent again. */
  reference: string;
  items: { variant: string; quantity: number }[];
  address: SupplierAddress;
  service: string;
  fromCountry: string;
  /** True only where a person approved the money: the supplier takes it from its balance at once. */
  payNow: boolean;
}

export interface SupplierOrder {
  id: string;
  reference: string;
  /** The vendor's own word. */
  status: string;
  trackingNumber: string | null;
}

export interface TrackingEvent {
  at: string | null;
  text: string;
}

export interface Tracking {
  number: string;
  carrier: string | null;
  status: string | null;
  events: TrackingEvent[];
}

/**
 * A supplier. Methods throw KitError; a method is absent exactly where `declaration.cannot` says why. Asking twice for the
 * same order is safe only after `order` answered that there is none.
 */
export interface SupplierPort {
  readonly declaration: SupplierDeclaration;
  search?(ask: SearchAsk): Promise<OfferPage>;
  /** Variants and texts of one product, with what is left of each where one question tells; null when it is gone. */
  details?(reference: string): Promise<OfferDetails | null>;
  quoteShipping?(ask: ShippingAsk): Promise<ShippingQuote[]>;
  /** Units left of a variant over all warehouses; null when the supplier does not know. */
  stock?(variant: string): Promise<number | null>;
  placeOrder?(ask: SupplierOrderAsk): Promise<SupplierOrder>;
  /** By our reference; null when there is none. */
  order?(reference: string): Promise<SupplierOrder | null>;
  tracking?(number: string): Promise<Tracking | null>;
}
