import { defineAgent } from "#agent-kit/define-agent.ts";
import { reporter, reporting } from "#agent-kit/report.ts";
import { shopifyNeed } from "#integrations/shopify/need.ts";
import { riskWeights } from "./actions/risk-weights.ts";
import { channelNeeds } from "./alerts/channels.ts";
import { lookOut } from "./alerts/look-out.ts";
import { decide } from "./decide.ts";
import { observe } from "./observe.ts";
import { platformNeeds } from "./platform/needs.ts";
import { record } from "./record.ts";
import { securitySettings } from "./settings.ts";

export { Alerts } from "./alerts/entrypoint.ts";

const Agent = defineAgent({
  id: "security",
  name: "Security Agent",
  summary:
    "Scores every order's risk of fraud, lists those worth a person's look, and learns from what became of them.",
  capabilities: [
    "order-risk",
    "order-velocity",
    "review-queue",
    "weights-from-feedback",
    "platform-findings",
    "alerts",
  ],
  settings: securitySettings,
  needs: [shopifyNeed({ scopes: ["read_orders", "read_customers"] }), ...channelNeeds, ...platformNeeds],
  wakesOn: ["orders", "risk", "disputes", "import.completed"],
  wakeGapMs: 60_000,
  initialize: () => ({}),
  observe,
  decide,
  record,
  actions: { "risk.weights": riskWeights },
});

export default class SecurityAgent extends Agent {
  /** Its own cron looks out as well: nobody else notices when the watchdog, which asks every minute, has died. */
  override async scheduled(controller: ScheduledController): Promise<void> {
    try {
      await super.scheduled(controller);
    } finally {
      await reporting(reporter(this.env, this.ctx, "security"), () => lookOut(this.env));
    }
  }
}
