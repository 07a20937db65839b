import { expect, it } from "vitest";
import { externalIdOf, orderBody, recipientOf } from "./order-body.ts";
import { catalogueOf, offerOf, orderOf, syncProductOf, trackingIn } from "./transform.ts";

const blank = (price: string, currency: string | null = "EUR") =>
  catalogueOf({
    product: {
      currency,
      type_name: "T-Shirt",
      files: [
        { id: "default", type: "front", additional_price: null },
        { id: "back", type: "back", additional_price: "5.25" },
        { id: "preview", type: "mockup", additional_price: null },
      ],
    },
    variants: [
      { id: 4011, price },
      { id: 4012, price: "11.00" },
    ],
  });
const design = (files: string[]) =>
  syncProductOf({
    sync_product: { id: 13, name: "Fox on a shirt", thumbnail_url: "https://i.example/13.png" },
    sync_variants: [4011, 4012].map((variant_id) => ({
      id: variant_id * 10,
      name: `Fox / ${variant_id}`,
      variant_id,
      retail_price: "29.99",
      currency: "EUR",
      product: { product_id: 71 },
      files: files.map((type) => ({ type })),
      availability_status: "active",
    })),
  });
const read = (files: string[], price = "9.85", currency?: string | null) =>
  offerOf(design(files), new Map([["71", blank(price, currency)]]));

it("costs what the blank costs and each further printed place", () => {
  expect(read(["default", "preview"])).toMatchObject({
    ok: true,
    offer: {
      reference: "13",
      currency: "EUR",
      costMinor: 985,
      suggestedRetailMinor: 2999,
      stock: null,
      category: "T-Shirt",
    },
  });
  expect(read(["default", "back", "preview"])).toMatchObject({
    ok: true,
    offer: { costMinor: 1510, variants: [{ reference: "40110", costMinor: 1510 }, { costMinor: 1625 }] },
  });
});

it("does not let the price of a print hide that the blank has none", () => {
  for (const [price, cost] of [
    ["0", 0],
    ["-3.00", -300],
  ] as const)
    expect(read(["default", "back"], price)).toMatchObject({ ok: true, offer: { costMinor: cost } });
  expect(read(["default", "back"], "free")).toMatchObject({ ok: false, why: "its cost is no number" });
  expect(read(["default"], "9.85", null)).toMatchObject({ ok: false, why: "the catalogue says no currency" });
  expect(offerOf(design(["default"]), new Map())).toMatchObject({ ok: false, reference: "13" });
});

it("makes the same external id of the same reference, and refuses one that is too long", () => {
  const id = "0197c0de-1111-7222-8333-944445555666";
  expect(externalIdOf(id)).toBe("0197c0de111172228333944445555666");
  expect(externalIdOf("#1001-1")).toBe("#1001-1");
  for (const wrong of ["", "x".repeat(41)]) expect(() => externalIdOf(wrong)).toThrow(/reference/);
});

it("tells a state where the vendor needs one, and asks for no rates where nobody told it", () => {
  const place = { line1: "1 Road", city: "Austin", zip: "1" };
  const ask = { items: [], fromCountry: "US", toCountry: "US" };
  expect(recipientOf(ask)).toBeNull();
  expect(recipientOf({ ...ask, to: { ...place, province: "US-TX" } })).toMatchObject({ state_code: "TX" });
  expect(recipientOf({ ...ask, toCountry: "GB" })).toEqual({ country_code: "GB" });
  const order = {
    reference: "r",
    items: [{ variant: "40110", quantity: 1_001 }],
    service: "S",
    fromCountry: "US",
    payNow: false,
  };
  const address = {
    ...place,
    name: "A",
    phone: "",
    email: null,
    line2: null,
    province: "TX",
    countryCode: "US",
    country: "US",
  };
  expect(() => orderBody({ ...order, address })).toThrow(/at most 1000/);
  expect(orderBody({ ...order, items: [{ variant: "40110", quantity: 2 }], address })).toMatchObject({
    external_id: "r",
    recipient: { state_code: "TX" },
    items: [{ sync_variant_id: 40110, quantity: 2 }],
  });
});

it("reads an order and the parcel of a number among orders", () => {
  const order = {
    id: 7,
    external_id: "r",
    status: "partial",
    shipments: [{ tracking_number: null }, { tracking_number: 9, carrier: "DHL", ship_date: "2026-11-20" }],
  };
  expect(orderOf(order, "ours")).toEqual({ id: "7", reference: "ours", status: "partial", trackingNumber: "9" });
  expect(trackingIn([{ id: 6, status: "draft" }, order], "9")).toMatchObject({ carrier: "DHL", status: "partial" });
  expect(trackingIn([order], "10")).toBeNull();
});
