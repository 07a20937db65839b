import * as z from "zod/mini";
import type { Connection } from "#agent-kit/connection.ts";
import type { CallEffect } from "#agent-kit/retry.ts";
import { httpError } from "#agent-kit/vendor-error.ts";
import type { Priority } from "#core/resilience/priority.ts";
import { askRest, foreignAddress, unreadableReply } from "#integrations/supplier/rest.ts";
import { PRINTFUL_HOST } from "./account.ts";

const VENDOR = "Printful";
const timeoutMs = 15_000;

export interface PrintfulClientOptions {
  connection: Pick<Connection, "call">;
  /** The private token; asked for with every call, never kept. */
  token(): Promise<string>;
  /** Only a token of the whole account needs one. */
  storeId: string | undefined;
  priority: Priority;
  environment: string;
  /** A sandbox's address; the vendor's own host when absent. */
  baseUrl: string | undefined;
}

export interface PrintfulCall {
  /** For logs, without ids. */
  name: string;
  path: string;
  query?: Record<string, string | number>;
  body?: unknown;
  effect?: CallEffect;
}

export interface PrintfulAnswer {
  result: unknown;
  /** Of a list: how many there are in all. */
  total: number | null;
}

const envelope = z.object({
  result: z.optional(z.unknown()),
  paging: z.nullish(z.object({ total: z.coerce.number() })),
});

/** Version 1 of the API, each call through the breaker and the shared bucket; null where the thing does not exist. */
export function printfulClient(options: PrintfulClientOptions) {
  const { connection, token, storeId, priority, environment, baseUrl } = options;
  return {
    ask({ name, path, query = {}, body, effect = "read" }: PrintfulCall): Promise<PrintfulAnswer | null> {
      if (effect !== "read" && environment === "production" && baseUrl !== undefined) throw foreignAddress(name);
      return connection.call({
        name,
        effect,
        priority,
        timeoutMs,
        run: async (signal) => {
          const headers: Record<string, string> = { authorization: `Bearer ${await token()}` };
          if (storeId !== undefined) headers["x-pf-store-id"] = storeId;
          const url = addressOf(baseUrl ?? PRINTFUL_HOST, path, query);
          const method = body === undefined ? "GET" : "POST";
          const reply = await askRest({ vendor: VENDOR, url, method, headers, body, signal });
          if (reply.status === 404 && effect !== "read") throw httpError(VENDOR, reply, { realNow: Date.now() });
          return { value: answerOf(reply) };
        },
      });
    },
  };
}
export type PrintfulClient = ReturnType<typeof printfulClient>;

function addressOf(base: string, path: string, query: Record<string, string | number>): string {
  const url = new URL(`${base}${path}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
  return url.href;
}

function answerOf({ status, data }: { status: number; data: unknown }): PrintfulAnswer | null {
  if (status === 404) return null;
  const read = envelope.safeParse(data);
  if (!read.success || read.data.result === undefined) throw unreadableReply(VENDOR, JSON.stringify(data) ?? "");
  return { result: read.data.result, total: read.data.paging?.total ?? null };
}
