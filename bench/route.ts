// What it costs to route one order over eight suppliers with split shipments, proven cheapest, beside one greedy pass over the
// same orders, and how that grows with the number of suppliers. Run: npm run bench -- route [--json]
import { type RoutingProblem, routeOrder } from "#core/routing/split-shipment.ts";
import { seeded } from "#sandbox/store/seeded.ts";
import { type Candidate, interleave, ratio } from "./interleave.ts";

const ORDERS = 1_000;
const SUPPLIERS = 8;
// Short turns: one that the machine takes away from us is one of many, and the median does not see it.
const rounds = 400;
const times = 50;
const sizes = [2, 4, 6, 8, 10, 12, 16, 24];

/** Orders of one to six lines; each supplier has most lines, at its own price, and asks for its own freight. */
function orders(suppliers: number): RoutingProblem[] {
  const chance = seeded(2_026, `route ${suppliers}`);
  const between = (low: number, high: number) => low + Math.floor(chance() * (high - low + 1));
  return Array.from({ length: ORDERS }, () => {
    const lines = between(1, 6);
    const quantities = Array.from({ length: lines }, () => between(1, 4));
    const stock = quantities.map((quantity) =>
      Array.from({ length: suppliers }, (_, j) =>
        j === 0 || chance() < 0.7 ? quantity * between(1, 3) : between(0, 2),
      ),
    );
    const unitCost = quantities.map(() => {
      const base = between(200, 3_000);
      return Array.from({ length: suppliers }, () => Math.round(base * (0.8 + 0.5 * chance())));
    });
    const fixedCost = Array.from({ length: suppliers }, () => between(100, 900));
    return { quantities, stock, unitCost, fixedCost };
  });
}

/** What a shop without a router does: each line from whoever is cheapest by the unit, and freight as it comes. */
function greedy({ quantities, stock, unitCost, fixedCost }: RoutingProblem): number {
  const used = new Array<boolean>(fixedCost.length).fill(false);
  let total = 0;
  for (let i = 0; i < quantities.length; i += 1) {
    let missing = quantities[i]!;
    const taken = new Array<boolean>(fixedCost.length).fill(false);
    while (missing > 0) {
      let best = -1;
      for (let j = 0; j < fixedCost.length; j += 1)
        if (!taken[j] && stock[i]![j]! > 0 && (best < 0 || unitCost[i]![j]! < unitCost[i]![best]!)) best = j;
      if (best < 0) return Number.POSITIVE_INFINITY;
      taken[best] = true;
      used[best] = true;
      const units = Math.min(missing, stock[i]![best]!);
      total += units * unitCost[i]![best]!;
      missing -= units;
    }
  }
  for (let j = 0; j < used.length; j += 1) if (used[j]) total += fixedCost[j]!;
  return total;
}

function cost(problem: RoutingProblem): number {
  const routed = routeOrder(problem);
  if (!routed.ok) throw new Error(routed.error.kind);
  return routed.value.cost;
}

let sink = 0;
function over(problems: RoutingProblem[], once: (problem: RoutingProblem) => number): Candidate["run"] {
  let next = 0;
  return async (count) => {
    for (let at = 0; at < count; at += 1, next += 1) sink += once(problems[next % problems.length]!);
  };
}

const problems = orders(SUPPLIERS);
const [passA, passB, ours] = await interleave(
  [
    { name: "one greedy pass (A)", run: over(problems, greedy) },
    { name: "one greedy pass (A again)", run: over(problems, greedy) },
    { name: "ours: routeOrder()", run: over(problems, cost) },
  ],
  { rounds, times, warmUp: ORDERS },
);
const dearer = problems.map((problem) => greedy(problem) / cost(problem) - 1);
const worse = dearer.filter((share) => share > 1e-9);
const growth = [];
for (const suppliers of sizes) {
  const own = orders(suppliers);
  const [measured] = await interleave([{ name: String(suppliers), run: over(own, cost) }], {
    rounds: suppliers > 10 ? 60 : rounds,
    times: suppliers > 10 ? 5 : times,
    warmUp: 200,
  });
  growth.push({ suppliers, microseconds: measured!.medianNs / 1_000, proven: suppliers <= 12 });
}

const result = {
  bench: "route",
  orders: ORDERS,
  suppliers: SUPPLIERS,
  perOrderNs: [passA!, passB!, ours!],
  aaRatio: ratio(passB!, passA!),
  ratioToGreedy: ratio(ours!, passA!),
  greedyDearerShare: worse.length / problems.length,
  greedyDearerMean: dearer.reduce((sum, share) => sum + share, 0) / dearer.length,
  growth,
};

if (process.argv.includes("--json")) console.log(JSON.stringify(result));
else {
  for (const { name, medianNs, rangeNs } of result.perOrderNs) {
    const range = rangeNs.map((end) => (end / 1_000).toFixed(1)).join(" to ");
    console.log(`${name.padEnd(28)} ${(medianNs / 1_000).toFixed(1).padStart(8)} µs per order  (${range})`);
  }
  console.log(
    `A/A ${result.aaRatio.toFixed(2)}; ours ${result.ratioToGreedy.toFixed(0)} × the greedy pass, which is dearer for ${(100 * result.greedyDearerShare).toFixed(0)} % of ${ORDERS} orders, by ${(100 * result.greedyDearerMean).toFixed(1)} % on average`,
  );
  console.log("growth with suppliers:");
  for (const { suppliers, microseconds, proven } of growth)
    console.log(
      `  ${String(suppliers).padStart(3)}  ${microseconds.toFixed(0).padStart(8)} µs per order${proven ? "" : "  (local search)"}`,
    );
}
if (!Number.isFinite(sink)) throw new Error("an order could not be routed");
if (dearer.some((share) => share < -1e-9)) throw new Error("the greedy pass was cheaper");
