import type { Action } from "./api.ts";

type Groupable = Pick<Action, "id" | "groupKey" | "decidedAt" | "status">;

export interface ChangeGroup<T> {
  /** The same while rows come and go at its ends, so that what is open on it stays open. */
  key: string;
  rows: [T, ...T[]];
}

/** Neighbouring rows that one decision set going, in one state: they are read, and undone, as one. */
export function groupChanges<T extends Groupable>(actions: readonly T[]): ChangeGroup<T>[] {
  const groups: ChangeGroup<T>[] = [];
  const seen = new Map<string, number>();
  for (const action of actions) {
    const last = groups.at(-1);
    if (last && together(last.rows[0], action)) {
      last.rows.push(action);
      continue;
    }
    const { groupKey, decidedAt, status, id } = action;
    const name = decidedAt === null ? id : `${groupKey} ${decidedAt} ${status}`;
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    groups.push({ key: `${name} ${before}`, rows: [action] });
  }
  return groups;
}

function together(a: Groupable, b: Groupable): boolean {
  return a.groupKey === b.groupKey && a.decidedAt !== null && a.decidedAt === b.decidedAt && a.status === b.status;
}

type Moments = Pick<Action, "revertedAt" | "appliedAt" | "decidedAt" | "proposedAt">;

/** When something last happened to it that a person would name. */
export function lastMoment({ revertedAt, appliedAt, decidedAt, proposedAt }: Moments): number {
  return revertedAt ?? appliedAt ?? decidedAt ?? proposedAt;
}
