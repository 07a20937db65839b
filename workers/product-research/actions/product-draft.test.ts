import { expect, it } from "vitest";
import type { ProductDraft } from "./draft-payload.ts";
import { productDraft } from "./product-draft.ts";

const lamp = { reference: "1", sku: "L-1", title: "Lamp", priceMinor: 2_000, costMinor: 700 };
const held = { variants: [lamp, { ...lamp, reference: "2", costMinor: 900 }] } as ProductDraft;
const edited = (...variants: ProductDraft["variants"]) => productDraft.edit!.allowed!(held, { ...held, variants });

it("lets a person change prices and leave variants out, never what the supplier asked for them", () => {
  expect(edited({ ...lamp, priceMinor: 2_500, title: "Desk lamp" })).toEqual({ ok: true });
  expect(edited({ ...lamp, costMinor: 1 })).toMatchObject({ ok: false });
  expect(edited(lamp, { ...lamp, reference: "3" })).toMatchObject({ ok: false });
});
