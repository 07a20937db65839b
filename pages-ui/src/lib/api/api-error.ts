import type { Problem } from "#schemas/api/shapes.ts";

/** A refusal or failure as a sentence for the reader; `status` 0 means that no answer came. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | undefined;
  readonly fields: { path: string; message: string }[];

  constructor(status: number, problem: Partial<Problem>) {
    super(problem.detail ?? problem.title ?? "The system answered with something the dashboard does not understand.");
    this.name = "ApiError";
    this.status = status;
    this.code = problem.code ?? "unknown";
    this.requestId = problem.requestId;
    this.fields = problem.errors ?? [];
  }
}

export function noAnswer(): ApiError {
  return new ApiError(0, {
    code: "no-answer",
    detail: "No answer came. The system may be restarting, or this device is offline.",
  });
}

/** Whether the same call may go better a moment later. */
export function mayPass(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status >= 500);
}

/** The sentence of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "Something went wrong.";
}
