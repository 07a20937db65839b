import * as z from "zod/mini";
import { defineAgent } from "../define-agent.ts";
import { scheduleSettings } from "../schedule-settings.ts";

/** An agent that looks at nothing and wants nothing: what it costs is what the kit costs. */
export const EmptyAgent = defineAgent({
  id: "empty",
  name: "Empty Agent",
  summary: "Looks at nothing and wants nothing.",
  capabilities: [],
  settings: z.object({ schedule: scheduleSettings }),
  needs: [],
  wakesOn: [],
  wakeGapMs: 0,
  initialize: () => null,
  observe: async () => ({ snapshot: null, observed: 0 }),
  decide: () => ({ decisions: [], measures: {} }),
  actions: {},
});
