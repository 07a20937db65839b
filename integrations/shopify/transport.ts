import { createAdminApiClient } from "@shopify/admin-api-client";
import { clockAt } from "#agent-kit/clock.ts";
import { KitError } from "#agent-kit/errors.ts";
import { httpError, vendorError } from "#agent-kit/vendor-error.ts";
import { rebased } from "./base-address.ts";
import type { GraphqlReply } from "./reply.ts";

export type Fetch = (input: string, init: RequestInit) => Promise<Response>;

export interface TransportOptions {
  domain: string;
  apiVersion: string;
  baseUrl?: string;
  fetch?: Fetch;
}

export interface TransportReply extends GraphqlReply {
  headers: Headers;
}

/** Longest part of an error page worth keeping for a log. */
const ERROR_TEXT_LIMIT = 2_000;

/** Failures before any byte of the request left, by the code Node gives them. */
const NEVER_LEFT = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT)$/;

/**
 * One POST to the Admin API through the vendor's client. Throws KitError for everything but a JSON reply with a 2xx
 * status. The client's own retries stay off: they read `Retry-After` as milliseconds and would repeat mutations.
 */
export async function post(
  options: TransportOptions,
  request: { text: string; variables: unknown; token: string; signal: AbortSignal },
): Promise<TransportReply> {
  let thrown: unknown;
  let sent = false;
  const doFetch = options.fetch ?? ((input, init) => fetch(input, init));
  const client = vendorClient(options, request.token, async (url, init) => {
    sent = true;
    try {
      // A redirect would carry the token to another host.
      return await doFetch(rebased(url, options.baseUrl), { ...init, redirect: "manual" });
    } catch (error) {
      // The vendor's client keeps only the message; whether the request left us is in the cause.
      thrown = error;
      throw error;
    }
  });
  const reply = await client.request(request.text, {
    variables: request.variables as Record<string, unknown>,
    signal: request.signal,
  });
  request.signal.throwIfAborted();
  const { errors } = reply;
  if (thrown !== undefined) throw neverLeft(thrown) ?? vendorError("Shopify", thrown);
  if (errors && (errors.response === undefined || !errors.response.ok))
    throw await failed(errors.response, errors, sent);
  if (errors && errors.graphQLErrors === undefined && reply.data === undefined && errors.response) {
    const { status } = errors.response;
    throw unreadable(status, `${errors.message ?? ""} ${await textOf(errors.response)}`);
  }
  const headers = new Headers(errors?.response?.headers ?? headersOf(reply));
  return { data: reply.data, errors: errors?.graphQLErrors, extensions: reply.extensions, headers };
}

function vendorClient({ domain, apiVersion }: TransportOptions, accessToken: string, customFetchApi: Fetch) {
  try {
    return createAdminApiClient({
      storeDomain: domain,
      apiVersion,
      accessToken,
      retries: 0,
      customFetchApi: (url, init) => customFetchApi(url, { ...init }),
    });
  } catch (error) {
    const message = "The Shopify connection is not configured correctly.";
    const internal = error instanceof Error ? error.message : String(error);
    throw new KitError({ code: "misconfigured", message, internal, outcome: "not-sent", report: true });
  }
}

async function failed(response: Response | undefined, errors: { message?: string }, sent: boolean): Promise<KitError> {
  if (response) return httpError("Shopify", response, { internal: await textOf(response), realNow: clockAt(0).real() });
  const internal = errors.message;
  const message = "The call to Shopify failed unexpectedly.";
  return new KitError({ code: "unexpected", message, internal, outcome: sent ? "unknown" : "not-sent", report: true });
}

function unreadable(status: number, internal: string): KitError {
  const message = "Shopify answered with something that is no GraphQL reply.";
  return new KitError({ code: "unreadable-reply", message, internal, status, retryable: true, outcome: "unknown" });
}

function neverLeft(error: unknown): KitError | null {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : "";
  if (!NEVER_LEFT.test(code)) return null;
  const message = "Shopify could not be reached.";
  return new KitError({ code: "network", message, internal: code, retryable: true, outcome: "not-sent", cause: error });
}

/** Reads at most what a log needs and lets go of the rest: on Workers an unread body holds its connection. */
async function textOf(response: Response): Promise<string> {
  if (response.bodyUsed || !response.body) return "";
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  try {
    while (text.length < ERROR_TEXT_LIMIT) {
      const { done, value } = await reader.read();
      if (done) break;
      text += decoder.decode(value, { stream: true });
    }
    await reader.cancel();
  } catch {
    // The status already says what happened; its text is a courtesy.
  }
  return text.slice(0, ERROR_TEXT_LIMIT);
}

function headersOf(reply: { headers?: Headers }): Headers {
  return reply.headers ?? new Headers();
}
