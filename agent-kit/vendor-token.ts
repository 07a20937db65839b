import type { TokenAnswer } from "#core/resilience/renewed-token.ts";
import { KitError } from "./errors.ts";
import type { Sealer } from "./secrets/seal.ts";
import { sleep as realSleep, type Sleep } from "./sleep.ts";

/** Where the account's token is kept, sealed, for all Workers; rejects when it cannot be reached. */
export interface TokenPort {
  token(): Promise<TokenAnswer>;
  storeToken(leaseId: string, sealed: string, expiresAt: number): Promise<boolean>;
  invalidateToken(version: number): Promise<void>;
}

export interface VendorToken {
  get(): Promise<string>;
  /** A new token after the vendor answered 401 to this one; the same new one for all who saw it. */
  refresh(rejected: string): Promise<string>;
}

interface Held {
  token: string;
  /** `null` when it is not the shared one. */
  version: number | null;
  expiresAt: number;
}

/**
 * A token that runs out, shared by all Workers of an account and renewed by one of them at a time. Without a sealer it
 * is never shared: then each invocation renews its own. `expiresAt` is real ms.
 */
export function vendorToken(options: {
  account: string;
  port: TokenPort;
  sealer?: Sealer;
  renew(): Promise<{ token: string; expiresAt: number }>;
  realNow: () => number;
  sleep?: Sleep;
  signal?: AbortSignal;
  longestWaitMs?: number;
}): VendorToken {
  const { port, sealer, realNow, signal } = options;
  const sleep = options.sleep ?? realSleep;
  const longestWaitMs = options.longestWaitMs ?? 10_000;
  const context = `token:${options.account}`;
  let held: Held | null = null;
  let flight: Promise<Held> | null = null;

  async function obtain(): Promise<Held> {
    if (!sealer) return own();
    for (let waitedMs = 0; ; ) {
      const answer = await port.token().catch(() => null);
      // Fail open: the keeper is a convenience, the vendor gives tokens without it.
      if (answer === null) return own();
      if ("renew" in answer) return renewFor(sealer, answer.renew);
      if ("waitMs" in answer) {
        if (waitedMs >= longestWaitMs) throw busy(answer.waitMs);
        await sleep(answer.waitMs, signal);
        waitedMs += answer.waitMs;
        continue;
      }
      const token = await sealer.unseal(answer.sealed, context);
      if (token !== null) return { token, version: answer.version, expiresAt: answer.expiresAt };
      // Sealed with a key we no longer have.
      await port.invalidateToken(answer.version);
    }
  }

  async function renewFor(seal: Sealer, leaseId: string): Promise<Held> {
    const { token, expiresAt } = await options.renew();
    const sealed = await seal.seal(token, context);
    const stored = await port.storeToken(leaseId, sealed, expiresAt).catch(() => false);
    if (!stored) return { token, version: null, expiresAt };
    const kept = await port.token().catch(() => null);
    const version = kept !== null && "version" in kept && kept.sealed === sealed ? kept.version : null;
    return { token, version, expiresAt };
  }

  async function own(): Promise<Held> {
    return { ...(await options.renew()), version: null };
  }

  function single(): Promise<Held> {
    flight ??= obtain().finally(() => {
      flight = null;
    });
    return flight;
  }

  async function get(): Promise<string> {
    if (held === null || held.expiresAt <= realNow()) held = await single();
    return held.token;
  }

  return {
    get,
    async refresh(rejected) {
      if (held?.token === rejected) {
        const { version } = held;
        held = null;
        if (version !== null) await port.invalidateToken(version).catch(() => undefined);
      }
      return get();
    },
  };

  function busy(waitMs: number): KitError {
    const message = `${options.account}'s token is being renewed.`;
    return new KitError({
      code: "token-wait",
      message,
      outcome: "not-sent",
      retryable: true,
      retryAfterMs: waitMs,
      countsAgainst: false,
    });
  }
}
