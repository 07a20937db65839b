import { reconcileEveryMs, type Snapshot } from "#schemas/api/health.ts";
import type { Condition } from "./advance.ts";
import type { Facts } from "./facts.ts";
import type { AlertName } from "./kinds.ts";

const minute = 60_000;
const limits = {
  silentIntervals: 4,
  /** For a cron that never came: it is younger than the deployment that should have brought it. */
  neverIntervals: 2,
  failuresInARow: 3,
  snapshotAgeMs: 5 * minute,
  importStandsMs: 30 * minute,
  deliveryAgeMs: 15 * minute,
  auditUnsealed: 200,
  budgetLeft: 0.05,
  /** Within an hour, from all sources. */
  refusals: { signature: 20, login: 30, role: 20 } as Readonly<Record<string, number>>,
};
const refusalAlerts: Readonly<Record<string, AlertName>> = {
  signature: "signature-failures",
  login: "login-failures",
  role: "role-refusals",
};
const down: ReadonlySet<string> = new Set(["open", "half-open", "forced-open", "unreachable"]);

/** What is so now and somebody should know. Pure; `now` in ms of the shop's clock. */
export function conditionsOf(facts: Facts, now: number): Condition[] {
  const fresh = facts.snapshotAgeMs !== null && facts.snapshotAgeMs <= limits.snapshotAgeMs ? facts.snapshot : null;
  return [
    ...watchdog(facts),
    ...(fresh ? [...agents(fresh), ...connections(fresh), ...system(fresh)] : []),
    ...ledger(facts, now),
    ...access(facts),
    ...facts.staleSecrets.map((name) =>
      alarm("secret-stale", name, `${name} is used as it was last known: its provider does not answer.`),
    ),
    ...(facts.budgetLeft !== null && facts.budgetLeft < limits.budgetLeft
      ? [alarm("budget-exhausted", "", `${Math.floor(facts.budgetLeft * 100)} % of the store's API budget is left.`)]
      : []),
    ...findings(facts),
  ];
}

/** Alerts that a snapshot decides, when there is no fresh one: nothing can be said about them. */
export function unreadAlerts(facts: Facts): ReadonlySet<AlertName> {
  const fresh = facts.snapshot !== null && facts.snapshotAgeMs !== null && facts.snapshotAgeMs <= limits.snapshotAgeMs;
  const unread: AlertName[] = fresh
    ? []
    : [
        "agent-silent",
        "agent-unreachable",
        "agent-failing",
        "mirror-stale",
        "connection-down",
        "emergency-stop",
        "emergency-not-held",
        "audit-unsealed",
        "deliveries-stuck",
      ];
  // Whether the log still reaches its noted end is not known in each minute.
  if (!fresh || facts.snapshot?.audit.cutAt === undefined) unread.push("audit-broken");
  return new Set(facts.budgetLeft === null ? [...unread, "budget-exhausted"] : unread);
}

function alarm(kind: AlertName, subject: string, body: string): Condition {
  return { kind, subject, body };
}

function watchdog({ snapshotAgeMs }: Facts): Condition[] {
  if (snapshotAgeMs === null || snapshotAgeMs <= limits.snapshotAgeMs) return [];
  return [alarm("watchdog-silent", "", `Its last minute was ${Math.round(snapshotAgeMs / minute)} minutes ago.`)];
}

function agents(snapshot: Snapshot): Condition[] {
  return snapshot.agents.flatMap(({ id, name, view, error, intervalMs }) => {
    if (!view) return [alarm("agent-unreachable", id, `${name}: ${error ?? "it did not answer"}.`)];
    const found: Condition[] = [];
    const beatAt = view.lastCronAt ?? null;
    const silentMs = snapshot.shopTime - (beatAt ?? view.watchedSince ?? snapshot.shopTime);
    const intervals = beatAt === null ? limits.neverIntervals : limits.silentIntervals;
    const minutes = Math.round(silentMs / minute);
    const last = beatAt === null ? `never came in ${minutes} minutes` : `came last ${minutes} minutes ago`;
    if (intervalMs !== null && silentMs > intervals * intervalMs)
      found.push(alarm("agent-silent", id, `${name}: its cron ${last}.`));
    if (view.failuresInARow >= limits.failuresInARow)
      found.push(alarm("agent-failing", id, `${name}: the last ${view.failuresInARow} runs failed.`));
    return found;
  });
}

