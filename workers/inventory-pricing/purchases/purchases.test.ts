import { describe, expect, it } from "vitest";
import { decide } from "../decide.ts";
import { demandOf } from "../demand.ts";
import { stockOutlook } from "../reorder.ts";
import { inventoryPricingSettings } from "../settings.ts";
import { snapshotOfOneSeller } from "../snapshot.fixture.ts";
import type { ReorderNeed } from "../snapshot.ts";
import { draftDecisions } from "./draft-decisions.ts";
import { mailsToSend, type OpenPurchase, purchaseNotices } from "./open-purchases.ts";

const { shop, variants } = snapshotOfOneSeller();
const settingsOf = (own: object) => inventoryPricingSettings.parse(own);
const need = (own: Partial<ReorderNeed> = {}): ReorderNeed => ({
  variantId: "v1",
  sku: "TT-1",
  title: "Tea towel",
  supplier: "Weaver",
  quantity: 10,
  unitCostMinor: 100,
  costGenerated: false,
  position: 0,
  reorderPoint: 20,
  daysOfCover: 0,
  weeklyUnits: 70,
  lossMinor: 500,
  ...own,
});

describe("a draft", () => {
  it("is raised by whole packs to the supplier's minimum, and says so", () => {
    const settings = settingsOf({ suppliers: { Weaver: { minimumOrderMinor: 2_500 } } });
    const [draft] = draftDecisions([need({ packSize: 6 })], shop, settings);
    expect(draft?.payload).toMatchObject({ lines: [{ quantity: 28 }] });
    expect(draft?.reasons).toContainEqual({
      code: "minimum",
      text: "18 units more, to reach the supplier's minimum of £25.00",
    });
    expect(draft?.moneyMinor).toBe(2_800);
  });

  it("stays as it is under a minimum that would take too long to sell, and says so", () => {
    const settings = settingsOf({ suppliers: { Weaver: { minimumOrderMinor: 1_000_000 } } });
    const [draft] = draftDecisions([need()], shop, settings);
    expect(draft).toMatchObject({ moneyMinor: 1_000, confidence: 0.5 });
    expect(draft?.reasons.at(-1)?.text).toContain("Under the supplier's minimum of £10,000.00");
  });
});

describe("a reorder", () => {
  const outlook = (own: object, suppliers: object) => {
    const variant = { ...variants[0]!, ...own };
    const demand = demandOf(variant.series, shop.today)!;
    return stockOutlook(variant, demand, shop, settingsOf({ suppliers }), { taxRate: 0.2, taxIncluded: true });
  };

  it("counts what is coming as cover: a draft is not proposed twice", () => {
    const { need: wanted, reorderPoint } = outlook({ available: 0 }, {});
    expect(wanted?.quantity).toBeGreaterThan(0);
    expect(outlook({ available: 0, incoming: reorderPoint + 1 }, {}).need).toBeNull();
    expect(outlook({ available: 10, incoming: 5 }, {}).position).toBe(15);
  });

  it("keeps the pack and the minimum of the SKU before those of its supplier", () => {
    const bySupplier = outlook({ available: 0 }, { Weaver: { packSize: 7, minimumOrder: 4_900 } }).need;
    expect(bySupplier).toMatchObject({ quantity: 4_900, packSize: 7 });
    const items = { "TT-1": { packSize: 100, minimumOrder: 5_000 } };
    expect(outlook({ available: 0 }, { Weaver: { packSize: 7, items } }).need).toMatchObject({
      quantity: 5_000,
      packSize: 100,
    });
  });
});

const day = 86_400_000;
const open = (own: Partial<OpenPurchase> = {}): OpenPurchase => ({
  id: "a-1",
  number: "PO-1",
  supplier: "Weaver",
  status: "draft",
  currency: "GBP",
  totalMinor: 5_000,
  products: 2,
  units: 50,
  unitsOpen: 50,
  createdAt: 0,
  sentAt: null,
  mailTried: false,
  impactMinor: 900,
  ...own,
});
const letterhead = { from: "orders@shop.example", shop: "The Shop" };
const withAddress = settingsOf({ suppliers: { Weaver: { email: "sales@weaver.example" } } });

describe("the mail of a draft", () => {
  it("is wished for once the supplier has an address and mail is set up", () => {
    const [wish] = mailsToSend([open()], letterhead, withAddress, 7);
    expect(wish).toMatchObject({
      kind: "purchase.send",
      target: "purchase:a-1",
      intent: "mail sales@weaver.example",
      payload: { purchaseId: "a-1", to: "sales@weaver.example", from: "orders@shop.example", shop: "The Shop" },
      moneyMinor: 5_000,
      impactMinor: 900,
    });
    expect(mailsToSend([open()], null, withAddress, 7)).toEqual([]);
    expect(mailsToSend([open()], letterhead, settingsOf({}), 7)).toEqual([]);
  });

  it("is never wished for what was ordered, or tried, already", () => {
    const others = [open({ status: "sent" }), open({ status: "partly-received" }), open({ mailTried: true })];
    expect(mailsToSend(others, letterhead, withAddress, 7)).toEqual([]);
  });
});

it("tells of drafts nobody orders and of orders long overdue, because both count as cover", () => {
  const settings = settingsOf({ suppliers: { Weaver: { leadTimeDays: 10 } } });
  expect(purchaseNotices([open()], settings, 6 * day)).toEqual([]);
  expect(purchaseNotices([open()], settings, 8 * day)).toMatchObject([
    { id: "purchase-waiting:a-1", level: "warning" },
  ]);
  const sent = open({ status: "sent", sentAt: 0, unitsOpen: 20 });
  expect(purchaseNotices([sent], settings, 15 * day)).toEqual([]);
  const [late] = purchaseNotices([sent], settings, 16 * day);
  expect(late).toMatchObject({ id: "purchase-late:a-1", body: expect.stringContaining("20 units still count") });
});

it("corrects a shelf by each delivery on its own, so that no second one takes the first one's place", () => {
  const count = (id: string, counted: number, source: string) => ({
    id,
    variantId: "v1",
    itemId: "i1",
    locationId: "l1",
    title: "Tea towel",
    counted,
    availableThen: 10,
    available: 10,
    source,
  });
  const counts = [count("d:1:a", 15, "a delivery (a-3f8k2m9xq4)"), count("d:1:b", 12, "a delivery (a-3f8k2m9xq4)")];
  const { decisions } = decide({ ...snapshotOfOneSeller(), variants: [], counts }, settingsOf({}), 0);
  expect(decisions).toMatchObject([
    { kind: "stock.sync", payload: { delta: 5 } },
    { kind: "stock.sync", payload: { delta: 2 } },
  ]);
  expect(new Set(decisions.map(({ target }) => target)).size).toBe(2);
  expect(decisions[0]?.reasons[0]?.text).toBe("5 arrived with order PO-3F8K2M9X; the shop said 10 before");
});
