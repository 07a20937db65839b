/** `order-fulfillment` → `OrderFulfillment`. */
function pascal(id: string): string {
  return id.replace(/(^|-)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase());
}

function title(id: string): string {
  return pascal(id).replace(/(?<=[a-z0-9])(?=[A-Z])/g, " ");
}

export function indexSource(id: string): string {
  const type = pascal(id);
  return `import * as z from "zod/mini";
import { defineAgent } from "#agent-kit/define-agent.ts";
import type { Observation, RunContext } from "#agent-kit/definition.ts";
import { scheduleSettings } from "#agent-kit/schedule-settings.ts";
import { shopifyNeed } from "#integrations/shopify/need.ts";
import { decide, type ${type}Snapshot } from "./decide.ts";

const settings = z.object({ schedule: scheduleSettings });
type Settings = z.infer<typeof settings>;

export default defineAgent({
  id: "${id}",
  name: "${title(id)} Agent",
  summary: "Says how much of the catalogue is out of stock.",
  capabilities: [],
  settings,
  needs: [shopifyNeed({ scopes: ["read_products", "read_inventory"] })],
  wakesOn: [],
  wakeGapMs: 15 * 60_000,
  initialize: () => ({}),
  observe,
  decide,
  actions: {},
});

/** Reads the mirror, in one round trip. */
async function observe(context: RunContext<Settings, object>): Promise<Observation<${type}Snapshot>> {
  const [result] = await context.query([
    context.env.DB.prepare(
      \`SELECT count(*) AS variants, coalesce(sum(available <= 0), 0) AS empty
       FROM (SELECT sum(available) AS available FROM inventory_levels WHERE deleted_at IS NULL GROUP BY item_id)\`,
    ),
  ]);
  const row = result?.results[0];
  const snapshot = { variants: Number(row?.variants ?? 0), empty: Number(row?.empty ?? 0) };
  return { snapshot, observed: snapshot.variants };
}
`;
}

export function decideSource(id: string): string {
  const type = pascal(id);
  return `import type { Decided } from "#agent-kit/definition.ts";

export interface ${type}Snapshot {
  variants: number;
  /** Of them, those with nothing left. */
  empty: number;
}

/** Pure: everything this agent thinks is here, or in core/. What it wants done it returns as decisions. */
export function decide({ variants, empty }: ${type}Snapshot): Decided {
  return { decisions: [], measures: { variants, "empty-share": variants === 0 ? null : empty / variants } };
}
`;
}
