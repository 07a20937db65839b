import type { SaleLine } from "#core/pricing/quantity-breaks.ts";
import type { DailySeries } from "#core/series/daily-series.ts";
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
}

export interface ShopTerms {
  currency: string;
  taxesIncluded: boolean;
  discountShare: number;
  today: number;
  /** Yearly revenue from which a variant is class A, or B. */
  classCuts: { a: number; b: number };
}

export type InventorySnapshot =
  | { phase: "variants"; shop: ShopTerms; variants: VariantSnapshot[]; counts: StockCount[] }
  | {
      phase: "orders";
      shop: ShopTerms;
      needs: ReorderNeed[];
      /** Absent in the past, where nothing is mailed. */
      open?: OpenPurchase[];
      /** Null where no mail is set up. */
      letterhead?: Letterhead | null;
    };
