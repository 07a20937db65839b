import { labelOf } from "../../ledger/values.ts";
import { duration } from "../../lib/format/time.ts";

const deeds: Record<string, string> = {
  "actions.approve": "approved a change",
  "actions.cancel": "called off a change",
  "actions.confirm": "noted a change as done",
  "actions.edit": "edited a change",
  "actions.reject": "rejected a change",
  "actions.retry": "had a change tried again",
  "actions.revert": "undid a change",
  "agents.backtest": "tried an agent on the past",
  "agents.mode": "set an agent's mode",
  "agents.pause": "paused an agent",
  "agents.resume": "resumed an agent",
  "agents.run": "asked for a run",
  "agents.settings": "set an agent's settings",
  "audit.take-end": "took the audit log's end as it stands for the true one",
  "autonomy.accept": "accepted an earned limit",
  "breakers.force-close": "let all calls through",
  "breakers.force-open": "cut a connection off",
  "breakers.reset": "reset a connection",
  "candidates.watch": "watched an offer",
  "clock.set": "set the sandbox's clock",
  "connections.test": "tested a connection",
  "emergency.release": "released the stop",
  "emergency.stop": "pressed the stop",
  "findings.accept": "accepted a finding",
  "orders.set-sources": "named suppliers",
  "policy.fall-back": "took a limit back",
  "policy.put": "put a policy in force",
  "prices.batch": "entered prices",
  "prices.set-bands": "set price bands",
  "privacy.document": "fetched a person's data",
  "purchases.cancel": "cancelled a purchase",
  "purchases.mail": "mailed a purchase",
  "purchases.receive": "noted arrived goods",
  "purchases.send": "noted a purchase as ordered",
  "risk.feedback": "judged an order",
  "roles.put": "gave somebody a role",
  "runs.cancel": "cancelled a run",
  "runs.replay": "replayed a run",
  "secrets.refresh": "had secrets read anew",
  "session.close": "signed out",
  "session.code": "made a sign-in link",
  "session.open": "signed in",
  "stock.count": "counted stock",
  "tokens.create": "made a token",
  "tokens.revoke": "revoked a token",
  "watchdog.run": "had the watchdog look",
};

/** An operation as a deed in the past; one without words here by its name. */
export function deedWords(operation: string): string {
  return deeds[operation] ?? labelOf(operation);
}

/** Where the thing that it was done to has a page, or null. */
export function placeOf(operation: string, subject: string): string | null {
  if (/^a-[a-z0-9]+$/.test(subject))
    return `${operation.startsWith("purchases.") ? "/purchases" : "/changes"}/${subject}`;
  if (isAgent(operation, subject)) return `/agents/${subject}`;
  if (operation.startsWith("runs.")) return `/runs/${subject}`;
  return operation.startsWith("policy.") || operation === "autonomy.accept" ? "/policy" : null;
}

/** Whether it was done to an agent; the stop is noted for each of them and once for all. */
export function isAgent(operation: string, subject: string): boolean {
  return operation.startsWith("agents.") || (operation.startsWith("emergency.") && subject !== "everything");
}

/** What it was done with, as `name: value`. */
export function detailText(detail: Record<string, unknown>): string {
  return Object.entries(detail)
    .map(([name, value]) => `${labelOf(name)}: ${detailValue(name, value)}`)
    .join(", ");
}

function detailValue(name: string, value: unknown): string {
  if (typeof value === "number" && name.endsWith("Ms")) return duration(value);
  return typeof value === "string" ? value : JSON.stringify(value);
}
