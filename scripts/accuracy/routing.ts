import { readFileSync } from "node:fs";
import path from "node:path";
import { assign } from "#core/routing/assignment.ts";
import { answersTo } from "../evaluate/tasks.ts";
import { atMost, type Check, farthest } from "./check.ts";

/** Split shipments and assignments against optima proven by HiGHS. */
export async function routingChecks(dataFolder: string): Promise<Check[]> {
  const read = (file: string) => JSON.parse(readFileSync(path.join(dataFolder, "routing", file), "utf8"));
  const { instances }: { instances: { optimal_cost: number }[] } = read("split_shipment_reference.json");
  const routed = await answersTo(
    "route",
    instances.map((instance) => JSON.stringify(instance)),
  );
  const assignments: { cost: number[][]; optimal: number }[] = read("assignment_reference.json");
  const costs = assignments.map(({ cost }) => assign(cost).reduce((sum, column, row) => sum + cost[row]![column]!, 0));
  return [
    atMost(
      "split shipments, largest difference from the optimum",
      farthest(
        routed.map(({ cost }) => Number(cost)),
        instances.map(({ optimal_cost }) => optimal_cost),
      ),
      1e-9,
    ),
    atMost(
      "assignments, largest difference from the optimum",
      farthest(
        costs,
        assignments.map(({ optimal }) => optimal),
      ),
      1e-9,
    ),
  ];
}
