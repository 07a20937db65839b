import { toKitError } from "#agent-kit/errors.ts";
import type { Problem } from "#schemas/api/shapes.ts";
import { Refused } from "./refused.ts";

const titles: Record<number, string> = {
  400: "Bad request",
  401: "Not signed in",
  403: "Not allowed",
  404: "Not found",
  409: "Conflict",
  413: "Too large",
  415: "Unsupported media type",
  422: "Cannot be processed",
  429: "Too many requests",
  500: "Internal error",
  502: "A connected system failed",
  503: "Not available",
};

/** RFC 9457. Anything that is not an expected refusal becomes a 500 (503 when trying again may help) that says nothing internal. */
export function problemOf(thrown: unknown, about: { path: string; requestId: string }): Problem {
  const error = toKitError(thrown);
  const status = thrown instanceof Refused ? thrown.httpStatus : statusOf(thrown, error.retryable);
  return {
    type: `urn:royal-equips:problem:${error.code}`,
    title: titles[status] ?? "Error",
    status,
    code: error.code,
    detail: error.message,
    instance: about.path,
    requestId: about.requestId,
    errors: thrown instanceof Refused ? thrown.issues : undefined,
  };
}

function statusOf(thrown: unknown, retryable: boolean): number {
  const unreachable = thrown instanceof Error && thrown.name === "ObjectUnreachable";
  return retryable || unreachable ? 503 : 500;
}

export function problemResponse(problem: Problem, headers: HeadersInit = {}): Response {
  const all = new Headers(headers);
  all.set("content-type", "application/problem+json");
  all.set("cache-control", "no-store");
  if (problem.status === 429) all.set("retry-after", "60");
  if (problem.status === 401) all.set("www-authenticate", 'Bearer realm="royal-equips"');
  return new Response(JSON.stringify(problem), { status: problem.status, headers: all });
}
