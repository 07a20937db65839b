import type { Offer } from "#integrations/supplier/offer.ts";
import type { SupplierPort } from "#integrations/supplier/port.ts";
import type { ProductResearchSettings } from "./settings.ts";

type Countries = Pick<ProductResearchSettings, "shipFrom" | "shipTo">;

/** An offer with what only a closer look tells: variants, stock, shipping. What the supplier does not tell stays unknown. */
export async function quoteOffer(port: SupplierPort, offer: Offer, { shipFrom, shipTo }: Countries): Promise<Offer> {
  const details = (await port.details?.(offer.reference)) ?? null;
  const variants = details?.variants ?? offer.variants;
  const first = variants[0]?.reference ?? offer.reference;
  const stock = port.stock ? await port.stock(first) : offer.stock;
  const quotes =
    (await port.quoteShipping?.({
      items: [{ variant: first, quantity: 1 }],
      fromCountry: shipFrom,
      toCountry: shipTo,
    })) ?? [];
  // A service with no price, or in other money, is none we could reckon with.
  const usable = quotes.filter(({ currency, costMinor }) => currency === offer.currency && costMinor >= 0);
  const cheapest = usable.toSorted((a, b) => a.costMinor - b.costMinor)[0];
  return {
    ...offer,
    variants,
    description: details?.description ?? offer.description,
    images: details && details.images.length > 0 ? details.images : offer.images,
    suggestedRetailMinor: details?.suggestedRetailMinor ?? offer.suggestedRetailMinor,
    stock,
    shippingMinor: cheapest?.costMinor ?? offer.shippingMinor,
    shipDaysLow: cheapest?.daysLow ?? offer.shipDaysLow,
    shipDaysHigh: cheapest?.daysHigh ?? offer.shipDaysHigh,
  };
}