function connections({ breakers, agents: all }: Snapshot): Condition[] {
  const configured = new Set(
    all.flatMap(({ health }) => health?.connections ?? []).flatMap((each) => (each.configured ? [each.id] : [])),
  );
  return breakers.flatMap(({ connection, state, error, forced }) => {
    if (!down.has(state) || (connection !== "shopify" && !configured.has(connection))) return [];
    const why = forced ? ` by ${forced.by}: ${forced.why}` : error ? `: ${error}` : "";
    return [alarm("connection-down", connection, `Its breaker is ${state}${why}.`)];
  });
}

function system({ emergency, agents: all, audit, deliveries, reconciledAt, shopTime }: Snapshot): Condition[] {
  const found: Condition[] = [];
  if (emergency.stopped)
    found.push(
      alarm("emergency-stop", "", `No agent changes anything; ${emergency.holding} of ${all.length} hold it.`),
    );
  if (emergency.stopped && emergency.holding < all.length)
    found.push(
      alarm("emergency-not-held", "", `${all.length - emergency.holding} of ${all.length} agents do not hold it.`),
    );
  if (audit.unsealed > limits.auditUnsealed)
    found.push(alarm("audit-unsealed", "", `${audit.unsealed} rows are not sealed yet.`));
  if (audit.cutAt != null)
    found.push(alarm("audit-broken", "end", `Its end is missing: it no longer reaches row ${audit.cutAt}.`));
  const mirrorMs = shopTime - (reconciledAt ?? shopTime);
  if (mirrorMs > limits.silentIntervals * reconcileEveryMs)
    found.push(alarm("mirror-stale", "", `It is as the store was ${Math.round(mirrorMs / minute)} minutes ago.`));
  const { oldestAcceptedAt } = deliveries;
  if (oldestAcceptedAt !== null && shopTime - oldestAcceptedAt > limits.deliveryAgeMs) {
    const ageMinutes = Math.round((shopTime - oldestAcceptedAt) / minute);
    const waiting = deliveries.byStatus.accepted ?? 0;
    found.push(alarm("deliveries-stuck", "", `${waiting} wait, the oldest for ${ageMinutes} minutes.`));
  }
  return found;
}

function ledger(facts: Facts, now: number): Condition[] {
  const found = [
    ...facts.unknownActions.map(({ agent, count }) =>
      alarm("actions-unknown", agent, `${counted(count, "change")} of ${agent} may or may not have happened.`),
    ),
    ...facts.deadActions.map(({ agent, count }) =>
      alarm("actions-dead", agent, `${counted(count, "change")} of ${agent} failed for good in the last day.`),
    ),
    ...facts.deadLetters.map(({ queue, count }) =>
      alarm("dead-letters", queue, `${counted(count, "message")} of ${queue} in the last hour.`),
    ),
  ];
  const { failed, standsSince } = facts.imports;
  if (failed !== null) found.push(alarm("import-failing", "", `Importing ${failed} failed.`));
  else if (standsSince !== null && now - standsSince > limits.importStandsMs)
    found.push(
      alarm("import-failing", "", `It has not moved for ${Math.round((now - standsSince) / minute)} minutes.`),
    );
  const { overdue, failed: failing } = facts.privacy;
  if (overdue + failing > 0)
    found.push(alarm("privacy-overdue", "", `${overdue} past the day they were due, ${failing} failed three times.`));
  return found;
}

function access({ refusals }: Facts): Condition[] {
  return refusals.flatMap(({ kind, count, sources, most }) => {
    const alert = refusalAlerts[kind];
    if (!alert || count < (limits.refusals[kind] ?? Number.POSITIVE_INFINITY)) return [];
    return [alarm(alert, "", `${count} in an hour from ${counted(sources, "source")}, ${most} from one of them.`)];
  });
}

/** Two findings have an alert of their own, because what to do about them is not what one does about a weakness. */
function findings({ findings: open }: Facts): Condition[] {
  return open.map(({ id, check, severity, title }) => {
    const kind =
      check === "subscription" ? "subscription-lost" : check === "audit-chain" ? "audit-broken" : "security-finding";
    return alarm(kind, kind === "security-finding" ? id : "", `${severity}: ${title}`);
  });
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
