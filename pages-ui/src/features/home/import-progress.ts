import type { Output } from "../../lib/api/call.ts";
import { count } from "../../lib/format/number.ts";
import { duration } from "../../lib/format/time.ts";

export type Import = Output<"imports.list">["items"][number];

/** Share of an import that is done, or null while its size is not known. */
export function shareOf({ bytesDone, bytesTotal }: Pick<Import, "bytesDone" | "bytesTotal">): number | null {
  return bytesTotal ? Math.min(1, bytesDone / bytesTotal) : null;
}

/** How far it is and how long it may take, at the pace so far; nothing is guessed in the first two percent. */
export function progressText(job: Import, now: number): string {
  const lines = `${count(job.linesDone)} lines read`;
  const share = shareOf(job);
  if (share === null) return job.linesDone > 0 ? lines : "The shop is preparing the export.";
  if (share < 0.02 || now <= job.startedAt) return `${lines}.`;
  const left = ((now - job.startedAt) / share) * (1 - share);
  return `${lines}, ${Math.floor(share * 100)} %, about ${duration(Math.max(1000, left))} left.`;
}
