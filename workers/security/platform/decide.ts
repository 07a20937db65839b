import type { Decided } from "#agent-kit/definition.ts";
import { doorProblems } from "#core/security/storefront.ts";
import {
  type Check,
  type Compared,
  type Found,
  type PlatformKnowledge,
  type PlatformSnapshot,
  separator,
} from "./snapshot.ts";

const dayMs = 86_400_000;
const limits = {
  /** Refusals of one source within a day that are no typing mistakes any more. */
  fromOneSource: { signature: 20, login: 50, role: 30 } as Readonly<Record<string, number>>,
  tokenAgeDays: 180,
  unusedDays: 90,
};

const scopeTitles = {
  added: "The app may do more in the store than it could",
  removed: "The app may do less in the store than it could",
};
const appTitles = {
  added: "Another app works in the store, or one may do more than it could",
  removed: "An app that worked in the store is gone, or may do less than it could",
};

const refusalTitles: Readonly<Record<string, string>> = {
  signature: "One source keeps sending webhooks with a wrong signature",
  login: "One source keeps trying to sign in",
  role: "Somebody keeps asking for what their role does not allow",
};

/** Every check that was looked at says what it found; what it had found before and does not find again is resolved. */
export function decidePlatform(snapshot: PlatformSnapshot, now: number): Decided<PlatformKnowledge> {
  const looked: [Check, Found[] | null][] = [
    ["access", accessOf(snapshot)],
    ["tokens", tokensOf(snapshot, now)],
    ["audit-chain", auditOf(snapshot)],
    ["scopes", changesOf(snapshot.scopes, scopeTitles)],
    ["apps", changesOf(snapshot.apps, appTitles)],
    ["subscription", subscriptionsOf(snapshot)],
    ["storefront", storefrontOf(snapshot)],
    ["advisory", snapshot.advisories],
  ];
  const open = looked.flatMap(([check, found]) =>
    (found ?? []).map((each) => ({ ...each, check, id: `${check}:${each.subject}` })),
  );
  const asked = new Set(looked.flatMap(([check, found]) => (found === null ? [] : [check])));
  const seen = new Set(open.map(({ id }) => id));
  const resolved = snapshot.held.filter(({ id, check }) => asked.has(check) && !seen.has(id)).map(({ id }) => id);
  return {
    decisions: [],
    measures: { "platform-findings": open.length, "platform-resolved": resolved.length, "platform-checks": asked.size },
    knowledge: { open, resolved },
  };
}

function accessOf({ refusals }: PlatformSnapshot): Found[] {
  return refusals
    .filter(({ kind, count }) => count >= (limits.fromOneSource[kind] ?? Number.POSITIVE_INFINITY))
    .map(({ kind, source }) => ({
      subject: `${kind} ${source}`,
      severity: kind === "role" ? "low" : "medium",
      title: refusalTitles[kind] ?? kind,
      detail: { source },
    }));
}

function tokensOf({ tokens }: PlatformSnapshot, now: number): Found[] {
  return tokens.flatMap(({ id, name, role, createdAt, expiresAt, lastUsedAt }): Found[] => {
    const ageDays = Math.floor((now - createdAt) / dayMs);
    const idleDays = Math.floor((now - (lastUsedAt ?? createdAt)) / dayMs);
    if (idleDays >= limits.unusedDays)
      return [found(id, "low", `The token ${name} was not used for ${limits.unusedDays} days`, { role })];
    if (expiresAt === null && ageDays >= limits.tokenAgeDays)
      return [
        found(id, "medium", `The token ${name} is older than ${limits.tokenAgeDays} days and never expires`, { role }),
      ];
    return [];
  });
}

function auditOf({ audit }: PlatformSnapshot): Found[] {
  return audit.brokenAt === null
    ? []
    : [found("chain", "critical", "A row of the audit log was changed, added or removed", { row: audit.brokenAt })];
}

/** The first look is the baseline; a change stands until a person accepts it, and then it is the baseline. */
function changesOf(compared: Compared | null, titles: { added: string; removed: string }): Found[] | null {
  if (compared === null) return null;
  const { now, baseline } = compared;
  if (baseline === null) return [];
  const [added, removed] = [without(now, baseline), without(baseline, now)];
  return [
    ...(added.length > 0
      ? [found("added", added.some(mayWrite) ? "high" : "medium", titles.added, { what: added.join(separator) })]
      : []),
    ...(removed.length > 0 ? [found("removed", "medium", titles.removed, { what: removed.join(separator) })] : []),
  ];
}

function subscriptionsOf({ subscriptions }: PlatformSnapshot): Found[] | null {
  if (subscriptions === null) return null;
  const { missing } = subscriptions;
  if (missing.length === 0) return [];
  const title = `The store sends us nothing about ${missing.length} ${missing.length === 1 ? "topic" : "topics"}`;
  return [found("missing", "critical", title, { topics: missing.join(" ") })];
}

function storefrontOf({ storefront }: PlatformSnapshot): Found[] | null {
  if (storefront === null) return null;
  const { url } = storefront;
  if ("unreachable" in storefront)
    return [found("unreachable", "high", "The storefront could not be reached", { url, why: storefront.unreachable })];
  return doorProblems(storefront).map((problem) => ({ ...problem, detail: { url } }));
}

function found(subject: string, severity: Found["severity"], title: string, detail: Found["detail"]): Found {
  return { subject, severity, title, detail };
}

function without(all: readonly string[], gone: readonly string[]): string[] {
  const known = new Set(gone);
  return all.filter((each) => !known.has(each)).sort();
}

function mayWrite(entry: string): boolean {
  return /\bwrite_/.test(entry);
}
