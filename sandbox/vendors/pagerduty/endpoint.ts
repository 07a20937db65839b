import type { IncomingMessage, ServerResponse } from "node:http";
import { takeFault } from "../../faults.ts";
import { readJson, sendJson } from "../../http.ts";
import { recordEffect } from "../../store/effects.ts";
import type { Shop } from "../../store/shop.ts";
import { sufferAtVendor } from "../faults.ts";

export const PAGERDUTY_SANDBOX_KEY = "00000000000000000000000000sandbox";

interface Incident {
  before: string;
  after: string;
}

/** The double of Events API v2: an incident opens once a key, whatever is repeated, and is resolved once. */
export async function answerPagerDuty(
  { shop, chance }: { shop: Shop; chance: () => number },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readJson(request);
  const fault = takeFault(shop, ["pagerduty"], true, chance);
  if (await sufferAtVendor(fault, response)) return;
  if (fault?.kind === "throttled") return sendJson(response, 429, { status: "throttle exceeded" });
  const invalid = (error: string) =>
    sendJson(response, 400, { status: "invalid event", message: "Event object is invalid", errors: [error] });
  if (request.method !== "POST" || request.url !== "/vendors/pagerduty/v2/enqueue") return sendJson(response, 404, {});
  if (body?.routing_key !== PAGERDUTY_SANDBOX_KEY) return invalid("'routing_key' is invalid");
  const { event_action: action, dedup_key: key, payload } = body as Record<string, unknown>;
  if (typeof key !== "string" || key.length > 255) return invalid("'dedup_key' must be at most 255 characters");
  if (action === "trigger" && !isPayload(payload)) return invalid("'payload' is missing or incomplete");
  if (action !== "trigger" && action !== "resolve") return invalid("'event_action' is invalid");
  const before = standing(shop, key);
  const after = action === "trigger" ? "triggered" : before === "none" ? "none" : "resolved";
  recordEffect(shop, { kind: "page", root: action, target: key, before, after, client: "pagerduty" });
  if (fault?.kind === "reply-lost") return void response.socket?.destroy();
  sendJson(response, 202, { status: "success", message: "Event processed", dedup_key: key });
}

function standing(shop: Shop, key: string): string {
  const last = shop.database.get<Incident>(
    "SELECT before, after FROM effect WHERE kind = 'page' AND target = ? ORDER BY id DESC LIMIT 1",
    key,
  );
  return last ? String(JSON.parse(last.after)) : "none";
}

function isPayload(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { summary, source, severity } = value as Record<string, unknown>;
  return (
    typeof summary === "string" &&
    summary.length <= 1_024 &&
    typeof source === "string" &&
    ["critical", "error", "warning", "info"].includes(String(severity))
  );
}
