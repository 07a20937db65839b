import type * as z from "zod/mini";
import type { CSRF_HEADER } from "#schemas/api/session.ts";
import type { Operations } from "#schemas/api/table.ts";
import { ApiError, noAnswer } from "./api-error.ts";
import { requestOf } from "./request-of.ts";
import { routes, type UsedOperation } from "./routes.ts";

export type Input<Id extends UsedOperation> = z.input<Operations[Id]["input"]>;
export type Output<Id extends UsedOperation> = z.output<Operations[Id]["output"]>;

const base: string = import.meta.env.VITE_API_BASE_URL || "/api";

/** Where a path of the API is, in the given scheme family. */
export function apiUrl(path: string, scheme: "http" | "ws"): string {
  return new URL(base + path, location.href).href.replace(/^http/, scheme);
}
const csrfHeader: typeof CSRF_HEADER = "x-csrf-token";

let csrf: string | null = null;
/** The token that every write of a cookie session carries. */
export function setCsrfToken(token: string | null): void {
  csrf = token;
}

/** One operation, by its id. Throws `ApiError` for every refusal, and when no answer comes. */
export async function call<Id extends UsedOperation>(
  id: Id,
  input: Input<Id>,
  signal?: AbortSignal,
): Promise<Output<Id>> {
  const { method, path, body } = requestOf(routes[id], { ...input });
  const headers: Record<string, string> = { accept: "application/json" };
  if (body !== undefined) headers["content-type"] = "application/json";
  if (method !== "GET") {
    headers["idempotency-key"] = crypto.randomUUID();
    if (csrf) headers[csrfHeader] = csrf;
  }
  let reply: Response;
  try {
    reply = await fetch(base + path, { method, headers, body, signal, credentials: "same-origin" });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw noAnswer();
  }
  const answer = await readJson(reply);
  if (!reply.ok) throw new ApiError(reply.status, isObject(answer) ? answer : {});
  return answer as Output<Id>;
}

async function readJson(reply: Response): Promise<unknown> {
  try {
    return await reply.json();
  } catch {
    // Not JSON: a proxy's own error page, told by its status alone.
    return null;
  }
}

function isObject(value: unknown): value is Record<string, never> {
  return typeof value === "object" && value !== null;
}
