import type { Verdict, WhenUnreachable } from "#core/resilience/breaker-verdict.ts";
import type { BudgetReading } from "#core/resilience/leaky-bucket.ts";
import type { OutcomeCounts } from "#core/resilience/outcome-window.ts";
import type { Priority } from "#core/resilience/priority.ts";
import { aborted, attempt } from "./attempt.ts";
import { type BreakerPort, breakerGate, type Entry } from "./breaker-gate.ts";
import { type BudgetPort, budgetGate } from "./budget-gate.ts";
import type { Clock } from "./clock.ts";
import { KitError } from "./errors.ts";
import { type CallEffect, defaultRetryPolicy, mayRetry, type RetryPolicy, retryDelayMs } from "./retry.ts";
import { sleep as realSleep, type Sleep } from "./sleep.ts";
import { vendorError } from "./vendor-error.ts";

export type { BreakerPort } from "./breaker-gate.ts";
export type { BudgetPort } from "./budget-gate.ts";

export interface ConnectionPolicy {
  retry: RetryPolicy;
  /** Limit of one try. */
  timeoutMs: number;
  /** A call slower than this counts as slow. */
  slowMs: number;
  /** The longest a call waits in place for its budget, in all; a longer wait is handed back as `notBefore`. */
  longestWaitMs: number;
  /** Fail open (`call`) or closed (`refuse`) when the breaker or the budget cannot be asked. */
  whenUnreachable: WhenUnreachable;
  priority: Priority;
}

export const defaultConnectionPolicy: ConnectionPolicy = {
  retry: defaultRetryPolicy,
  timeoutMs: 30_000,
  slowMs: 10_000,
  longestWaitMs: 15_000,
  whenUnreachable: "call",
  priority: "inventory",
};

export interface ConnectionOptions {
  /** The breaker's name, e.g. `shopify`. */
  id: string;
  /** Whose credentials are used at the vendor, e.g. the shop's domain: the budget's name. */
  account: string;
  breaker: BreakerPort;
  budget?: BudgetPort;
  /** The verdict `begin()` already brought. */
  verdict?: Verdict;
  clock: Clock;
  /** Uniform in [0, 1). */
  random: () => number;
  sleep?: Sleep;
  signal?: AbortSignal;
  /** Ms of the shop's clock after which no wait may end; the signal aborts what is still running. */
  deadlineAt?: number;
  policy?: Partial<ConnectionPolicy>;
}

export interface Call<T> {
  /** For errors and logs, e.g. `productVariantsBulkUpdate`. */
  name: string;
  effect: CallEffect;
  /** Units of the account's budget; 1 by default. */
  cost?: number;
  priority?: Priority;
  timeoutMs?: number;
  run(signal: AbortSignal): Promise<{ value: T; budget?: BudgetReading }>;
}

export interface Connection {
  readonly id: string;
  readonly account: string;
  /** Breaker, budget, retry and deadline around one vendor call. Throws KitError only. */
  call<T>(call: Call<T>): Promise<T>;
  /** Successes not yet reported, taken out: whoever takes them reports them. */
  outcomes(): OutcomeCounts;
  /** Reports and settles what is left, for callers without a run's `finish`. */
  flush(): Promise<void>;
}

