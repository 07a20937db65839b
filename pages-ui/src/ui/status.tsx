import type { ReactNode } from "react";

export type Tone = "good" | "warn" | "bad" | "none" | "hollow";

/** A state: always a word, the dot only repeats it. */
export function Status({ tone, children }: { tone: Tone; children: ReactNode }) {
  return <span className={`st ${tone === "none" ? "" : tone}`}>{children}</span>;
}
