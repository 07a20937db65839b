import { type AlertName, alertKinds, type Level } from "./kinds.ts";

/** Something that is so now. */
export interface Condition {
  kind: AlertName;
  /** Whom it is about, when there may be several: an agent, a connection. */
  subject: string;
  body: string;
}

/** A row of `alerts`, times in ms of the shop's clock. */
export interface HeldAlert {
  key: string;
  kind: AlertName;
  subject: string;
  level: Level;
  title: string;
  body: string;
  since: number;
  lastSeenAt: number;
  firedAt: number | null;
  clearSince: number | null;
  resolvedAt: number | null;
}

export interface Told {
  event: "trigger" | "resolve";
  alert: HeldAlert;
}

/** An alert that went away for less than this was not away: it must not ring again for coming back. */
export const restMs = 10 * 60_000;

/**
 * Every alert after this minute, and what is to be told: once when a condition has held for its time, once when it has
 * been gone for ten minutes. Alerts that never fired and are gone are dropped.
 */
export function advance(
  held: readonly HeldAlert[],
  now: number,
  conditions: readonly Condition[],
  unread: ReadonlySet<AlertName> = new Set(),
): { alerts: HeldAlert[]; dropped: string[]; told: Told[] } {
  const open = new Map(held.filter((alert) => alert.resolvedAt === null).map((alert) => [alert.key, alert]));
  const alerts: HeldAlert[] = [];
  const dropped: string[] = [];
  const told: Told[] = [];
  for (const condition of conditions) {
    const key = keyOf(condition);
    const { forMs, level, title } = alertKinds[condition.kind];
    const before = open.get(key);
    open.delete(key);
    const since = before?.since ?? now;
    const next: HeldAlert = {
      ...condition,
      key,
      level,
      title,
      since,
      lastSeenAt: now,
      firedAt: before?.firedAt ?? (now - since >= forMs ? now : null),
      clearSince: null,
      resolvedAt: null,
    };
    if (next.firedAt !== null && before?.firedAt == null) told.push({ event: "trigger", alert: next });
    alerts.push(next);
  }
  for (const alert of open.values()) {
    // What could not be read says nothing: neither that it is so nor that it is over.
    if (unread.has(alert.kind)) continue;
    if (alert.firedAt === null) {
      dropped.push(alert.key);
      continue;
    }
    const clearSince = alert.clearSince ?? now;
    const over = now - clearSince >= restMs;
    const next = { ...alert, clearSince, resolvedAt: over ? now : null };
    alerts.push(next);
    if (over) told.push({ event: "resolve", alert: next });
  }
  return { alerts, dropped, told };
}

export function keyOf({ kind, subject }: Pick<Condition, "kind" | "subject">): string {
  return subject === "" ? kind : `${kind}:${subject}`;
}
