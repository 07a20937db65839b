import { err, ok, type Result } from "#core/result.ts";

/** Lines of an order against suppliers; amounts in any one unit of money, `[line][supplier]`. */
export interface RoutingProblem {
  readonly quantities: readonly number[];
  /** Units each supplier can send of each line. */
  readonly stock: readonly (readonly number[])[];
  /** Cost of one unit from each supplier, its freight by weight included. */
  readonly unitCost: readonly (readonly number[])[];
  /** Cost of using a supplier at all: base freight, expected lateness, risk of failure. */
  readonly fixedCost: readonly number[];
}

export interface Routing {
  readonly cost: number;
  /** Units by `[line][supplier]`. */
  readonly allocation: readonly (readonly number[])[];
  /** Whether the cost is proven to be the lowest, or the best a local search found. */
  readonly proven: boolean;
}

export interface NotEnoughStock {
  readonly kind: "not-enough-stock";
  readonly line: number;
  readonly wanted: number;
  readonly available: number;
}

/** Suppliers up to which every subset is tried: 4,096 of them. */
const EXACT_SUPPLIERS = 12;

/**
 * Cheapest way to fill an order from several suppliers, split where that pays: facility location. For a given set of
 * suppliers each line is filled from its cheapest ones in turn, so trying every set is exact; above twelve suppliers, add,
 * drop and swap moves from all suppliers open.
 */
export function routeOrder(problem: RoutingProblem): Result<Routing, NotEnoughStock> {
  const { quantities, stock, fixedCost } = problem;
  for (let line = 0; line < quantities.length; line += 1) {
    const available = stock[line]!.reduce((sum, units) => sum + Math.max(0, units), 0);
    if (available < quantities[line]!) {
      return err({ kind: "not-enough-stock", line, wanted: quantities[line]!, available });
    }
  }
  const suppliers = fixedCost.length;
  const proven = suppliers <= EXACT_SUPPLIERS;
  const open = proven ? bestSubset(problem) : searchedSubset(suppliers, costOfSets(problem));
  const allocation = fill(problem, open);
  // Summed from what is sent, so that an open supplier with nothing to send costs nothing.
  const used = fixedCost.map((_, j) => allocation.some((line) => line[j]! > 0));
  let total = 0;
  allocation.forEach((line, i) => {
    line.forEach((units, j) => {
      total += units * problem.unitCost[i]![j]!;
    });
  });
  used.forEach((isUsed, j) => {
    if (isUsed) total += fixedCost[j]!;
  });
  return ok({ cost: total, allocation, proven });
}

type SetCost = (open: readonly boolean[]) => number;

/** Cost of an open set with every line filled greedily; Infinity when the set cannot fill the order. */
function costOfSets({ quantities, stock, unitCost, fixedCost }: RoutingProblem): SetCost {
  const cheapestFirst = unitCost.map((costs) => costs.map((_, j) => j).sort((a, b) => costs[a]! - costs[b]!));
  return (open) => {
    let total = 0;
    for (let j = 0; j < open.length; j += 1) if (open[j]) total += fixedCost[j]!;
    for (let i = 0; i < quantities.length; i += 1) {
      let missing = quantities[i]!;
      for (const j of cheapestFirst[i]!) {
        if (missing <= 0) break;
        if (!open[j]) continue;
        const units = Math.min(missing, Math.max(0, stock[i]![j]!));
        total += units * unitCost[i]![j]!;
        missing -= units;
      }
      if (missing > 0) return Number.POSITIVE_INFINITY;
    }
    return total;
  };
}

/**
 * Every set of suppliers, as bits of a number. A set whose fixed cost and the goods at their cheapest anywhere come to no less
 * than the best known is passed over unfilled, so that most are.
 */
function bestSubset({ quantities, stock, unitCost, fixedCost }: RoutingProblem): boolean[] {
  const suppliers = fixedCost.length;
  const lines = quantities.length;
  const orders = unitCost.map((costs) => costs.map((_, j) => j).sort((a, b) => costs[a]! - costs[b]!));
  const cheapestFirst = Uint8Array.from(orders.flat());
  const costs = Float64Array.from(unitCost.flat());
  const units = Float64Array.from(stock.flat(), (held) => Math.max(0, held));
  const all = 2 ** suppliers - 1;

  function goods(mask: number, limit: number): number {
    let total = 0;
    for (let i = 0; i < lines; i += 1) {
      const row = i * suppliers;
      let missing = quantities[i]!;
      for (let at = row; missing > 0 && at < row + suppliers; at += 1) {
        const j = cheapestFirst[at]!;
        if (((mask >> j) & 1) === 0) continue;
        const held = units[row + j]!;
        const taken = Math.min(held, missing);
        total += taken * costs[row + j]!;
        missing -= taken;
      }
      if (missing > 0 || total >= limit) return Number.POSITIVE_INFINITY;
    }
    return total;
  }

  const fixed = new Float64Array(all + 1);
  for (let mask = 1; mask <= all; mask += 1)
    fixed[mask] = fixed[mask & (mask - 1)]! + fixedCost[31 - Math.clz32(mask & -mask)]!;
  const leastGoods = goods(all, Number.POSITIVE_INFINITY);
  let best = all;
  let lowest = fixed[all]! + leastGoods;
  for (let mask = 1; mask <= all; mask += 1) {
    const charged = fixed[mask]!;
    if (charged + leastGoods >= lowest) continue;
    const value = charged + goods(mask, lowest - charged);
    if (value < lowest) {
      best = mask;
      lowest = value;
    }
  }
  return Array.from({ length: suppliers }, (_, j) => ((best >> j) & 1) === 1);
}

/** Steepest descent over opening, closing or exchanging one supplier, until none helps. */
function searchedSubset(suppliers: number, cost: SetCost): boolean[] {
  let current = new Array<boolean>(suppliers).fill(true);
  let lowest = cost(current);
  for (;;) {
    let next: boolean[] | null = null;
    const look = (open: boolean[]) => {
      const value = cost(open);
      if (value < lowest - 1e-12) {
        lowest = value;
        next = open;
      }
    };
    for (let j = 0; j < suppliers; j += 1) {
      look(current.with(j, !current[j]));
      for (let k = 0; k < j; k += 1) {
        if (current[j] !== current[k]) look(current.with(j, !current[j]).with(k, !current[k]));
      }
    }
    if (next === null) return current;
    current = next;
  }
}

function fill({ quantities, stock, unitCost }: RoutingProblem, open: readonly boolean[]): number[][] {
  return quantities.map((quantity, i) => {
    const sent = open.map(() => 0);
    let missing = quantity;
    const order = open.map((_, j) => j).filter((j) => open[j]);
    order.sort((a, b) => unitCost[i]![a]! - unitCost[i]![b]!);
    for (const j of order) {
      const units = Math.min(missing, Math.max(0, stock[i]![j]!));
      sent[j] = units;
      missing -= units;
    }
    return sent;
  });
}
