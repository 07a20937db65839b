import type { Status } from "#core/ledger/status.ts";

/** What speaks against letting a kind act by itself. */
export const harms = ["undone", "failed", "mismatched", "worse"] as const;
export type Harm = (typeof harms)[number];

/** A ledger row as its kind's record needs it. Money in minor units; times in ms. */
export interface Outcome {
  id: string;
  kind: string;
  title: string;
  status: Status;
  movePercent: number | null;
  impactMinor: number;
  moneyMinor: number;
  confidence: number;
  proposedAt: number;
  /** `policy` when no person was asked, null when nobody answered. */
  decidedBy: string | null;
  decidedAt: number | null;
  edited: boolean;
  harm: Harm | null;
  harmAt: number | null;
  /** Gain the kind measured after the fact; null when it measured none. */
  measuredMinor: number | null;
}

export interface TrackRecord {
  /** Approved by a person as proposed, done, and standing. */
  unchanged: number;
  edited: number;
  rejected: number;
  /** Nobody answered. */
  expired: number;
  /** Done without a person. */
  byItself: number;
  undone: number;
  failed: number;
  mismatched: number;
  worse: number;
  measured: { actions: number; gainMinor: number };
}

/**
 * The record of one kind between two moments, counted afresh from its rows: an answer counts when it was given, a harm when
 * it came to light, so that old approvals and old harms leave the window by themselves.
 */
export function trackRecord(rows: readonly Outcome[], window: { from: number; until: number }): TrackRecord {
  const within = (at: number | null) => at !== null && at >= window.from && at <= window.until;
  const count = (holds: (row: Outcome) => boolean) => rows.filter(holds).length;
  const harmed = (harm: Harm) => count((row) => row.harm === harm && within(row.harmAt));
  const measured = rows.filter((row) => row.measuredMinor !== null && within(row.decidedAt));
  return {
    unchanged: count((row) => within(row.decidedAt) && stands(row)),
    edited: count((row) => within(row.decidedAt) && byPerson(row) && row.edited),
    rejected: count((row) => within(row.decidedAt) && byPerson(row) && row.status === "rejected"),
    expired: count((row) => within(row.proposedAt) && row.status === "expired"),
    byItself: count((row) => within(row.decidedAt) && row.decidedBy === "policy" && row.status === "applied"),
    undone: harmed("undone"),
    failed: harmed("failed"),
    mismatched: harmed("mismatched"),
    worse: harmed("worse"),
    measured: {
      actions: measured.length,
      gainMinor: measured.reduce((sum, row) => sum + (row.measuredMinor ?? 0), 0),
    },
  };
}

/** Approved by a person as it was proposed, applied, and nothing spoke against it since. */
export function stands(row: Outcome): boolean {
  return byPerson(row) && !row.edited && row.status === "applied" && row.harm === null;
}

/** A person said no, or would have had it otherwise, or took it back. */
export function refused(row: Outcome): boolean {
  return row.harm !== null || (byPerson(row) && (row.edited || row.status === "rejected"));
}

function byPerson(row: Outcome): boolean {
  return row.decidedBy !== null && row.decidedBy !== "policy";
}
