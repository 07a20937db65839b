import * as actions from "./actions.ts";
import * as agents from "./agents.ts";
import * as audit from "./audit.ts";
import * as autonomy from "./autonomy.ts";
import * as backtests from "./backtests.ts";
import * as breakers from "./breakers.ts";
import * as candidates from "./candidates.ts";
import * as cards from "./cards.ts";
import * as connect from "./connect.ts";
import * as connections from "./connections.ts";
import * as emergency from "./emergency.ts";
import * as findings from "./findings.ts";
import * as health from "./health.ts";
import * as live from "./live.ts";
import * as orders from "./orders.ts";
import * as policy from "./policy.ts";
import * as prices from "./prices.ts";
import * as privacy from "./privacy.ts";
import * as purchases from "./purchases.ts";
import * as risk from "./risk.ts";
import * as runs from "./runs.ts";
import * as secrets from "./secrets.ts";
import * as session from "./session.ts";
import * as shop from "./shop.ts";
import * as stock from "./stock.ts";
import * as tokens from "./tokens.ts";

/** Every operation there is, by id. Control must implement each: its handler table is typed from this one. */
export const operations = {
  "shop.get": shop.getShop,
  "imports.list": shop.listImports,
  "forecasts.list": shop.listForecasts,
  "forecasts.accuracy": shop.listForecastAccuracy,
  "notifications.list": shop.listNotifications,
  "agents.list": agents.listAgents,
  "agents.get": agents.getAgent,
  "agents.ticks": agents.listTicks,
  "agents.health": agents.getAgentHealth,
  "agents.run": agents.runAgent,
  "agents.pause": agents.pauseAgent,
  "agents.resume": agents.resumeAgent,
  "agents.mode": agents.setAgentMode,
  "agents.settings": agents.setAgentSettings,
  "agents.backtest": backtests.startBacktest,
  "backtests.list": backtests.listBacktests,
  "backtests.get": backtests.getBacktest,
  "backtests.decisions": backtests.listBacktestDecisions,
  "runs.list": runs.listRuns,
  "runs.get": runs.getRun,
  "runs.logs": runs.runLogs,
  "runs.cancel": runs.cancelRun,
  "runs.replay": runs.replayRun,
  "actions.list": actions.listActions,
  "actions.get": actions.getAction,
  "actions.approve": actions.approveAction,
  "actions.reject": actions.rejectAction,
  "actions.edit": actions.editAction,
  "actions.retry": actions.retryAction,
  "actions.confirm": actions.confirmAction,
  "actions.revert": actions.revertAction,
  "actions.batch": actions.batchActions,
  "candidates.list": candidates.listCandidates,
  "candidates.history": candidates.candidateHistory,
  "candidates.watch": candidates.watchCandidate,
  "cards.list": cards.listCards,
  "policy.get": policy.getPolicy,
  "policy.put": policy.putPolicy,
  "policy.preview": policy.previewPolicy,
  "autonomy.list": autonomy.listAutonomy,
  "autonomy.accept": autonomy.acceptLimit,
  "prices.batch": prices.createPriceBatch,
  "prices.batches": prices.listPriceBatches,
  "prices.set-bands": prices.putPriceBands,
  "prices.bands": prices.listPriceBands,
  "breakers.list": breakers.listBreakers,
  "breakers.force-open": breakers.forceOpenBreaker,
  "breakers.force-close": breakers.forceCloseBreaker,
  "breakers.reset": breakers.resetBreaker,
  "connections.list": connections.listConnections,
  "connections.test": connections.testConnection,
  "connect.report": connect.connectReport,
  "emergency.get": emergency.getEmergency,
  "emergency.stop": emergency.emergencyStop,
  "emergency.release": emergency.releaseEmergency,
  "secrets.list": secrets.listSecrets,
  "secrets.refresh": secrets.refreshSecret,
  "stock.count": stock.countStock,
  "stock.counts": stock.listStockCounts,
  "orders.list": orders.listOrders,
  "orders.set-sources": orders.setOrderSources,
  "purchases.list": purchases.listPurchases,
  "purchases.get": purchases.getPurchase,
  "purchases.document": purchases.purchaseDocument,
  "purchases.mail": purchases.mailPurchase,
  "purchases.send": purchases.sendPurchase,
  "purchases.receive": purchases.receivePurchase,
  "purchases.cancel": purchases.cancelPurchase,
  "risk.orders": risk.listRiskOrders,
  "risk.feedback": risk.giveRiskFeedback,
  "risk.quality": risk.riskQuality,
  "tokens.list": tokens.listTokens,
  "tokens.create": tokens.createToken,
  "tokens.revoke": tokens.revokeToken,
  "roles.list": tokens.listRoles,
  "roles.put": tokens.putRole,
  "privacy.list": privacy.listPrivacy,
  "privacy.document": privacy.privacyDocument,
  "findings.list": findings.listFindings,
  "findings.accept": findings.acceptFinding,
  "audit.list": audit.listAudit,
  "audit.verify": audit.verifyAudit,
  "audit.take-end": audit.takeAuditEnd,
  "session.code": session.createSessionCode,
  "session.open": session.openSession,
  "session.get": session.getSession,
  "session.close": session.closeSession,
  "live.ticket": live.liveTicket,
  "status.get": health.getStatus,
  "watchdog.run": health.runWatchdog,
  "clock.set": health.setClock,
} as const;

export type Operations = typeof operations;
export type OperationId = keyof Operations;
