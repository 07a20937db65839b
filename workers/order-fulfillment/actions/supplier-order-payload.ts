import * as z from "zod/mini";

const minor = z.int().check(z.nonnegative());

/** What is ordered at one supplier for one order. Whom it goes to is read from the store when it is sent, never kept here. */
export const supplierOrderPayload = z.object({
  orderId: z.string().check(z.startsWith("gid://")),
  supplier: z.string().check(z.minLength(1)),
  lines: z
    .array(
      z.object({
        lineId: z.string(),
        reference: z.string().check(z.minLength(1)),
        quantity: z.int().check(z.positive()),
        /** Of one unit, in the shop's currency. */
        unitCostMinor: minor,
      }),
    )
    .check(z.minLength(1, "an order needs a line")),
  freightMinor: minor,
  service: z.string(),
  fromCountry: z.string(),
  promisedDays: z.number(),
  /** Pay from the balance there, as far as somebody allowed it. */
  pay: z.boolean(),
  quotedAt: z.number(),
  /** What the lines bring without tax and fees, and the least share of their net price that must be left of it. */
  netMinor: z.number(),
  feeMinor: z.number(),
  leastMargin: z.number(),
  /** Units of the shop's currency for one of the supplier's. */
  rate: z.number().check(z.positive()),
});
export type SupplierOrderPayload = z.infer<typeof supplierOrderPayload>;

export function costOf({ lines, freightMinor }: Pick<SupplierOrderPayload, "lines" | "freightMinor">): number {
  return freightMinor + lines.reduce((sum, line) => sum + line.quantity * line.unitCostMinor, 0);
}

/** Share of the net price left after goods, freight and fees. */
export function marginOf(payload: SupplierOrderPayload, costMinor = costOf(payload)): number {
  return payload.netMinor <= 0 ? -1 : (payload.netMinor - payload.feeMinor - costMinor) / payload.netMinor;
}
