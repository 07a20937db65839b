import { toKitError } from "#agent-kit/errors.ts";
import type { SupplierAnswer } from "./snapshot.ts";

type Failure = Omit<Extract<SupplierAnswer, { ok: false }>, "ok">;

/** What a supplier's failure says of it; it costs the run nothing but that supplier. */
export function failureOf(thrown: unknown): Failure {
  const error = toKitError(thrown);
  const detail = error.message.replace(/\.$/, "");
  switch (error.code) {
    case "not-configured":
      return { status: "not-configured", detail };
    case "timeout":
    case "deadline":
      return { status: "slow", detail };
    case "throttled":
    case "rate-limited":
    case "budget-wait":
    case "budget-too-large":
    case "out-of-points":
      return { status: "out-of-points", detail };
    case "unauthorised":
    case "vendor-refused":
    case "misconfigured":
      return { status: "refused", detail };
    default:
      return { status: "down", detail };
  }
}
