import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { Trace } from "../trace.ts";

/**
 * The trace of a run nobody handed one to. It follows from the run itself, so every chunk has the same one, also after a
 * message was lost and sent again.
 */
export function traceOfRun(runId: string, startedAt: number): Trace {
  const digest = bytesToHex(sha256(new TextEncoder().encode(`${runId} ${startedAt}`)));
  return { traceId: digest.slice(0, 32), spanId: digest.slice(32, 48) };
}
