/** How calls ended: `slow` counts calls among `ok` and `failed`, it is not a third kind of end. */
export interface OutcomeCounts {
  ok: number;
  failed: number;
  slow: number;
}

/** Time buckets of outcomes, oldest first; `at` is the start of a bucket in ms. */
export type OutcomeWindow = readonly (OutcomeCounts & { at: number })[];

export interface WindowSpan {
  windowMs: number;
  bucketMs: number;
}

export const noOutcomes: OutcomeCounts = { ok: 0, failed: 0, slow: 0 };

export function addCounts(a: OutcomeCounts, b: OutcomeCounts): OutcomeCounts {
  return { ok: a.ok + b.ok, failed: a.failed + b.failed, slow: a.slow + b.slow };
}

/** Adds counts to the bucket of `now` and drops buckets that left the window (or lie ahead of a clock set back). */
export function record(window: OutcomeWindow, counts: OutcomeCounts, now: number, span: WindowSpan): OutcomeWindow {
  const at = Math.floor(now / span.bucketMs) * span.bucketMs;
  const live = within(window, now, span);
  const last = live.at(-1);
  if (last?.at === at) return [...live.slice(0, -1), { at, ...addCounts(last, counts) }];
  return [...live, { at, ...counts }];
}

/** Sum of the buckets still inside the window at `now`. */
export function total(window: OutcomeWindow, now: number, span: WindowSpan): OutcomeCounts {
  return within(window, now, span).reduce<OutcomeCounts>(addCounts, noOutcomes);
}

function within(window: OutcomeWindow, now: number, span: WindowSpan): OutcomeWindow {
  return window.filter((bucket) => bucket.at > now - span.windowMs && bucket.at <= now);
}
