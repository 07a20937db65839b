import type { Connection } from "#agent-kit/connection.ts";
import { KitError } from "#agent-kit/errors.ts";
import type { Logger } from "#agent-kit/log.ts";
import type { CallEffect } from "#agent-kit/retry.ts";
import type { Priority } from "#core/resilience/priority.ts";
import { API_VERSION } from "./api-version.ts";
import { assertMayWrite } from "./base-address.ts";
import { type GraphqlError, ShopifyError } from "./errors.ts";
import { budgetReading, judgeReply } from "./reply.ts";
import { type Fetch, post, type TransportReply } from "./transport.ts";
import type { Operation } from "./types.ts";

export interface ShopifyClientOptions {
  /** `<shop>.myshopify.com`. */
  domain: string;
  apiVersion?: string;
  /** A sandbox's address; the vendor's own host when absent. */
  baseUrl?: string;
  /** `ENVIRONMENT`: in `production` a foreign base address refuses every write. */
  environment: string;
  token(): Promise<string>;
  /** A new token after the store rejected this one. */
  refreshToken?(rejected: string): Promise<string>;
  connection: Pick<Connection, "call">;
  fetch?: Fetch;
  log?: Pick<Logger, "warn" | "error">;
  /** Told once when the store serves another version than asked for: an expired pin falls forward silently. */
  onVersionDrift?(drift: { pinned: string; served: string }): void;
}

export interface RunOptions {
  /** Derived from the operation by default; a write that sets an absolute value may be declared `keyed-write`. */
  effect?: CallEffect;
  priority?: Priority;
  timeoutMs?: number;
  signal?: AbortSignal;
  /** Accepts data in which fields are null for lack of scope, and is told which; without it such a reply throws. */
  onDenied?(errors: readonly GraphqlError[]): void;
}

export interface ShopifyClient {
  readonly domain: string;
  readonly apiVersion: string;
  /** Runs one committed operation and returns its data; throws KitError with an `outcome`, ShopifyError for refusals. */
  run<Data, Variables>(
    operation: Operation<Data, Variables>,
    variables: Variables,
    options?: RunOptions,
  ): Promise<Data>;
}

/** The Admin API of one store, every call through the connection's breaker, budget, retry and deadline. */
export function createShopifyClient(options: ShopifyClientOptions): ShopifyClient {
  const { domain, environment, baseUrl, connection, log } = options;
  const apiVersion = options.apiVersion ?? API_VERSION;
  const transport = { domain, apiVersion, baseUrl, fetch: options.fetch };
  const told = { drift: false, deprecations: new Set<string>() };

  return {
    domain,
    apiVersion,
    async run<Data, Variables>(
      operation: Operation<Data, Variables>,
      variables: Variables,
      run: RunOptions = {},
    ): Promise<Data> {
      const { name, kind } = operation;
      const effect = run.effect ?? effectOf(operation);
      if (kind === "mutation") {
        if (effect === "read") throw misdeclared(name);
        assertMayWrite(name, environment, domain, baseUrl);
      }
      return connection.call({
        name,
        effect,
        cost: operation.cost(variables),
        priority: run.priority,
        timeoutMs: run.timeoutMs,
        run: async (signal) => {
          const both = run.signal ? AbortSignal.any([signal, run.signal]) : signal;
          const reply = await sendWithToken({ text: operation.text, variables, signal: both });
          watchHeaders(name, reply.headers);
          const verdict = judgeReply(operation, reply);
          if (verdict.kind === "error") throw verdict.error;
          if (verdict.kind === "denied") {
            if (!run.onDenied) throw denied(name, verdict.errors);
            run.onDenied(verdict.errors);
          }
          return { value: reply.data as Data, budget: budgetReading(reply.extensions) };
        },
      });
    },
  };

  async function sendWithToken(request: {
    text: string;
    variables: unknown;
    signal: AbortSignal;
  }): Promise<TransportReply> {
    const token = await options.token();
    try {
      return await post(transport, { ...request, token });
    } catch (error) {
      // 401 means nothing was carried out: one repetition with a new token is safe for writes as well.
      const renewable = error instanceof KitError && error.status === 401 && options.refreshToken;
      if (!renewable) throw error;
      return post(transport, { ...request, token: await renewable(token) });
    }
  }

  function watchHeaders(name: string, headers: Headers): void {
    const served = headers.get("x-shopify-api-version");
    if (served !== null && served !== apiVersion && !told.drift) {
      told.drift = true;
      log?.error("the store serves another API version than the pinned one", { pinned: apiVersion, served });
      options.onVersionDrift?.({ pinned: apiVersion, served });
    }
    const reason = headers.get("x-shopify-api-deprecated-reason");
    if (reason !== null && !told.deprecations.has(name)) {
      told.deprecations.add(name);
      log?.warn("an operation uses something the vendor is about to remove", { operation: name, reason });
    }
  }
}

function effectOf(operation: Operation<unknown, never>): CallEffect {
  if (operation.kind === "query") return "read";
  return operation.idempotent ? "keyed-write" : "write";
}

function denied(name: string, errors: readonly GraphqlError[]): ShopifyError {
  return new ShopifyError({
    code: "access-denied",
    message: `Shopify hides part of what ${name} asks for: an access scope is missing.`,
    internal: errors.map((error) => error.message).join("; "),
    outcome: "refused",
    countsAgainst: false,
    graphqlErrors: errors,
  });
}

function misdeclared(name: string): KitError {
  const message = `${name} is a mutation and cannot run as a read.`;
  return new KitError({ code: "misdeclared-effect", message, outcome: "not-sent", report: true });
}
