import { statusNames, statusWords } from "../../ledger/status-words.ts";
import { inWords, plural, sentence } from "../../lib/format/number.ts";
import type { Batch } from "./api.ts";

type Counted = Pick<Batch, "statuses" | "rows">;

/** How many rows stand where: "10 done, 2 failed". */
export function whereRowsAre({ statuses }: Counted): string {
  return statusNames
    .flatMap((name) => (statuses[name] ? [`${statuses[name]} ${statusWords(name).word}`] : []))
    .join(", ");
}

const countOf = ({ statuses }: Counted, names: (keyof typeof statuses)[]) =>
  names.reduce((sum, name) => sum + (statuses[name] ?? 0), 0);

/** What may be done with the batch as a whole now. */
export function deedsOf(batch: Counted) {
  return {
    approve: countOf(batch, ["proposed"]),
    cancel: countOf(batch, ["proposed", "approved", "scheduled"]),
    revert: countOf(batch, ["applied"]),
    retry: countOf(batch, ["failed", "dead"]),
  };
}

/** Rows pass through states by themselves: worth asking again soon. */
export function isMoving(batch: Counted): boolean {
  return countOf(batch, ["approved", "applying", "reverting", "unknown"]) > 0;
}

export function batchesSentence(batches: readonly Counted[]): string {
  const waiting = batches.filter((batch) => countOf(batch, ["proposed"]) > 0).length;
  const scheduled = batches.filter((batch) => countOf(batch, ["scheduled"]) > 0).length;
  const troubled = batches.filter((batch) => countOf(batch, ["failed", "dead", "unknown"]) > 0).length;
  const first =
    scheduled > 0
      ? `${sentence(inWords(scheduled))} ${scheduled === 1 ? "batch is" : "batches are"} scheduled.`
      : "No batch of prices is scheduled.";
  const rest = [
    waiting > 0 ? `${sentence(inWords(waiting))} ${waiting === 1 ? "waits" : "wait"} for a time.` : "",
    troubled > 0 ? `${sentence(inWords(troubled))} went through only in part.` : "",
  ];
  return [first, ...rest].filter(Boolean).join(" ");
}

/** @example rowsText(1) // "1 price" */
export function rowsText(rows: number): string {
  return plural(rows, "price");
}
