import type { TrackRecord } from "./track-record.ts";

/** What a kind of action must show before a limit is offered for it; the owner's to set. */
export interface Bar {
  /** Changes a person approved as proposed and that stand. */
  approvals: number;
  /** Within so many days. */
  days: number;
  /** Largest share of a person's answers that may be refusals or edits. */
  refusedShare: number;
}

export const startingBar: Bar = { approvals: 20, days: 30, refusedShare: 0.1 };

/** What still speaks against an offer, in words; empty when the record passes. One harm is one too many. */
export function missing(record: TrackRecord, bar: Bar): string[] {
  const { unchanged, edited, rejected } = record;
  const answers = unchanged + edited + rejected;
  const said: string[] = [];
  if (unchanged < bar.approvals) said.push(`${unchanged} of ${bar.approvals} approved unchanged in ${bar.days} days`);
  if (answers > 0 && (edited + rejected) / answers > bar.refusedShare)
    said.push(`${edited + rejected} of ${answers} were edited or rejected`);
  for (const [harm, words] of Object.entries(harmWords)) {
    const times = record[harm as keyof typeof harmWords];
    if (times > 0) said.push(`${times} ${words}`);
  }
  return said;
}

export const harmWords = {
  undone: "undone by a person",
  failed: "failed",
  mismatched: "did not read back as written",
  worse: "measured worse than before",
} as const;
