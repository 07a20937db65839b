import type { Tone } from "../../ui/status.tsx";
import type { Tick } from "./api.ts";

const refusals: Record<NonNullable<Tick["reason"]>, string> = {
  paused: "paused",
  stopped: "everything is stopped",
  overlapping: "another run was under way",
  duplicate: "already had this tick",
  "not-due": "not due by its schedule",
  importing: "the store is still being read",
  "connection-open": "a connection it needs is closed off",
  backoff: "waiting after failures",
};

const outcomes: Record<NonNullable<Tick["outcome"]>, { tone: Tone; word: string }> = {
  succeeded: { tone: "good", word: "succeeded" },
  failed: { tone: "bad", word: "failed" },
  "timed-out": { tone: "bad", word: "timed out" },
  crashed: { tone: "bad", word: "crashed" },
  cancelled: { tone: "warn", word: "cancelled" },
  superseded: { tone: "warn", word: "superseded" },
};

export function outcomeWords(outcome: Tick["outcome"]): { tone: Tone; word: string } {
  return outcome === null ? { tone: "hollow", word: "running" } : outcomes[outcome];
}

export const outcomeNames = Object.keys(outcomes) as NonNullable<Tick["outcome"]>[];

/** What became of a tick, and if nothing, why. */
export function tickWords(tick: Tick): { tone: Tone; word: string; why: string | null } {
  if (tick.state === "refused")
    return { tone: "hollow", word: "did not run", why: tick.detail ?? (tick.reason ? refusals[tick.reason] : null) };
  if (tick.state === "asked") return { tone: "hollow", word: "asked for", why: "its message is on the way" };
  return { ...outcomeWords(tick.outcome), why: tick.detail };
}
