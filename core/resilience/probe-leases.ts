/** A permit for one trial call while half-open; it lapses, because its answer may have been lost with a crash. */
export interface ProbeLease {
  id: string;
  lapsesAt: number;
}

export interface Probes {
  leases: readonly ProbeLease[];
  succeeded: number;
  /** Permits ever issued, the source of unique ids. */
  issued: number;
}

export const noProbes: Probes = { leases: [], succeeded: 0, issued: 0 };

/** Drops permits whose time is over; a lapsed permit may be issued again and its late answer no longer counts. */
export function lapse(probes: Probes, now: number): Probes {
  const leases = probes.leases.filter((lease) => lease.lapsesAt > now);
  return leases.length === probes.leases.length ? probes : { ...probes, leases };
}

/** Issues a permit unless as many as `permits` are out or already succeeded. */
export function issue(
  probes: Probes,
  now: number,
  rule: { permits: number; leaseMs: number; epoch: number },
): { probes: Probes; lease: ProbeLease } | { waitMs: number } {
  if (probes.leases.length + probes.succeeded >= rule.permits) {
    const soonest = Math.min(...probes.leases.map((lease) => lease.lapsesAt), now + rule.leaseMs);
    return { waitMs: Math.max(1, soonest - now) };
  }
  const issued = probes.issued + 1;
  const lease: ProbeLease = { id: `${rule.epoch}.${issued}`, lapsesAt: now + rule.leaseMs };
  return { probes: { ...probes, issued, leases: [...probes.leases, lease] }, lease };
}

/** Takes a permit back, with or without a success to count; `null` when the permit is unknown or lapsed. */
export function giveBack(probes: Probes, leaseId: string, succeeded: boolean): Probes | null {
  const leases = probes.leases.filter((lease) => lease.id !== leaseId);
  if (leases.length === probes.leases.length) return null;
  return { ...probes, leases, succeeded: probes.succeeded + (succeeded ? 1 : 0) };
}
