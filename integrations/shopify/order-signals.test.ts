import { expect, it } from "vitest";
import type { OrderSignalsFragment } from "./operations.generated.ts";
import { mailbox, networkOf, orderSignals } from "./order-signals.ts";

const order: OrderSignalsFragment = {
  id: "gid://shopify/Order/1",
  name: "#1001",
  createdAt: "2026-11-20T02:30:00Z",
  updatedAt: "2026-11-20T02:30:00Z",
  cancelledAt: null,
  clientIp: "203.0.113.77",
  email: "Jo.Doe+shop@GMail.com",
  test: false,
  discountCodes: ["TEN"],
  displayFulfillmentStatus: "UNFULFILLED",
  billingAddressMatchesShippingAddress: false,
  totalPriceSet: { shopMoney: { amount: "129.90", currencyCode: "GBP" } },
  billingAddress: { countryCodeV2: "FR" },
  shippingAddress: { address1: "12, High St.", zip: "AB1 2CD", city: "Townham", countryCodeV2: "GB" },
  customAttributes: [{ key: "_device_id", value: "d-77" }],
  risk: {
    recommendation: "INVESTIGATE",
    assessments: [
      { riskLevel: "HIGH", provider: { id: "gid://shopify/App/9" }, facts: [] },
      { riskLevel: "MEDIUM", provider: null, facts: [] },
    ],
  },
  transactions: [
    { kind: "SALE", status: "FAILURE", paymentDetails: null },
    {
      kind: "SALE",
      status: "SUCCESS",
      paymentDetails: {
        __typename: "CardPaymentDetails",
        avsResultCode: "N",
        cvvResultCode: "M",
        bin: "424242",
        number: "•••• •••• •••• 4242",
        expirationMonth: 7,
        expirationYear: 2030,
      },
    },
  ],
  customer: { id: "gid://shopify/Customer/5", createdAt: "2026-11-20T02:10:00Z", state: "ENABLED" },
};

it("reads what Shopify checked, its own view and no other app's", () => {
  expect(orderSignals(order, 2)).toEqual({
    order: order.id,
    name: "#1001",
    at: Date.parse(order.createdAt),
    amountMinor: 12_990,
    currency: "GBP",
    test: false,
    cancelled: false,
    features: {
      avs: "mismatch",
      cvv: "match",
      disposableEmail: false,
      billingDiffersFromShipping: true,
      accountAgeMinutes: 20,
      shopHour: 2,
      platformRisk: "medium",
    },
    identity: {
      card: "424242|4242|7|2030",
      device: "d-77",
      ip: "203.0.113",
      email: "jodoe@gmail.com",
      address: "12highst|ab12cd|gb",
    },
    account: "gid://shopify/Customer/5",
    failedPayments: 1,
    discounted: true,
  });
});

it("knows nothing rather than something wrong where data is withheld", () => {
  const bare: OrderSignalsFragment = {
    ...order,
    clientIp: null,
    email: null,
    billingAddress: null,
    billingAddressMatchesShippingAddress: true,
    shippingAddress: null,
    customAttributes: [],
    customer: null,
    transactions: [],
    risk: { recommendation: "NONE", assessments: [{ riskLevel: "PENDING", provider: null, facts: [] }] },
  };
  const { features, identity, account } = orderSignals(bare, 12);
  expect(Object.values(identity)).toEqual([null, null, null, null, null]);
  expect(account).toBeNull();
  expect(features).toEqual({
    avs: null,
    cvv: null,
    disposableEmail: null,
    billingDiffersFromShipping: null,
    accountAgeMinutes: null,
    shopHour: 12,
    platformRisk: null,
  });
});

it("does not take a guest's new record for a new account", () => {
  const guest = { ...order, customer: { ...order.customer!, createdAt: order.createdAt, state: "DISABLED" as const } };
  expect(orderSignals(guest, 2).features.accountAgeMinutes).toBeNull();
});

it("recognises a mailbox and a network however they are written", () => {
  expect([mailbox(" A.B+x@googlemail.com"), mailbox("a.b+x@example.com")]).toEqual(["ab@gmail.com", "a.b@example.com"]);
  expect(networkOf("2001:db8:0:0042::1")).toBe(networkOf("2001:DB8::42:0:0:0:9"));
  expect(networkOf("2001:db8:0:43::1")).not.toBe(networkOf("2001:db8:0:42::1"));
});
