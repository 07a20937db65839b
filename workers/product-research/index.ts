import { backtestOf } from "#agent-kit/backtest/backtest-of.ts";
import { defineAgent } from "#agent-kit/define-agent.ts";
import { shopifyNeed } from "#integrations/shopify/need.ts";
import { suppliers } from "#integrations/supplier/registry.ts";
import { productDraft } from "./actions/product-draft.ts";
import { productPublish } from "./actions/product-publish.ts";
import { clients } from "./clients.ts";
import { decide } from "./decide.ts";
import { observe } from "./observe.ts";
import { past } from "./past.ts";
import { record } from "./record.ts";
import { productResearchSettings } from "./settings.ts";

export default defineAgent({
  id: "product-research",
  name: "Product Research Agent",
  summary: "Sees what sells more and more, looks for it at suppliers, and proposes the best of their offers as drafts.",
  capabilities: ["own-trends", "supplier-search", "opportunity-scores", "draft-products", "watch-list"],
  settings: productResearchSettings,
  needs: [
    shopifyNeed({
      scopes: ["read_products", "write_products", "read_orders", "read_publications", "write_publications"],
    }),
    ...suppliers.map(({ need }) => need),
  ],
  wakesOn: ["import.completed"],
  wakeGapMs: 60 * 60_000,
  initialize: clients,
  observe,
  decide,
  record,
  actions: { "product.draft": productDraft, "product.publish": productPublish },
  backtest: backtestOf(past),
});
