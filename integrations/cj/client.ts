import type { Connection } from "#agent-kit/connection.ts";
import { KitError } from "#agent-kit/errors.ts";
import type { CallEffect } from "#agent-kit/retry.ts";
import { sleep } from "#agent-kit/sleep.ts";
import { httpError, throttled } from "#agent-kit/vendor-error.ts";
import type { VendorToken } from "#agent-kit/vendor-token.ts";
import type { Priority } from "#core/resilience/priority.ts";
import type { BudgetClient } from "#durable-objects/client.ts";
import { CJ_HOST } from "./account.ts";
import { cjData } from "./reply.ts";

export interface CjClientOptions {
  connection: Pick<Connection, "call">;
  token: VendorToken;
  /** The bucket of requests a second, beside the connection's bucket of points. */
  pace: Pick<BudgetClient, "exchange">;
  priority: Priority;
  environment: string;
  /** A sandbox's address; the vendor's own host when absent. */
  baseUrl?: string;
}

export interface CjCall {
  /** Path under `/api2.0/v1`. */
  path: string;
  query?: Record<string, string | number>;
  body?: unknown;
  /** What the vendor charges for it. */
  points: number;
  effect?: CallEffect;
}

export interface CjClient {
  /** The reply's data, null where the thing does not exist; throws KitError. */
  ask(call: CjCall): Promise<unknown>;
}

const timeoutMs = 10_000;
const longestPaceMs = 5_000;

/** API 2.0 of CJdropshipping, each call through the breaker, the points, the pace and the shared token. */
export function cjClient(options: CjClientOptions): CjClient {
  const { connection, token, pace, priority, environment } = options;
  const base = `${options.baseUrl ?? CJ_HOST}/api2.0/v1`;

  return {
    ask({ path, query = {}, body, points, effect = "read" }) {
      if (effect !== "read" && environment === "production" && options.baseUrl !== undefined) throw foreign(path);
      return connection.call({
        name: path,
        effect,
        cost: points,
        priority,
        timeoutMs,
        run: async (signal) => {
          const bearer = await token.get();
          const send = async (held: string) => {
            await keepPace(pace, priority, signal);
            return sendOnce(url(path, query), body, held, signal);
          };
          const value = await send(bearer).catch(async (error: unknown) => {
            // Refused for its token means not carried out: one repetition with another is safe for writes as well.
            if (!(error instanceof KitError && error.status === 401)) throw error;
            return send(await token.refresh(bearer));
          });
          return { value };
        },
      });
    },
  };

  function url(path: string, query: Record<string, string | number>): string {
    const asked = new URL(`${base}${path}`);
    for (const [name, value] of Object.entries(query)) asked.searchParams.set(name, String(value));
    return asked.href;
  }
}

async function sendOnce(url: string, body: unknown, token: string, signal: AbortSignal): Promise<unknown> {
  const reply = await fetch(url, {
    method: body === undefined ? "GET" : "POST",
    headers: { accept: "application/json", "content-type": "application/json", "CJ-Access-Token": token },
    body: body === undefined ? undefined : JSON.stringify(body),
    redirect: "manual",
    signal,
  });
  const text = await reply.text();
  // Refusals with a code of the API's own may come with any status.
  if (!reply.ok && !text.includes('"code"'))
    throw httpError("CJdropshipping", reply, { internal: text.slice(0, 500), realNow: Date.now() });
  return cjData(text, reply.status);
}

/** Nothing is sent faster than the account's level allows. */
async function keepPace(pace: CjClientOptions["pace"], priority: Priority, signal: AbortSignal): Promise<void> {
  for (let waitedMs = 0; ; ) {
    // The bucket being away must not stop the calls: the vendor refuses what is too fast.
    const answer = await pace.exchange({ reserve: { cost: 1, priority, lapseMs: 1_000 } }).catch(() => null);
    const granted = answer?.reserve;
    if (!granted) return;
    if (granted.granted) {
      await pace.exchange({ settle: [{ reservationId: granted.reservationId, spent: true }] }).catch(() => null);
      return;
    }
    const waitMs = "waitMs" in granted ? granted.waitMs : 1_000;
    if (waitedMs + waitMs > longestPaceMs) throw throttled("CJdropshipping", { retryAfterMs: waitMs });
    await sleep(waitMs, signal);
    waitedMs += waitMs;
  }
}

function foreign(path: string): KitError {
  return new KitError({
    code: "foreign-base-address",
    message: `${path} was not sent: in production only the vendor's own address may be written to.`,
    outcome: "not-sent",
    countsAgainst: false,
  });
}
