import { defineAgent } from "#agent-kit/define-agent.ts";
import { shopifyNeed } from "#integrations/shopify/need.ts";
import { decide } from "./decide.ts";
import { observe } from "./observe.ts";
import { record } from "./record.ts";
import { securitySettings } from "./settings.ts";

export default defineAgent({
  id: "security",
  name: "Security Agent",
  summary:
    "Scores every order's risk of fraud, lists those worth a person's look, and learns from what became of them.",
  capabilities: ["order-risk"],
  settings: securitySettings,
  needs: [shopifyNeed({ scopes: ["read_orders", "read_customers"] })],
  wakesOn: ["orders", "risk"],
  wakeGapMs: 60_000,
  initialize: () => ({}),
  observe,
  decide,
  record,
  actions: {},
});
