import { DurableObject } from "cloudflare:workers";
import { type ExchangeAnswer, type ExchangeRequest, exchange } from "#core/resilience/exchange.ts";
import { type Bucket, fullBucket, refill } from "#core/resilience/leaky-bucket.ts";
import {
  ask,
  invalidate,
  noToken,
  type RenewedToken,
  store,
  type TokenAnswer,
} from "#core/resilience/renewed-token.ts";
import { type Documents, documents } from "./document.ts";
import type { StateEnv } from "./state-env.ts";

/** What to believe of a vendor's bucket before its first reply. */
export interface AssumedBucket {
  size: number;
  restorePerSecond: number;
}

export interface BudgetDump {
  bucket: Bucket | null;
  token: { expiresAt: number; version: number } | null;
}

const renewal = { aheadMs: 60 * 60_000, leaseMs: 30_000 };

/**
 * One per vendor account: the only gate to its rate limit and the keeper of its renewed token. It never holds a caller:
 * it answers at once how long to wait. Times are real, because the vendor's bucket and tokens run in real time; all
 * lapses are worked out when asked, so it needs no alarm.
 */
export class RateBudget extends DurableObject<StateEnv> {
  readonly #documents: Documents;

  constructor(ctx: DurableObjectState, env: StateEnv) {
    super(ctx, env);
    this.#documents = documents(ctx.storage);
  }

  exchange(request: ExchangeRequest, assume: AssumedBucket, now = Date.now()): ExchangeAnswer {
    const { bucket, answer } = exchange(this.#bucket(assume, now), request, now);
    this.#documents.write("bucket", bucket);
    return answer;
  }

  token(now = Date.now()): TokenAnswer {
    const { token, answer } = ask(this.#token(), now, renewal);
    if ("renew" in answer) this.#documents.write("token", token);
    return answer;
  }

  /** False when the lease had lapsed and somebody else is renewing: use the token once, or ask again. */
  storeToken(leaseId: string, sealed: string, expiresAt: number, now = Date.now()): boolean {
    const { token, stored } = store(this.#token(), leaseId, { sealed, expiresAt }, now);
    if (stored) this.#documents.write("token", token);
    return stored;
  }

  /** The vendor answered 401 to this version of the token. */
  invalidateToken(version: number): void {
    this.#documents.write("token", invalidate(this.#token(), version));
  }

  /** Lets lapsed reservations go now instead of at the next call; what a moved clock triggers. */
  wake(now = Date.now()): void {
    const bucket = this.#documents.read<Bucket | null>("bucket", null);
    if (bucket) this.#documents.write("bucket", refill(bucket, now));
  }

  /** Without the sealed token. */
  dump(now = Date.now()): BudgetDump {
    const bucket = this.#documents.read<Bucket | null>("bucket", null);
    const { current } = this.#token();
    const token = current && { expiresAt: current.expiresAt, version: current.version };
    return { bucket: bucket && refill(bucket, now), token };
  }

  #bucket(assume: AssumedBucket, now: number): Bucket {
    return this.#documents.read<Bucket | null>("bucket", null) ?? fullBucket(assume.size, assume.restorePerSecond, now);
  }

  #token(): RenewedToken {
    return this.#documents.read<RenewedToken>("token", noToken);
  }
}
