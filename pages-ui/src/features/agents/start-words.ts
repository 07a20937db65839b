import { connectionName } from "../../ledger/connection-names.ts";
import { labelOf } from "../../ledger/values.ts";
import type { Tick } from "./api.ts";

const starts: Record<Tick["trigger"], string> = {
  cron: "schedule",
  manual: "a person",
  wake: "news from the store",
  "catch-up": "made up for a missed one",
  replay: "replay",
  continuation: "its next part",
};

/** What started a run, for a column headed "started by". */
export function startWords(trigger: Tick["trigger"]): string {
  return starts[trigger];
}

const topics: Record<string, string> = {
  inventory: "stock levels",
  "fulfilment-orders": "parcels to send",
  fulfilments: "parcels sent",
  risk: "the store's own risk verdicts",
  "import.completed": "the end of an import",
  "stock.counted": "a count of arrived goods",
};

/** What wakes an agent between its scheduled runs. */
export function topicsText(wakesOn: readonly string[]): string {
  return wakesOn.map((topic) => topics[topic] ?? labelOf(topic)).join(", ");
}

const held: Record<string, string> = {
  open: " lets nothing through after failures.",
  "forced-open": " is cut off by hand.",
  unreachable: ": its state is not known.",
  "not configured": " is not configured.",
};

/** Why an agent is not well; of connections the state is named by the breaker's word ("cj: forced-open"). */
export function reasonText(reason: string): string {
  const [, id = "", state = ""] = /^([a-z][a-z0-9-]*): ([a-z -]+)$/.exec(reason) ?? [];
  const words = held[state];
  return words ? `${connectionName(id)}${words}` : reason;
}
