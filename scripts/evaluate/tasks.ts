import { type Answer, answerLines } from "./run-lines.ts";
import type { Task, TaskOptions } from "./task.ts";

type Batches = AsyncIterable<readonly string[]> | Iterable<readonly string[]>;
type Runner = (batches: Batches, options?: TaskOptions) => AsyncGenerator<Answer[]>;

const over =
  <Line>(task: Task<Line>): Runner =>
  (batches, options) =>
    answerLines(task, batches, options);

/** Each task by its public name, loaded when asked for. */
export const TASKS: Readonly<Record<string, () => Promise<Runner>>> = {
  forecast: async () => over((await import("./forecast.ts")).forecastTask),
  intermittent: async () => over((await import("./intermittent.ts")).intermittentTask),
  demand: async () => over((await import("./demand.ts")).demandTask),
  stock: async () => over((await import("./stock.ts")).stockTask),
  elasticity: async () => over((await import("./elasticity.ts")).elasticityTask),
  price: async () => over((await import("./price.ts")).priceTask),
  trend: async () => over((await import("./trend.ts")).trendTask),
  route: async () => over((await import("./route.ts")).routeTask),
  customers: async () => over((await import("./customers.ts")).customersTask),
  experiment: async () => over((await import("./experiment.ts")).experimentTask),
  anomalies: async () => over((await import("./anomalies.ts")).anomaliesTask),
  risk: async () => over((await import("./risk.ts")).riskTask),
  intent: async () => over((await import("./text.ts")).intentTask),
  sentiment: async () => over((await import("./text.ts")).sentimentTask),
};

/** All answers of a task to lines at hand. */
export async function answersTo(task: string, lines: readonly string[], options?: TaskOptions): Promise<Answer[]> {
  const run = await TASKS[task]!();
  const answers: Answer[] = [];
  for await (const batch of run([lines], options)) answers.push(...batch);
  return answers;
}

/** Tasks that can be trained on a file first. */
export const TRAINED: readonly string[] = ["intent", "sentiment"];
