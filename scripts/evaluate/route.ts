import { z } from "zod/mini";
import { routeOrder } from "#core/routing/split-shipment.ts";
import { supplierFixedCost } from "#core/routing/supplier-cost.ts";
import { eachLine } from "./task.ts";

const numbers = z.array(z.number());
const line = z
  .object({
    qty: z.array(z.number().check(z.gte(0))),
    stock: z.array(numbers),
    unit_cost: z.array(numbers),
    weight_kg: numbers,
    ship_base: numbers.check(z.minLength(1)),
    ship_per_kg: numbers,
    lead_days: numbers,
    reliability: z.array(z.number().check(z.gte(0), z.lte(1))),
    promise_days: z.number(),
    late_penalty_per_day: z.number(),
    fail_penalty: z.number(),
  })
  .check(
    z.refine(
      ({ qty, stock, unit_cost, weight_kg, ...supplier }) => {
        const suppliers = supplier.ship_base.length;
        const perLine = [stock, unit_cost, weight_kg].every((list) => list.length === qty.length);
        const rows = [...stock, ...unit_cost, supplier.ship_per_kg, supplier.lead_days, supplier.reliability];
        return perLine && rows.every((row) => row.length === suppliers);
      },
      { error: "lines and suppliers do not fit together" },
    ),
  );

export const routeTask = eachLine(line, (order) => {
  const routed = routeOrder({
    quantities: order.qty,
    stock: order.stock,
    unitCost: order.unit_cost.map((costs, i) => costs.map((c, j) => c + order.weight_kg[i]! * order.ship_per_kg[j]!)),
    fixedCost: order.ship_base.map((baseFreight, j) =>
      supplierFixedCost({
        baseFreight,
        leadDays: order.lead_days[j]!,
        promisedDays: order.promise_days,
        reliability: order.reliability[j]!,
        latePenaltyPerDay: order.late_penalty_per_day,
        failurePenalty: order.fail_penalty,
      }),
    ),
  });
  if (!routed.ok) {
    const { line: at, wanted, available } = routed.error;
    return { error: `not enough stock: line ${at} wants ${wanted}, the suppliers have ${available}` };
  }
  return { result: { ...routed.value } };
});
