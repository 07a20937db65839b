/** The life of an action. `shadow` rows are a record only: no card, nothing to approve, no open slot held. */
export const statuses = [
  "shadow",
  "proposed",
  "approved",
  "scheduled",
  "applying",
  "unknown",
  "applied",
  "reverting",
  "reverted",
  "rejected",
  "expired",
  "superseded",
  "denied",
  "failed",
  "dead",
] as const;
export type Status = (typeof statuses)[number];

/** At most one action of a kind and target is in one of these; the partial unique index says the same. */
export const openStatuses = [
  "proposed",
  "approved",
  "scheduled",
  "applying",
  "unknown",
  "reverting",
] as const satisfies Status[];
/** Open, and nothing of it has left us yet: a newer decision may take its place. */
export const replaceableStatuses = ["proposed", "approved", "scheduled"] as const satisfies Status[];

const moves: Record<Status, readonly Status[]> = {
  shadow: [],
  proposed: ["approved", "scheduled", "rejected", "expired", "superseded"],
  approved: ["scheduled", "applying", "proposed", "rejected", "expired", "superseded"],
  scheduled: ["approved", "rejected", "superseded"],
  applying: ["applied", "unknown", "failed", "dead", "approved", "proposed"],
  unknown: ["applied", "approved", "failed", "dead"],
  applied: ["reverting"],
  reverting: ["reverted", "applied", "unknown"],
  reverted: [],
  rejected: [],
  expired: [],
  superseded: [],
  denied: [],
  failed: ["approved"],
  dead: ["approved"],
};

export function mayMove(from: Status, to: Status): boolean {
  return moves[from].includes(to);
}
