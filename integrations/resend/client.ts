import type { Connection } from "#agent-kit/connection.ts";
import { KitError } from "#agent-kit/errors.ts";
import { RESEND_HOST } from "./account.ts";
import { parsedJson, rateOf, refusedReply } from "./reply.ts";

export interface ResendClientOptions {
  connection: Pick<Connection, "call">;
  apiKey(): Promise<string>;
  environment: string;
  /** A sandbox's address; the vendor's own host when absent. */
  baseUrl?: string;
}

export interface ResendCall {
  /** With the query, e.g. `/emails?limit=100`. */
  path: string;
  body?: unknown;
  idempotencyKey?: string;
}

/** The reply's JSON; throws KitError. */
export type AskResend = (call: ResendCall) => Promise<unknown>;

const timeoutMs = 15_000;

/** Resend's API, each call through the breaker and the account's rate. */
export function resendClient({ connection, apiKey, environment, baseUrl }: ResendClientOptions): AskResend {
  return ({ path, body, idempotencyKey }) => {
    const write = body !== undefined;
    if (write && environment === "production" && baseUrl !== undefined && new URL(baseUrl).origin !== RESEND_HOST)
      throw foreign();
    return connection.call({
      name: `resend ${path.replace(/[?].*/, "")}`,
      effect: !write ? "read" : idempotencyKey === undefined ? "write" : "keyed-write",
      timeoutMs,
      run: async (signal) => {
        const reply = await fetch(`${baseUrl ?? RESEND_HOST}${path}`, {
          method: write ? "POST" : "GET",
          headers: {
            authorization: `Bearer ${await apiKey()}`,
            "content-type": "application/json",
            // Without one the vendor's front door answers 403 (error 1010), and Workers send none of their own.
            "user-agent": "royal-equips-orchestrator",
            ...(idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey }),
          },
          body: write ? JSON.stringify(body) : undefined,
          redirect: "manual",
          signal,
        });
        const text = await reply.text();
        if (!reply.ok) throw refusedReply(reply, text);
        return { value: parsedJson(text), budget: rateOf(reply.headers) };
      },
    });
  };
}

function foreign(): KitError {
  return new KitError({
    code: "foreign-base-address",
    message: "The mail was not sent: in production only the vendor's own address may be written to.",
    outcome: "not-sent",
    countsAgainst: false,
  });
}
