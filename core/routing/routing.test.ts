import fc from "fast-check";
import { expect, test } from "vitest";
import { normalQuantile } from "#core/stats/normal.ts";
import { assign } from "./assignment.ts";
import { leadTimeP90 } from "./lead-time.ts";
import { type RoutingProblem, routeOrder } from "./split-shipment.ts";
import { supplierFixedCost, supplierReliability } from "./supplier-cost.ts";

function routed(problem: RoutingProblem) {
  const result = routeOrder(problem);
  if (!result.ok) throw new Error(result.error.kind);
  return result.value;
}

test("one dearer supplier beats two cheap ones when each shipment costs", () => {
  const problem = {
    quantities: [2, 2],
    stock: [
      [2, 0, 2],
      [0, 2, 2],
    ],
    unitCost: [
      [1, 9, 2],
      [9, 1, 2],
    ],
  };
  expect(routed({ ...problem, fixedCost: [5, 5, 5] })).toEqual({
    cost: 13,
    allocation: [
      [0, 0, 2],
      [0, 0, 2],
    ],
    proven: true,
  });
  expect(routed({ ...problem, fixedCost: [0, 0, 5] })).toMatchObject({
    cost: 4,
    allocation: [
      [2, 0, 0],
      [0, 2, 0],
    ],
  });
});

test("a line is split when no supplier holds enough, and refused when all together do not", () => {
  const problem = { quantities: [5], stock: [[3, 4]], unitCost: [[1, 2]], fixedCost: [1, 1] };
  expect(routed(problem)).toMatchObject({ cost: 3 + 4 + 2, allocation: [[3, 2]] });
  expect(routeOrder({ ...problem, quantities: [8] })).toEqual({
    ok: false,
    error: { kind: "not-enough-stock", line: 0, wanted: 8, available: 7 },
  });
});

const problem = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 13, max: 14 })).chain(([lines, suppliers]) =>
  fc.record({
    quantities: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: lines, maxLength: lines }),
    stock: grid(lines, suppliers, fc.integer({ min: 1, max: 5 })),
    unitCost: grid(lines, suppliers, fc.integer({ min: 1, max: 40 })),
    fixedCost: fc.array(fc.integer({ min: 0, max: 30 }), { minLength: suppliers, maxLength: suppliers }),
  }),
);

function grid(rows: number, columns: number, value: fc.Arbitrary<number>) {
  return fc.array(fc.array(value, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows });
}

test("above twelve suppliers the order is still filled", () => {
  fc.assert(
    fc.property(problem, (p) => {
      const { allocation, cost, proven } = routed(p);
      expect(proven).toBe(false);
      allocation.forEach((line, i) => {
        expect(line.reduce((a, b) => a + b, 0)).toBe(p.quantities[i]);
        line.forEach((units, j) => {
          expect(units).toBeLessThanOrEqual(p.stock[i]![j]!);
        });
      });
      const everyoneOpen = p.fixedCost.reduce((a, b) => a + b, 0) + p.quantities.reduce((a, q) => a + q * 40, 0);
      expect(cost).toBeLessThanOrEqual(everyoneOpen);
    }),
    { numRuns: 100 },
  );
});

test("lateness and unreliability are paid for in advance", () => {
  const terms = { baseFreight: 4, leadDays: 10, promisedDays: 3, latePenaltyPerDay: 2, failurePenalty: 15 };
  expect(supplierFixedCost({ ...terms, reliability: 0.9 })).toBeCloseTo(4 + 14 + 1.5, 12);
  expect(supplierFixedCost({ ...terms, leadDays: 2, reliability: 1 })).toBe(4);
});

test("reliability starts at the prior and forgets with a half-life", () => {
  expect(supplierReliability([], 0.9)).toBeCloseTo(0.9, 12);
  const failures = (ageDays: number) => new Array(10).fill({ onTime: false, ageDays });
  expect(supplierReliability(failures(0), 0.9)).toBeCloseTo(0.45, 12);
  expect(supplierReliability(failures(30), 0.9)).toBeCloseTo(9 / 15, 12);
});

test("the lead time is the promise's far end until parcels say otherwise", () => {
  const promise = { promisedLow: 5, promisedHigh: 9 };
  expect(leadTimeP90({ days: [], ...promise })).toBeCloseTo(9, 9);
  const quick = leadTimeP90({ days: new Array(200).fill(4), ...promise });
  const late = leadTimeP90({ days: new Array(200).fill(20), ...promise });
  expect(quick).toBeLessThan(5);
  expect(late).toBeGreaterThan(19);
  // Nine of ten of a lognormal sample: exp(mean + 1.2816 sd) of ln days, the five of the promise hardly counting.
  const days = Array.from({ length: 5_000 }, (_, i) => Math.exp(2 + 0.4 * normalQuantile((i + 0.5) / 5_000)));
  expect(leadTimeP90({ days, ...promise })).toBeCloseTo(Math.exp(2 + 0.4 * normalQuantile(0.9)), 1);
});

test("the assignment is the cheapest of all permutations", () => {
  const square = fc.integer({ min: 1, max: 5 }).chain((n) => grid(n, n + 1, fc.integer({ min: 0, max: 50 })));
  fc.assert(
    fc.property(square, (cost) => {
      const chosen = assign(cost);
      expect(new Set(chosen).size).toBe(cost.length);
      expect(chosen.reduce((sum, column, row) => sum + cost[row]![column]!, 0)).toBe(cheapest(cost, 0, new Set()));
    }),
    { numRuns: 200 },
  );
});

function cheapest(cost: number[][], row: number, taken: Set<number>): number {
  if (row === cost.length) return 0;
  let best = Number.POSITIVE_INFINITY;
  cost[row]!.forEach((value, column) => {
    if (!taken.has(column)) best = Math.min(best, value + cheapest(cost, row + 1, new Set(taken).add(column)));
  });
  return best;
}