/** The only way to an outside system. Waiting for a breaker or a budget is never an attempt. */
export function connection(options: ConnectionOptions): Connection {
  const { id, account, clock, random, signal } = options;
  const sleep = options.sleep ?? realSleep;
  const policy: ConnectionPolicy = { ...defaultConnectionPolicy, ...options.policy };
  const breaker = breakerGate({
    breaker: options.breaker,
    clock,
    verdict: options.verdict,
    whenUnreachable: policy.whenUnreachable,
  });
  const budget = budgetGate(options.budget, policy.whenUnreachable);

  return {
    id,
    account,
    async call<T>(call: Call<T>): Promise<T> {
      const waited = { ms: 0 };
      for (let tries = 1; ; ) {
        const outcome = await tryOnce(call, waited);
        if (outcome.ok) return outcome.value;
        const { error } = outcome;
        if (isThrottled(error)) {
          // The vendor's own "not now": nothing ran, so it is a wait for the budget, not an attempt.
          await waitInPlace(call.name, budgetWaitMs(error), waited, "budget");
          continue;
        }
        if (!mayRetry(error, call.effect, tries, policy.retry)) throw error;
        const delayMs = retryDelayMs(error, policy.retry, random());
        if (!fits(delayMs)) throw later(error, clock.now() + delayMs);
        await pause(delayMs, call.name, error);
        tries += 1;
      }
    },
    outcomes: () => breaker.takeOutcomes(),
    async flush() {
      const outcomes = breaker.takeOutcomes();
      const reported =
        outcomes.ok > 0 ? options.breaker.report(outcomes, clock.now()).catch(() => undefined) : undefined;
      await Promise.all([reported, budget.flush()]);
    },
  };

  async function tryOnce<T>(
    call: Call<T>,
    waited: { ms: number },
  ): Promise<{ ok: true; value: T } | { ok: false; error: KitError }> {
    if (!fits(0)) throw waitFor(call.name, "deadline", `There is no time left to call ${id}.`, 0);
    const timeoutMs = Math.min(call.timeoutMs ?? policy.timeoutMs, remainingMs());
    const reservationId = options.budget ? await reserve(call, timeoutMs, waited) : null;
    // Not awaited when there is nothing to wait for: this is on the path of every call.
    const entry = breaker.enter();
    const permit = permitOf(entry instanceof Promise ? await entry : entry, call, reservationId);
    const startedAt = clock.real();
    try {
      const { value, budget: reading } = await attempt({ name: call.name, timeoutMs, signal, run: call.run });
      budget.settle(reservationId, { reading });
      const left = breaker.leave({ error: null, slow: clock.real() - startedAt >= policy.slowMs, permit });
      if (left) await left;
      return { ok: true, value };
    } catch (thrown) {
      const error = vendorError(id, thrown);
      budget.settle(reservationId, { reading: error.budget, spent: error.outcome !== "not-sent" });
      // Stopped by us: says nothing about the vendor. A vendor that answers "no" is well.
      const slow = clock.real() - startedAt >= policy.slowMs;
      if (error.code === "aborted") await (permit === null ? undefined : breaker.giveBack(permit));
      else await breaker.leave({ error: error.countsAgainst ? error.code : null, slow, permit });
      return { ok: false, error };
    }
  }

  function permitOf(entry: Entry, call: Call<unknown>, reservationId: string | null): string | null {
    if (entry.allowed) return entry.permit;
    budget.settle(reservationId, { spent: false });
    throw waitFor(call.name, "breaker-open", `${id} is resting (breaker ${entry.why}).`, entry.waitMs);
  }

  async function reserve(call: Call<unknown>, timeoutMs: number, waited: { ms: number }): Promise<string | null> {
    const cost = call.cost ?? 1;
    for (;;) {
      if (signal?.aborted) throw aborted(call.name, "not-sent", signal.reason);
      const entry = await budget.reserve(cost, call.priority ?? policy.priority, timeoutMs + 1_000);
      if (entry.granted) return entry.reservationId;
      if ("most" in entry) throw tooLarge(call.name, cost, entry.most);
      await waitInPlace(call.name, entry.waitMs, waited, "budget");
    }
  }

  async function waitInPlace(name: string, waitMs: number, waited: { ms: number }, forWhat: string): Promise<void> {
    // Spread, so that callers sent away together do not come back together.
    const spreadMs = Math.ceil(waitMs * (1 + 0.1 * random()));
    if (waited.ms + spreadMs > policy.longestWaitMs || !fits(spreadMs))
      throw waitFor(name, `${forWhat}-wait`, `${id} has no ${forWhat} left for now.`, spreadMs);
    waited.ms += spreadMs;
    await pause(spreadMs, name);
  }

  async function pause(ms: number, name: string, last?: KitError): Promise<void> {
    await sleep(ms, signal).catch((reason) => {
      throw last ?? aborted(name, "not-sent", reason);
    });
  }

  function remainingMs(): number {
    return options.deadlineAt === undefined ? Number.MAX_SAFE_INTEGER : Math.max(1, options.deadlineAt - clock.now());
  }

  function fits(waitMs: number): boolean {
    return options.deadlineAt === undefined || clock.now() + waitMs < options.deadlineAt;
  }

  function waitFor(name: string, code: string, message: string, waitMs: number): KitError {
    const notBefore = clock.now() + waitMs;
    const detail = `${name} waits ${waitMs} ms`;
    return new KitError({
      code,
      message,
      detail,
      outcome: "not-sent",
      notBefore,
      report: false,
      countsAgainst: false,
    });
  }

  function tooLarge(name: string, cost: number, most: number): KitError {
    const message = `${name} costs ${cost} units, more than the ${most} its priority may ever take at once.`;
    return new KitError({ code: "budget-too-large", message, outcome: "not-sent", countsAgainst: false });
  }
}

function isThrottled(error: KitError): boolean {
  return error.code === "throttled" && error.outcome === "refused";
}

function budgetWaitMs(error: KitError): number {
  return Math.max(100, error.retryAfterMs ?? 1_000);
}

function later(error: KitError, notBefore: number): KitError {
  const { code, message, detail, internal, retryable } = error;
  const { report, outcome, retryAfterMs, status, countsAgainst, budget } = error;
  const facts = { detail, internal, retryable, report, outcome, retryAfterMs, status, countsAgainst, budget };
  return new KitError({ code, message, ...facts, notBefore, cause: error });
}
