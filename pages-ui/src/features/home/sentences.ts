import { inWords, sentence } from "../../lib/format/number.ts";

export interface Since {
  /** Applied since the start of yesterday and still standing. */
  applied: number;
  undone: number;
  /** More than could be counted. */
  more: boolean;
  impactMinor: number;
  currency: string | null;
  kinds: string[];
}

/** @example changesSentence({ applied: 41, undone: 0, … }) // "41 changes made since yesterday, none undone." */
export function changesSentence({ applied, undone, more }: Since): string {
  const made = applied + undone;
  if (made === 0) return "No changes since yesterday.";
  const number = more ? `more than ${inWords(made)}` : inWords(made);
  const after = undone === 0 ? "none undone" : `${inWords(undone)} undone`;
  return `${sentence(number)} ${made === 1 ? "change" : "changes"} made since yesterday, ${after}.`;
}

/** What needs a person, in words. */
export function needsSentence(needs: number): string {
  if (needs === 0) return "Nothing needs you.";
  return `${sentence(inWords(needs))} ${needs === 1 ? "thing needs" : "things need"} you.`;
}

export type StoreStage = "none" | "importing" | "read";

/** The page's first line. Before the first import there is nothing else to say than how far that is. */
export function homeSentence(needs: number | undefined, since: Since | undefined, stage: StoreStage): string {
  if (stage === "none" && !needs) return "No store is connected yet.";
  if (stage === "importing" && !needs) return "The store is being read.";
  const parts = [needs === undefined ? null : needsSentence(needs), since ? changesSentence(since) : null];
  return parts.filter((part) => part !== null).join(" ") || "Reading …";
}
