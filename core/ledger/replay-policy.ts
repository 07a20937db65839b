import { type Judged, judge, type Policy } from "./policy.ts";

export type Fate = "auto" | "ask" | "deny";

export interface Replayed extends Judged {
  id: string;
  proposedAt: number;
}

export interface Spent {
  actions: number;
  moneyMinor: number;
}

/**
 * What a policy makes of rows in the order they came, as if every agent were in auto; daily limits count per shop day, on
 * top of what each kind had spent before every one of these days.
 */
export function replayPolicy(
  rows: readonly Replayed[],
  policy: Policy,
  dayOf: (at: number) => string,
  before: ReadonlyMap<string, Spent> = new Map(),
): Map<string, Fate> {
  const spent = new Map<string, Spent>();
  return new Map(
    rows.map((row): [string, Fate] => {
      const { status } = judge(policy, row, "auto");
      if (status === "denied") return [row.id, "deny"];
      if (status !== "approved") return [row.id, "ask"];
      const limits = policy.kinds[row.kind];
      const slot = `${dayOf(row.proposedAt)} ${row.kind}`;
      const today = spent.get(slot) ?? before.get(row.kind) ?? { actions: 0, moneyMinor: 0 };
      const next = { actions: today.actions + 1, moneyMinor: today.moneyMinor + Math.abs(row.moneyMinor) };
      const over =
        next.actions > (limits?.actionsPerDay ?? Number.POSITIVE_INFINITY) ||
        next.moneyMinor > (limits?.moneyPerDayMinor ?? Number.POSITIVE_INFINITY);
      if (over) return [row.id, "ask"];
      spent.set(slot, next);
      return [row.id, "auto"];
    }),
  );
}
