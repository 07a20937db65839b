import { KitError } from "#agent-kit/errors.ts";
import type { SupplierOrderAsk } from "#integrations/supplier/port.ts";

const longestReference = 40;
/** 2 takes the money from the balance at once, 3 only makes the order. */
const payTypes = { now: 2, later: 3 } as const;

/** What `createOrderV2` takes. Nothing is paid unless a person approved the money. */
export function orderBody({ reference, items, address, service, fromCountry, payNow }: SupplierOrderAsk) {
  if (reference.length > longestReference || items.length === 0)
    throw new KitError({
      code: "bad-order",
      message: `An order needs a reference of at most ${longestReference} characters and something ordered.`,
      outcome: "not-sent",
      countsAgainst: false,
    });
  return {
    orderNumber: reference,
    shippingCountryCode: address.countryCode,
    shippingCountry: address.country,
    shippingProvince: address.province,
    shippingCity: address.city,
    shippingAddress: address.line1,
    shippingAddress2: address.line2 ?? "",
    shippingZip: address.zip,
    shippingPhone: address.phone,
    shippingCustomerName: address.name,
    email: address.email ?? "",
    remark: "",
    payType: payNow ? payTypes.now : payTypes.later,
    fromCountryCode: fromCountry,
    logisticName: service,
    products: items.map(({ variant, quantity }) => ({ vid: variant, quantity })),
  };
}
