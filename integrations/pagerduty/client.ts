import type { Connection } from "#agent-kit/connection.ts";
import { KitError } from "#agent-kit/errors.ts";
import { httpError } from "#agent-kit/vendor-error.ts";
import { PAGERDUTY_HOST } from "./account.ts";

export interface PageEvent {
  action: "trigger" | "resolve";
  /** One incident: a repeated trigger adds to it, a repeated resolve does nothing. At most 255 characters. */
  dedupKey: string;
  severity: "critical" | "warning" | "info";
  summary: string;
  body: string;
  /** Who sees it, e.g. the shop's domain. */
  source: string;
  component: string;
  /** ms */
  at: number;
  link?: { text: string; url: string };
}

export interface PagerDutyOptions {
  connection: Pick<Connection, "call">;
  routingKey: string;
  environment: string;
  /** A sandbox's address; the vendor's own host when absent. */
  baseUrl?: string;
}

const timeoutMs = 10_000;

/** One event to Events API v2. The dedup key makes it repeatable. */
export async function sendPage(
  { connection, routingKey, environment, baseUrl }: PagerDutyOptions,
  event: PageEvent,
): Promise<void> {
  if (environment === "production" && baseUrl !== undefined && new URL(baseUrl).origin !== PAGERDUTY_HOST)
    throw new KitError({
      code: "foreign-base-address",
      message: "Nobody was paged: in production only the vendor's own address may be written to.",
      outcome: "not-sent",
      countsAgainst: false,
    });
  await connection.call({
    name: `pagerduty ${event.action}`,
    effect: "keyed-write",
    timeoutMs,
    run: async (signal) => {
      const reply = await fetch(`${baseUrl ?? PAGERDUTY_HOST}/v2/enqueue`, {
        method: "POST",
        headers: { "content-type": "application/json", "user-agent": "royal-equips-orchestrator" },
        body: JSON.stringify(pageBody(event, routingKey)),
        redirect: "manual",
        signal,
      });
      const text = await reply.text();
      if (!reply.ok) throw httpError("PagerDuty", reply, { internal: text.slice(0, 200), realNow: Date.now() });
      return { value: undefined };
    },
  });
}

/** Events API v2; a resolve needs nothing but the key. */
export function pageBody(event: PageEvent, routingKey: string) {
  const { action, dedupKey, severity, summary, source, component, at, body, link } = event;
  const common = { routing_key: routingKey, event_action: action, dedup_key: dedupKey.slice(0, 255) };
  if (action === "resolve") return common;
  return {
    ...common,
    payload: {
      summary: summary.slice(0, 1_024),
      source,
      severity,
      component,
      timestamp: new Date(at).toISOString(),
      custom_details: { body },
    },
    client: "Royal Equips",
    ...(link ? { links: [{ href: link.url, text: link.text }] } : {}),
  };
}
