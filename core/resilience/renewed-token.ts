/** A vendor token that runs out, kept sealed (we never see it in the clear), and who may renew it. Times in real ms. */
export interface RenewedToken {
  current: { sealed: string; expiresAt: number; version: number; storedAt?: number } | null;
  /** The one caller that is renewing; it lapses, because that caller may be gone. */
  lease: { id: string; lapsesAt: number } | null;
  issued: number;
}

export interface RenewalRule {
  /**
   * How long before its end a token is renewed by the first who asks, while the others go on with it; of a short-lived
   * one never more than a quarter of its life.
   */
  aheadMs: number;
  leaseMs: number;
}

export type TokenAnswer =
  | { sealed: string; expiresAt: number; version: number }
  /** The caller must renew the token and store it under this lease. */
  | { renew: string }
  | { waitMs: number };

export const noToken: RenewedToken = { current: null, lease: null, issued: 0 };

/** Hands out the token, or to exactly one caller the duty to renew it. */
export function ask(
  before: RenewedToken,
  now: number,
  rule: RenewalRule,
): { token: RenewedToken; answer: TokenAnswer } {
  const lease = before.lease !== null && before.lease.lapsesAt > now ? before.lease : null;
  const token = { ...before, lease };
  const usable = token.current !== null && token.current.expiresAt > now ? token.current : null;
  if (usable !== null && (usable.expiresAt - aheadOf(usable, rule) > now || lease !== null)) {
    const { sealed, expiresAt, version } = usable;
    return { token, answer: { sealed, expiresAt, version } };
  }
  if (lease !== null) return { token, answer: { waitMs: Math.min(500, lease.lapsesAt - now) } };
  const issued = token.issued + 1;
  const id = String(issued);
  return { token: { ...token, issued, lease: { id, lapsesAt: now + rule.leaseMs } }, answer: { renew: id } };
}

function aheadOf({ expiresAt, storedAt }: NonNullable<RenewedToken["current"]>, { aheadMs }: RenewalRule): number {
  return storedAt === undefined ? aheadMs : Math.min(aheadMs, (expiresAt - storedAt) / 4);
}

/** Keeps a renewed token if its renewer still holds the lease; a late renewer's token is dropped. */
export function store(
  before: RenewedToken,
  leaseId: string,
  renewed: { sealed: string; expiresAt: number },
  now: number,
): { token: RenewedToken; stored: boolean } {
  if (before.lease?.id !== leaseId) return { token: before, stored: false };
  const version = (before.current?.version ?? 0) + 1;
  return { token: { ...before, lease: null, current: { ...renewed, version, storedAt: now } }, stored: true };
}

/** Ends a token the vendor refused, unless another caller renewed it in the meantime. */
export function invalidate(before: RenewedToken, version: number): RenewedToken {
  if (before.current?.version !== version) return before;
  return { ...before, current: { ...before.current, expiresAt: 0 } };
}
