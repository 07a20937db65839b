import type { Decision } from "#agent-kit/definition.ts";
import { showCount, showMoney } from "#core/money/show-money.ts";
import { reachMinimum } from "#core/purchasing/reach-minimum.ts";
import type { InventoryPricingSettings } from "../settings.ts";
import type { ReorderNeed, ShopTerms } from "../snapshot.ts";

type Settings = Pick<InventoryPricingSettings, "suppliers" | "overstockDays">;

/** One draft a supplier, rows by loss avoided, raised to what the supplier sells at least where that sells in time. */
export function draftDecisions(needs: ReorderNeed[], shop: ShopTerms, settings: Settings): Decision[] {
  const bySupplier = new Map<string, ReorderNeed[]>();
  for (const need of needs) bySupplier.set(need.supplier, [...(bySupplier.get(need.supplier) ?? []), need]);
  return [...bySupplier].map(([supplier, rows]) => draftDecision(supplier, rows, shop, settings));
}

function draftDecision(supplier: string, rows: ReorderNeed[], shop: ShopTerms, settings: Settings): Decision {
  const wanted = rows.toSorted((a, b) => b.lossMinor - a.lossMinor || (a.variantId < b.variantId ? -1 : 1));
  const leastMinor = settings.suppliers[supplier]?.minimumOrderMinor ?? 0;
  const packed = wanted.map((row) => ({ ...row, packSize: row.packSize ?? 1 }));
  const raised = reachMinimum(packed, leastMinor, settings.overstockDays);
  const lines = wanted.map((row, at) => ({ ...row, quantity: raised?.[at] ?? row.quantity }));
  const totalMinor = lines.reduce((sum, row) => sum + row.quantity * row.unitCostMinor, 0);
  const lossMinor = lines.reduce((sum, row) => sum + row.lossMinor, 0);
  const units = lines.reduce((sum, row) => sum + row.quantity, 0);
  const added = units - wanted.reduce((sum, row) => sum + row.quantity, 0);
  const money = (minor: number) => showMoney(minor, shop.currency);
  return {
    kind: "purchase.draft",
    target: `supplier:${supplier}`,
    title: `Order from ${supplier || "an unnamed supplier"}`,
    intent: "reorder",
    basis: `day ${shop.today}`,
    group: "reorder",
    payload: {
      supplier,
      currency: shop.currency,
      lines: lines.map(({ variantId, sku, title, quantity, unitCostMinor }) => ({
        variantId,
        sku,
        title,
        quantity,
        unitCostMinor,
      })),
    },
    before: null,
    after: { lines: lines.length, units, totalMinor },
    movePercent: null,
    impactMinor: lossMinor,
    impactRangeMinor: [
      lines.reduce((sum, row) => sum + (row.lossRangeMinor?.[0] ?? row.lossMinor), 0),
      lines.reduce((sum, row) => sum + (row.lossRangeMinor?.[1] ?? row.lossMinor), 0),
    ],
    moneyMinor: totalMinor,
    currency: shop.currency,
    confidence: raised === null ? 0.5 : 0.9,
    reasons: [
      {
        code: "reorder",
        text: `${lines.length} products are at their reorder point; ${showCount(units)} units for ${money(totalMinor)}`,
      },
      { code: "loss", text: `Without it about ${money(lossMinor)} of contribution is lost` },
      ...(added > 0
        ? [
            {
              code: "minimum",
              text: `${showCount(added)} units more, to reach the supplier's minimum of ${money(leastMinor)}`,
            },
          ]
        : []),
      ...(raised === null
        ? [
            {
              code: "under-minimum",
              text: `Under the supplier's minimum of ${money(leastMinor)}; more would lie longer than ${settings.overstockDays} days`,
            },
          ]
        : []),
    ],
    figures: { products: lines.length, units, totalMinor },
    provenance: {
      cost: lines.some((row) => row.costGenerated) ? "generated" : "measured",
      demand: "estimated",
      leadTime: "assumed",
      stock: "measured",
    },
  };
}
