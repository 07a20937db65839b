import { daysOfCover } from "#core/inventory/days-of-cover.ts";
import { economicOrderQuantity } from "#core/inventory/economic-order-quantity.ts";
import { leadTimeQuantiles } from "#core/inventory/lead-time-distribution.ts";
import { orderQuantity } from "#core/inventory/order-quantity.ts";
import { contributionMinor, type NetTerms } from "#core/pricing/net-money.ts";
import { type Class, classOf } from "./class-cuts.ts";
import { type Demand, leadTimeDemand } from "./demand.ts";
import type { InventoryPricingSettings } from "./settings.ts";
import type { ReorderNeed, ShopTerms, VariantSnapshot } from "./snapshot.ts";

export interface StockOutlook {
  abc: Class;
  leadTimeDays: number;
  reorderPoint: number;
  position: number;
  /** Null when nothing sells. */
  daysOfCover: number | null;
  need: ReorderNeed | null;
}

/** Reorder point and quantity of one variant: negative binomial demand over lead and review time at its class's service level. */
export function stockOutlook(
  variant: VariantSnapshot,
  demand: Demand,
  shop: ShopTerms,
  settings: InventoryPricingSettings,
  terms: NetTerms,
): StockOutlook {
  const vendor = settings.suppliers[variant.supplier] ?? {};
  const leadTimeDays = vendor.leadTimeDays ?? settings.leadTimeDays;
  const weeks = (leadTimeDays + settings.reviewDays) / 7;
  const abc = classOf(variant.series, shop);
  const distribution = leadTimeDemand(demand, weeks);
  const [reorderPoint = 0, fewest = 0, most = 0] = leadTimeQuantiles(distribution, [
    settings.serviceLevel[abc],
    0.1,
    0.9,
  ]);
  const position = variant.available + variant.incoming;
  const cover = daysOfCover(position, demand.weeklyMean / 7);
  const outlook = { abc, leadTimeDays, reorderPoint, position, daysOfCover: Number.isFinite(cover) ? cover : null };
  if (variant.costMinor === null || demand.weeklyMean <= 0) return { ...outlook, need: null };
  const economicQuantity =
    variant.costMinor > 0
      ? economicOrderQuantity(demand.weeklyMean * 52, settings.orderCostMinor, variant.costMinor * settings.holdingRate)
      : demand.weeklyMean * 4;
  const item = vendor.items?.[variant.sku ?? ""] ?? {};
  const packSize = item.packSize ?? vendor.packSize;
  const quantity = orderQuantity(
    { position, reorderPoint, economicQuantity },
    { minimumOrder: item.minimumOrder ?? vendor.minimumOrder, packSize },
  );
  if (quantity === 0) return { ...outlook, need: null };
  const unitMinor = Math.max(0, contributionMinor(variant.priceMinor, variant.costMinor, terms));
  const lost = (units: number) => Math.round(Math.max(0, units - position) * unitMinor);
  return {
    ...outlook,
    need: {
      variantId: variant.id,
      sku: variant.sku ?? variant.id,
      title: variant.title,
      supplier: variant.supplier,
      quantity,
      unitCostMinor: variant.costMinor,
      packSize,
      costGenerated: variant.costGenerated,
      position,
      reorderPoint,
      daysOfCover: outlook.daysOfCover,
      weeklyUnits: demand.weeklyMean,
      lossMinor: lost(distribution.mean),
      lossRangeMinor: [lost(fewest), lost(most)],
    },
  };
}
