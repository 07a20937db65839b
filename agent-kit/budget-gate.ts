import type { WhenUnreachable } from "#core/resilience/breaker-verdict.ts";
import type { ExchangeAnswer, ExchangeRequest } from "#core/resilience/exchange.ts";
import type { BudgetReading } from "#core/resilience/leaky-bucket.ts";
import type { Priority } from "#core/resilience/priority.ts";

/** The shared API budget as a connection sees it; rejects when the object cannot be reached. */
export interface BudgetPort {
  exchange(request: ExchangeRequest): Promise<ExchangeAnswer>;
}

export type BudgetEntry =
  | { granted: true; reservationId: string | null }
  | { granted: false; waitMs: number }
  | { granted: false; most: number };

export interface BudgetGate {
  reserve(cost: number, priority: Priority, lapseMs: number): Promise<BudgetEntry>;
  /** Sent along with the next reservation; on its own when none follows at once, or with `flush`. */
  settle(reservationId: string | null, settled: { reading?: BudgetReading; spent?: boolean }): void;
  flush(): Promise<void>;
}

type Settlements = NonNullable<ExchangeRequest["settle"]>;

/**
 * How long a settlement waits for a next call to travel with. Units that are not settled are held from every other
 * Worker until they lapse, so an idle connection must not keep them.
 */
const settleAloneMs = 25;

/** Spends one object request per call: the last call's reading travels with the next call's reservation. */
export function budgetGate(budget: BudgetPort | undefined, whenUnreachable: WhenUnreachable): BudgetGate {
  let unsettled: Settlements = [];
  let alone: ReturnType<typeof setTimeout> | null = null;

  async function send(request: ExchangeRequest): Promise<ExchangeAnswer | null> {
    const settle = unsettled;
    unsettled = [];
    if (alone !== null) clearTimeout(alone);
    alone = null;
    return (await budget?.exchange({ ...request, settle }).catch(() => null)) ?? null;
  }

  return {
    async reserve(cost, priority, lapseMs) {
      if (!budget) return { granted: true, reservationId: null };
      const answer = (await send({ reserve: { cost, priority, lapseMs } }))?.reserve;
      if (answer === undefined)
        return whenUnreachable === "call" ? { granted: true, reservationId: null } : { granted: false, waitMs: 5_000 };
      if (answer.granted) return { granted: true, reservationId: answer.reservationId };
      return "tooLarge" in answer ? { granted: false, most: answer.most } : { granted: false, waitMs: answer.waitMs };
    },
    settle(reservationId, settled) {
      if (!budget || reservationId === null) return;
      unsettled = [...unsettled, { reservationId, ...settled }];
      // At the end of an invocation the timer may never fire: then `flush` or the lapse does it.
      alone ??= setTimeout(() => void send({}), settleAloneMs);
    },
    async flush() {
      if (unsettled.length > 0) await send({});
    },
  };
}
