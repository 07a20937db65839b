import type { SaleLine } from "#core/pricing/quantity-breaks.ts";
import type { DailySeries } from "#core/series/daily-series.ts";
import type { ChannelSnapshot } from "./channel.ts";
import type { NightAccuracy } from "./night.ts";
import type { PriceContext } from "./price-context.ts";
import type { OpenPurchase } from "./purchases/open-purchases.ts";
import type { Letterhead } from "./purchases/send-decision.ts";

/** What one chunk of a run saw. Money in minor units of `currency`; days counted from 1970-01-01 in the shop's zone. */
export interface VariantSnapshot {
  id: string;
  productId: string;
  title: string;
  sku: string | null;
  supplier: string;
  productType: string;
  priceMinor: number;
  compareAtMinor: number | null;
  costMinor: number | null;
  costGenerated: boolean;
  /** Over all active locations. */
  available: number;
  /** Units of open purchases, drafts included, and units that arrived and are not yet in the shop's number. */
  incoming: number;
  series: DailySeries;
  lines: SaleLine[];
  lowest30DaysMinor: number | null;
  priceChangedAt: number | null;
  /** Absent where nothing but its past bears on its price. */
  pricing?: PriceContext;
}

export interface StockCount {
  id: string;
  variantId: string;
  itemId: string;
  locationId: string;
  title: string;
  counted: number;
  availableThen: number;
  available: number;
  source: string;
}

/** A reorder found by the run's earlier chunks. */
export interface ReorderNeed {
  variantId: string;
  sku: string;
  title: string;
  supplier: string;
  quantity: number;
  unitCostMinor: number;
  /** Units the supplier packs together; 1 when absent. */
  packSize?: number;
  costGenerated: boolean;
  position: number;
  reorderPoint: number;
  daysOfCover: number | null;
  weeklyUnits: number;
  /** Contribution expected to be lost without the order. */
  lossMinor: number;
  /** The same for the least and the most demand of an 80 % interval; absent in what was found before it was kept. */
  lossRangeMinor?: [low: number, high: number];
}

/** A price that stands in one of the store's price lists whatever the base price is. */
export interface FixedPrice {
  listId: string;
  listName: string;
  variantId: string;
  currency: string;
  priceMinor: number;
}

export interface ShopTerms {
  currency: string;
  taxesIncluded: boolean;
  discountShare: number;
  today: number;
  /** Yearly revenue from which a variant is class A, or B; and units a day of an item of each product type. */
  classCuts: { a: number; b: number; speeds?: Record<string, number> };
}

export type InventorySnapshot =
  | {
      phase: "variants";
      shop: ShopTerms;
      variants: VariantSnapshot[];
      counts: StockCount[];
      /** The shop's day, in the one run of it that judges the past's forecasts. */
      night?: string;
      /** Only where a second channel is set up. */
      channel?: ChannelSnapshot;
      /** Only where they were asked for; what could not be read says why. */
      fixedPrices?: { ok: true; rows: FixedPrice[] } | { ok: false; why: string };
    }
  | {
      phase: "orders";
      shop: ShopTerms;
      needs: ReorderNeed[];
      /** Absent in the past, where nothing is mailed. */
      open?: OpenPurchase[];
      /** Null where no mail is set up. */
      letterhead?: Letterhead | null;
      /** The night's figures, in the run that judged. */
      night?: NightAccuracy;
    };
