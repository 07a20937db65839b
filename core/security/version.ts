/** `major.minor.patch` with its pre-release parts; build metadata does not count. Null for what is no semantic version. */
function parse(version: string): { numbers: number[]; before: string[] } | null {
  const match = /^v?(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/.exec(version.trim());
  if (!match) return null;
  return { numbers: [Number(match[1]), Number(match[2]), Number(match[3])], before: match[4]?.split(".") ?? [] };
}

/** Precedence by semver.org, section 11: below 0, 0 or above 0; null when one of them is no version. */
export function compareVersions(a: string, b: string): number | null {
  const [left, right] = [parse(a), parse(b)];
  if (!left || !right) return null;
  for (let at = 0; at < 3; at += 1) {
    const difference = (left.numbers[at] ?? 0) - (right.numbers[at] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  // A release comes after all that led to it.
  if (left.before.length === 0 || right.before.length === 0)
    return Math.sign(Number(left.before.length === 0) - Number(right.before.length === 0));
  for (let at = 0; at < Math.max(left.before.length, right.before.length); at += 1) {
    const difference = compareParts(left.before[at], right.before[at]);
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareParts(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  const [numeric, other] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (numeric && other) return Math.sign(Number(a) - Number(b));
  if (numeric !== other) return numeric ? -1 : 1;
  return a < b ? -1 : Number(a > b);
}

/** A point of an OSV range: from `introduced` on, up to but without `fixed`, up to and with `lastAffected`. */
export type RangeEvent = { introduced: string } | { fixed: string } | { lastAffected: string };

/** Whether a version lies in a range of events; OSV schema, `affected[].ranges[].events`. */
export function isAffected(version: string, events: readonly RangeEvent[]): boolean {
  const points = events
    .map((event) => ({ event, at: Object.values(event)[0] as string }))
    .sort((a, b) => (a.at === "0" ? -1 : b.at === "0" ? 1 : (compareVersions(a.at, b.at) ?? 0)));
  let affected = false;
  for (const { event, at } of points) {
    const order = at === "0" ? 1 : compareVersions(version, at);
    if (order === null) continue;
    if ("introduced" in event && order >= 0) affected = true;
    if ("fixed" in event && order >= 0) affected = false;
    if ("lastAffected" in event && order > 0) affected = false;
  }
  return affected;
}
