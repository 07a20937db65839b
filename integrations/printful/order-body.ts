import type { ShippingAsk, SupplierOrderAsk } from "#integrations/supplier/port.ts";
import { badOrder } from "#integrations/supplier/rest.ts";

/** The documentation names no limit; a UUID without its dashes has 32 characters, which has always been taken. */
const longestExternalId = 40;
const mostOfOne = 1_000;
/** Countries the vendor quotes and ships nothing to without a state. */
const withStates: ReadonlySet<string> = new Set(["US", "CA", "AU"]);

/** Our reference as the order's `external_id`: the same reference is always the same id. */
export function externalIdOf(reference: string): string {
  const external = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(reference)
    ? reference.replaceAll("-", "")
    : reference;
  if (external === "" || external.length > longestExternalId)
    throw badOrder(`An order needs a reference of at most ${longestExternalId} characters.`);
  return external;
}

/** What `POST /orders` takes. Whether it is confirmed, and so paid, is said in the address. */
export function orderBody({ reference, items, address, service }: SupplierOrderAsk) {
  if (items.length === 0) throw badOrder("An order needs something ordered.");
  if (items.some(({ quantity }) => quantity > mostOfOne))
    throw badOrder(`Printful takes at most ${mostOfOne} of one item.`);
  return {
    external_id: externalIdOf(reference),
    shipping: service,
    recipient: {
      name: address.name,
      address1: address.line1,
      address2: address.line2 ?? "",
      city: address.city,
      ...(withStates.has(address.countryCode)
        ? { state_code: stateOf(address.province) }
        : { state_name: address.province }),
      country_code: address.countryCode,
      country_name: address.country,
      zip: address.zip,
      phone: address.phone,
      email: address.email ?? "",
    },
    items: items.map(({ variant, quantity }) => ({ sync_variant_id: Number(variant), quantity })),
  };
}

/** Whom rates are asked for; null where the vendor needs a state that nobody told. */
export function recipientOf({ toCountry, to }: ShippingAsk) {
  if (!withStates.has(toCountry)) return { ...placeOf(to), country_code: toCountry };
  if (!to?.province) return null;
  return { ...placeOf(to), country_code: toCountry, state_code: stateOf(to.province) };
}

function placeOf(to: ShippingAsk["to"]) {
  return to ? { address1: to.line1, city: to.city, zip: to.zip } : {};
}

/** `US-CA` and `CA` are both California. */
function stateOf(province: string): string {
  return province.replace(/^(US|CA|AU)-/, "");
}
