import type { Action } from "./api.ts";

type Groupable = Pick<Action, "id" | "groupKey" | "decidedAt" | "status">;

/** Neighbouring rows that one decision set going, in one state: they are read, and undone, as one. */
export function groupChanges<T extends Groupable>(actions: readonly T[]): T[][] {
  const groups: T[][] = [];
  for (const action of actions) {
    const last = groups.at(-1);
    const [first] = last ?? [];
    if (last && first && together(first, action)) last.push(action);
    else groups.push([action]);
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
