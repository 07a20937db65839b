import { backtestOf } from "#agent-kit/backtest/backtest-of.ts";
import { defineAgent } from "#agent-kit/define-agent.ts";
import { csvChannelNeed } from "#integrations/csv-channel/channel.ts";
import { resendNeed } from "#integrations/resend/need.ts";
import { shopifyNeed } from "#integrations/shopify/need.ts";
import { channelSync } from "./actions/channel-sync.ts";
import { priceSet } from "./actions/price-set.ts";
import { purchaseDraft } from "./actions/purchase-draft.ts";
import { purchaseSend } from "./actions/purchase-send.ts";
import { stockSync } from "./actions/stock-sync.ts";
import { clients } from "./clients.ts";
import { decide } from "./decide.ts";
import { observe } from "./observe.ts";
import { past } from "./past.ts";
import { priceBatch } from "./price-batch/answer.ts";
import { purchaseDocument, purchaseMail } from "./purchases/requests.ts";
import { record } from "./record.ts";
import { inventoryPricingSettings } from "./settings.ts";

export default defineAgent({
  id: "inventory-pricing",
  name: "Inventory & Pricing Agent",
  summary: "Forecasts what will sell, says what to reorder, and moves prices where the net gain is likely.",
  capabilities: ["demand-forecast", "reorder-point", "purchase-drafts", "price-proposals", "stock-corrections"],
  settings: inventoryPricingSettings,
  needs: [
    shopifyNeed({
      scopes: ["read_products", "write_products", "read_inventory", "write_inventory", "read_orders", "read_locations"],
    }),
    resendNeed,
    csvChannelNeed,
  ],
  wakesOn: ["inventory", "refunds", "import.completed", "stock.counted"],
  wakeGapMs: 15 * 60_000,
  initialize: clients,
  observe,
  decide,
  record,
  actions: {
    "price.set": priceSet,
    "stock.sync": stockSync,
    "purchase.draft": purchaseDraft,
    "purchase.send": purchaseSend,
    "channel.sync": channelSync,
  },
  backtest: backtestOf(past),
  requests: { "price-batch": priceBatch, "purchase-mail": purchaseMail, "purchase-document": purchaseDocument },
});
