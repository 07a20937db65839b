import type { Method } from "#schemas/api/operation.ts";
import type { OperationId } from "#schemas/api/table.ts";

/**
 * Where the dashboard's operations are served. The declarations carry zod, which a browser has no use for, so only their
 * types are imported; `routes.test.ts` compares this table with them.
 */
export const routes = {
  "session.open": "POST /v1/session",
  "session.get": "GET /v1/session",
  "session.close": "DELETE /v1/session",
  "shop.get": "GET /v1/shop",
  "imports.list": "GET /v1/imports",
  "status.get": "GET /v1/status",
  "notifications.list": "GET /v1/notifications",
  "agents.list": "GET /v1/agents",
  "agents.get": "GET /v1/agents/:agent",
  "agents.ticks": "GET /v1/agents/:agent/ticks",
  "agents.run": "POST /v1/agents/:agent/run",
  "agents.pause": "POST /v1/agents/:agent/pause",
  "agents.resume": "POST /v1/agents/:agent/resume",
  "agents.mode": "PUT /v1/agents/:agent/mode",
  "agents.settings": "PUT /v1/agents/:agent/settings",
  "runs.list": "GET /v1/runs",
  "runs.get": "GET /v1/runs/:run",
  "runs.logs": "GET /v1/runs/:run/logs",
  "runs.cancel": "POST /v1/runs/:run/cancel",
  "runs.replay": "POST /v1/runs/:run/replay",
  "cards.list": "GET /v1/cards",
  "actions.list": "GET /v1/actions",
  "actions.get": "GET /v1/actions/:action",
  "actions.approve": "POST /v1/actions/:action/approve",
  "actions.reject": "POST /v1/actions/:action/reject",
  "actions.edit": "POST /v1/actions/:action/edit",
  "actions.retry": "POST /v1/actions/:action/retry",
  "actions.confirm": "POST /v1/actions/:action/confirm",
  "actions.revert": "POST /v1/actions/:action/revert",
  "actions.batch": "POST /v1/actions/batch",
  "purchases.list": "GET /v1/purchases",
  "purchases.send": "POST /v1/purchases/:purchase/send",
  "purchases.receive": "POST /v1/purchases/:purchase/receive",
  "purchases.cancel": "POST /v1/purchases/:purchase/cancel",
  "policy.get": "GET /v1/policy",
  "policy.put": "PUT /v1/policy",
  "policy.preview": "POST /v1/policy/preview",
  "breakers.list": "GET /v1/breakers",
  "breakers.force-open": "POST /v1/breakers/:connection/force-open",
  "breakers.force-close": "POST /v1/breakers/:connection/force-close",
  "breakers.reset": "POST /v1/breakers/:connection/reset",
  "connections.list": "GET /v1/connections",
  "connections.test": "POST /v1/connections/:connection/test",
  "emergency.get": "GET /v1/emergency-stop",
  "emergency.stop": "POST /v1/emergency-stop",
  "emergency.release": "POST /v1/emergency-stop/release",
  "audit.list": "GET /v1/audit",
  "audit.verify": "GET /v1/audit/verify",
} as const satisfies { [Id in OperationId]?: `${Method} /v1/${string}` };

export type UsedOperation = keyof typeof routes;
