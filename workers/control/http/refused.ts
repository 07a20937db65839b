import { KitError } from "#agent-kit/errors.ts";

/** Every refusal control makes itself, and its HTTP status. */
const statuses = {
  "bad-input": 400,
  "bad-json": 400,
  unauthenticated: 401,
  forbidden: 403,
  "bad-origin": 403,
  "bad-csrf": 403,
  "not-found": 404,
  conflict: 409,
  "in-progress": 409,
  "not-repeatable": 409,
  "too-large": 413,
  "bad-media-type": 415,
  "key-reused": 422,
  "not-configured": 409,
  "not-testable": 409,
  unavailable: 503,
} as const;
export type RefusalCode = keyof typeof statuses;

export interface Issue {
  path: string;
  message: string;
}

/** A request that is answered with a problem document instead of a result. */
export class Refused extends KitError {
  readonly httpStatus: number;
  readonly issues: Issue[] | undefined;

  constructor(httpStatus: number, code: string, message: string, issues?: Issue[]) {
    super({ code, message, report: false, retryable: httpStatus >= 500 });
    this.httpStatus = httpStatus;
    this.issues = issues;
  }
}

export function refused(code: RefusalCode, message: string, issues?: Issue[]): Refused {
  return new Refused(statuses[code], code, message, issues);
}

/** An agent's own refusal, passed on: what it does not know is 404, what it cannot accept 400, the rest a conflict. */
export function refusedBy(settled: { code: string; message: string; issues?: Issue[] }): Refused {
  const { code, message, issues } = settled;
  const status =
    code === "not-found" ? 404 : issues || code.startsWith("bad-") || code.startsWith("invalid") ? 400 : 409;
  return new Refused(status, code, message, issues);
}
