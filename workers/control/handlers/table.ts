import type { Handlers } from "../context.ts";
import { actionHandlers } from "./actions.ts";
import { agentHandlers } from "./agents.ts";
import { auditHandlers } from "./audit.ts";
import { autonomyHandlers } from "./autonomy.ts";
import { backtestHandlers } from "./backtests.ts";
import { breakerHandlers } from "./breakers.ts";
import { candidateHandlers } from "./candidates.ts";
import { cardHandlers } from "./cards.ts";
import { connectHandlers } from "./connect.ts";
import { connectionHandlers } from "./connections.ts";
import { emergencyHandlers } from "./emergency.ts";
import { findingHandlers } from "./findings.ts";
import { orderHandlers } from "./orders.ts";
import { policyHandlers } from "./policy.ts";
import { priceHandlers } from "./prices.ts";
import { privacyHandlers } from "./privacy.ts";
import { purchaseHandlers } from "./purchases.ts";
import { riskHandlers } from "./risk.ts";
import { runHandlers } from "./runs.ts";
import { secretHandlers } from "./secrets.ts";
import { sessionHandlers } from "./session.ts";
import { shopHandlers } from "./shop.ts";
import { statusHandlers } from "./status.ts";
import { stockHandlers } from "./stock.ts";
import { tokenHandlers } from "./tokens.ts";

/** One handler for every declared operation; the compiler refuses a missing one. */
export const handlers: Handlers = {
  ...agentHandlers,
  ...backtestHandlers,
  ...runHandlers,
  ...actionHandlers,
  ...candidateHandlers,
  ...cardHandlers,
  ...policyHandlers,
  ...priceHandlers,
  ...autonomyHandlers,
  ...breakerHandlers,
  ...connectHandlers,
  ...connectionHandlers,
  ...emergencyHandlers,
  ...secretHandlers,
  ...stockHandlers,
  ...orderHandlers,
  ...purchaseHandlers,
  ...riskHandlers,
  ...tokenHandlers,
  ...auditHandlers,
  ...findingHandlers,
  ...privacyHandlers,
  ...shopHandlers,
  ...sessionHandlers,
  ...statusHandlers,
};
