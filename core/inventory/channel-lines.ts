/** What a line of a sales channel was told by: the newest store event it knows of, when it was computed, and 1 where a person undid it. */
export interface LineVersion {
  readonly eventAt: number;
  readonly seenAt: number;
  readonly undone: 0 | 1;
}

/** What one channel is told of one item. Money in minor units of `currency`. */
export interface ChannelLine {
  readonly sku: string;
  readonly quantity: number;
  readonly priceMinor: number;
  readonly currency: string;
  readonly version: LineVersion;
}

/** Above 0 when `a` is the newer one: by store event, then by when it was computed; an undo is newer than what it undid. */
export function compareVersions(a: LineVersion, b: LineVersion): number {
  return a.eventAt - b.eventAt || a.seenAt - b.seenAt || a.undone - b.undone;
}

/**
 * Last write by event version: each line keeps the newest version of itself, whatever the order in which they come. Null
 * when nothing of `ours` is news.
 */
export function mergeLines(
  held: ReadonlyMap<string, ChannelLine>,
  ours: readonly ChannelLine[],
): Map<string, ChannelLine> | null {
  const merged = new Map(held);
  for (const line of ours) {
    const known = merged.get(line.sku);
    if (known === undefined || compareVersions(line.version, known.version) > 0) merged.set(line.sku, line);
  }
  return [...merged].some(([sku, line]) => held.get(sku) !== line) ? merged : null;
}

/** Takes back lines that still stand as they were written; what somebody wrote over them since stays. Null when none does. */
export function withdrawLines(
  held: ReadonlyMap<string, ChannelLine>,
  ours: readonly { readonly line: ChannelLine; readonly was: ChannelLine | null }[],
): Map<string, ChannelLine> | null {
  const standing = ours.filter(({ line }) => {
    const known = held.get(line.sku);
    return known !== undefined && compareVersions(known.version, line.version) === 0;
  });
  if (standing.length === 0) return null;
  const left = new Map(held);
  for (const { line, was } of standing) {
    if (was === null) left.delete(line.sku);
    else left.set(line.sku, { ...was, version: { ...line.version, undone: 1 } });
  }
  return left;
}
