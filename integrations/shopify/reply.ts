import type { KitError } from "#agent-kit/errors.ts";
import { throttled } from "#agent-kit/vendor-error.ts";
import type { BudgetReading } from "#core/resilience/leaky-bucket.ts";
import { type GraphqlError, ShopifyError, type UserError } from "./errors.ts";
import { isAboutGoods } from "./protected-data.ts";
import { isTradeTalk } from "./trade-words.ts";
import type { Operation } from "./types.ts";

/** A JSON reply of the Admin API, whatever its contents. */
export interface GraphqlReply {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly GraphqlError[];
  readonly extensions?: unknown;
}

/** What a 200 reply means for the caller: usable data, denied fields in otherwise usable data, or an error. */
export type ReplyVerdict =
  | { kind: "data" }
  | { kind: "denied"; errors: readonly GraphqlError[] }
  | { kind: "error"; error: KitError };

type Asked = Pick<Operation<unknown, never>, "name" | "kind" | "scopes">;

/**
 * Judges the layers in the vendor's order: top-level errors, then user errors of the payloads, then search warnings.
 * Asynchronous results (job, bulk operation, media) are the caller's to follow.
 */
export function judgeReply(operation: Asked, reply: GraphqlReply): ReplyVerdict {
  const { name, kind } = operation;
  const budget = budgetReading(reply.extensions);
  const errors = topLevelErrors(reply.errors);
  if (errors.length > 0) {
    const answered = Object.values(reply.data ?? {}).some((root) => root !== null);
    if (kind === "query" && answered && errors.every((error) => codeOf(error) === "ACCESS_DENIED"))
      return { kind: "denied", errors };
    return { kind: "error", error: topLevelError(name, errors, kind === "mutation" && answered, reply, budget) };
  }
  if (!reply.data) return failure(name, "empty-reply", "answered without data", { outcome: "unknown", budget });
  if (kind === "mutation") return judgePayloads(operation, reply.data, budget);
  const warning = searchWarning(reply.extensions);
  if (warning === null) return { kind: "data" };
  // An unknown filter does not fail at the vendor: everything comes back, unfiltered.
  return failure(name, "search-warning", "ignored a search filter", { outcome: "refused", internal: warning, budget });
}

/** A few refusals carry one string instead of a list. */
function topLevelErrors(errors: unknown): readonly GraphqlError[] {
  if (Array.isArray(errors)) return errors;
  return errors === undefined || errors === null ? [] : [{ message: String(errors) }];
}

function topLevelError(
  name: string,
  errors: readonly GraphqlError[],
  partlyDone: boolean,
  reply: GraphqlReply,
  budget: BudgetReading | undefined,
): KitError {
  const codes = errors.map(codeOf);
  if (codes.includes("THROTTLED"))
    return throttled("Shopify", { budget, retryAfterMs: throttleWaitMs(reply.extensions) });
  const first = errors.find((error) => codeOf(error) !== "") ?? errors[0];
  const code = first ? codeOf(first) : "";
  const isInternal = codes.some((each) => each === "INTERNAL_SERVER_ERROR" || each === "TIMEOUT");
  return new ShopifyError({
    code: code === "" ? "graphql-error" : kebab(code),
    message: isInternal ? "Shopify failed internally." : `Shopify refused ${name}.`,
    internal: errors.map((error) => `${codeOf(error)} ${error.message}`.trim()).join("; "),
    retryable: isInternal,
    // A mutation that failed inside the store, or was answered in part, may have been carried out.
    outcome: isInternal || partlyDone ? "unknown" : "refused",
    budget,
    graphqlErrors: errors,
  });
}

function judgePayloads(
  operation: Asked,
  data: Readonly<Record<string, unknown>>,
  budget: BudgetReading | undefined,
): ReplyVerdict {
  const payloads = Object.values(data);
  const userErrors = payloads.flatMap(userErrorsOf);
  if (userErrors.length > 0) return { kind: "error", error: refusedByUserErrors(operation, userErrors, budget) };
  if (payloads.every((payload) => payload === null))
    return failure(operation.name, "empty-reply", "answered without a payload", { outcome: "unknown", budget });
  return { kind: "data" };
}

