/** One story across Workers, queues and calls, in W3C's words (Trace Context, level 1). */
export interface Trace {
  /** 32 hex digits, never all zero. */
  traceId: string;
  /** 16 hex digits: who speaks. */
  spanId: string;
}

const shape = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}(?:-.*)?$/;

/** Null for a missing or malformed header: then a new trace begins, as the standard asks. */
export function readTraceparent(header: string | null | undefined): Trace | null {
  const [, traceId, spanId] = shape.exec(header ?? "") ?? [];
  return traceId && spanId ? { traceId, spanId } : null;
}

export function writeTraceparent({ traceId, spanId }: Trace, sampled = false): string {
  return `00-${traceId}-${spanId}-${sampled ? "01" : "00"}`;
}

export function newTrace(): Trace {
  return childOf({ traceId: randomHex() });
}

/** The same story, told by somebody else. */
export function childOf({ traceId }: Pick<Trace, "traceId">): Trace {
  return { traceId, spanId: randomHex().slice(-16) };
}

/** Whether a trace belongs to the share that is recorded; every Worker comes to the same answer. */
export function isSampled({ traceId }: Trace, rate: string | undefined): boolean {
  const share = Number(rate ?? 0);
  if (!(share > 0)) return false;
  return Number.parseInt(traceId.slice(-8), 16) / 2 ** 32 < share;
}

/** 32 random hex digits, six bits of them a UUID's. */
function randomHex(): string {
  return crypto.randomUUID().replaceAll("-", "");
}
