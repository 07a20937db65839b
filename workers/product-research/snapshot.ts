import type { DoubtedCost } from "#core/product-research/doubt-offer.ts";
import type { Offer } from "#integrations/supplier/offer.ts";
import type { Evidence } from "#schemas/rpc/agent.ts";

export interface ShopTerms {
  currency: string;
  taxesIncluded: boolean;
  discountShare: number;
  /** The store is a double, and what its suppliers say is invented. */
  sandbox: boolean;
  /** The last closed day, `YYYY-MM-DD` in the shop's zone. */
  through: string;
  day: string;
}

/** Weekly units of one variant from its first sale on, at most 26 weeks, newest last. */
export interface SalesHistory {
  variantId: string;
  weekly: number[];
}

export type SupplierStatus = "ok" | "down" | "slow" | "out-of-points" | "refused" | "doubted" | "not-configured";

export type SupplierAnswer =
  | {
      ok: true;
      offers: Offer[];
      quoted: string[];
      unreadable: { reference: string; why: string }[];
      /** How many of the shop's own products are of it, where that is all that can be seen. */
      observed: number | null;
    }
  | { ok: false; status: Exclude<SupplierStatus, "ok" | "doubted">; detail: string };

/** What was last believed of an offer. */
export interface KnownOffer {
  reference: string;
  costMinor: number;
  currency: string;
  offer: Offer;
  /** The cost seen since, where it is doubted for its jump alone. */
  doubted?: DoubtedCost | null;
}

/** A product of the shop with the growth of what it sells. */
export interface OwnProduct {
  id: string;
  title: string;
  productType: string;
  priceMinor: number;
  weeklyUnits: number;
  growth: { score: number; sd: number } | null;
}

export interface StoredCandidate {
  id: string;
  supplier: string;
  offer: Offer;
  watched: boolean;
  lastSeenAt: number;
  quotedAt: number | null;
  /** Cumulative units sold by shop day, oldest first, where the supplier tells. */
  sold: [day: string, units: number][];
  previousScore: number | null;
}

export interface TestedTrend {
  variantId: string;
  title: string;
  productType: string;
  p: number;
  rising: boolean;
  lower: number;
  weeklyUnits: number;
}

export interface WaitingDraft {
  productId: string;
  title: string;
  supplierTarget: string;
}

export type ResearchSnapshot =
  | { phase: "trends"; shop: ShopTerms; histories: SalesHistory[] }
  | {
      phase: "supplier";
      shop: ShopTerms;
      supplier: string;
      /** 0 for the first page of its answer. */
      page: number;
      evidence: Evidence;
      answer: SupplierAnswer;
      known: KnownOffer[];
    }
  | {
      phase: "conclude";
      shop: ShopTerms;
      suppliers: { id: string; status: SupplierStatus; detail: string }[];
      /** How many variants were tested in all, and those whose p may be a finding. */
      tested: number;
      trends: TestedTrend[];
      own: OwnProduct[];
      candidates: StoredCandidate[];
      /** Targets that already have a draft, or wait for one. */
      drafted: string[];
      waiting: WaitingDraft[];
    };