function refusedByUserErrors(
  operation: Asked,
  userErrors: readonly UserError[],
  budget: BudgetReading | undefined,
): ShopifyError {
  const code = userErrors.find((error) => error.code)?.code ?? "";
  // Another request with our key is still running: its result is ours, later, with the same key.
  const concurrent = userErrors.some((error) => error.code === "IDEMPOTENCY_CONCURRENT_REQUEST");
  return new ShopifyError({
    code: code === "" ? "user-error" : kebab(code),
    message: `Shopify refused ${operation.name}: ${reasonOf(operation, userErrors[0])}`,
    internal: JSON.stringify(userErrors),
    retryable: concurrent,
    outcome: concurrent ? "unknown" : "refused",
    report: code === "IDEMPOTENCY_KEY_PARAMETER_MISMATCH",
    countsAgainst: false,
    budget,
    userErrors,
  });
}

/** The store's own words; where they are about orders or customers and may quote a name or an address, code and field. */
function reasonOf(operation: Asked, error: UserError | undefined): string {
  const said = error?.message ?? "";
  if (said !== "" && (isAboutGoods(operation.scopes) || isTradeTalk(said))) return said;
  const field = (error?.field ?? []).join(".");
  const reason = `${error?.code ?? ""}${field === "" ? "" : ` at ${field}`}`.trim();
  return reason === "" ? "no reason given" : reason;
}

/** `userErrors` of one payload, under whatever name the mutation gives them (`orderCancelUserErrors`). */
function userErrorsOf(payload: unknown): UserError[] {
  if (!isRecord(payload)) return [];
  return Object.entries(payload).flatMap(([key, value]) =>
    /userErrors$/i.test(key) && Array.isArray(value) ? (value as UserError[]) : [],
  );
}

/** The bucket as the reply describes it; undefined when the reply does not. */
export function budgetReading(extensions: unknown): BudgetReading | undefined {
  const cost = isRecord(extensions) ? extensions.cost : undefined;
  const status = isRecord(cost) ? cost.throttleStatus : undefined;
  if (!isRecord(cost) || !isRecord(status)) return undefined;
  const { maximumAvailable: size, currentlyAvailable: available, restoreRate: restorePerSecond } = status;
  if (typeof size !== "number" || typeof available !== "number" || typeof restorePerSecond !== "number")
    return undefined;
  const actual = cost.actualQueryCost;
  return { size, available, restorePerSecond, ...(typeof actual === "number" && { actualCost: actual }) };
}

/** Ms until the bucket holds what the throttled call asked for. */
function throttleWaitMs(extensions: unknown): number | undefined {
  const reading = budgetReading(extensions);
  const cost = isRecord(extensions) && isRecord(extensions.cost) ? extensions.cost.requestedQueryCost : undefined;
  if (!reading || typeof cost !== "number" || reading.restorePerSecond <= 0) return undefined;
  return Math.ceil((Math.max(0, cost - reading.available) / reading.restorePerSecond) * 1000);
}

function searchWarning(extensions: unknown): string | null {
  const search = isRecord(extensions) && Array.isArray(extensions.search) ? extensions.search : [];
  const warned = search.filter((each) => isRecord(each) && Array.isArray(each.warnings) && each.warnings.length > 0);
  return warned.length > 0 ? JSON.stringify(warned) : null;
}

function failure(
  name: string,
  code: string,
  what: string,
  facts: { outcome: "refused" | "unknown"; internal?: string; budget?: BudgetReading },
): ReplyVerdict {
  const message = `Shopify ${what} (${name}).`;
  return { kind: "error", error: new ShopifyError({ code, message, report: true, countsAgainst: false, ...facts }) };
}

const codeOf = (error: GraphqlError) => error.extensions?.code ?? "";
const kebab = (code: string) =>
  code
    .replace(/([a-z])([A-Z])/g, "$1-$2")
    .replaceAll("_", "-")
    .toLowerCase();

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
