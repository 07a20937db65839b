import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/**
 * The trace of a run nobody handed one to. It follows from the run itself, so every chunk has the same one, also after a
 * message was lost and sent again.
 */
export function traceOfRun(runId: string, startedAt: number): { traceId: string; spanId: string } {
  const digest = bytesToHex(sha256(utf8ToBytes(`${runId} ${startedAt}`)));
  return { traceId: digest.slice(0, 32), spanId: digest.slice(32, 48) };
}
