import type { Action } from "../features/proposals/api.ts";
import type { Tone } from "../ui/status.tsx";

type ActionStatus = Action["status"];

const words: Record<ActionStatus, { tone: Tone; word: string; means: string }> = {
  shadow: { tone: "hollow", word: "shadow", means: "Recorded only: the agent may not act yet." },
  proposed: { tone: "hollow", word: "waiting", means: "Waits for a person." },
  approved: { tone: "none", word: "approved", means: "Will be applied in a moment." },
  scheduled: { tone: "none", word: "scheduled", means: "Will be applied at its time." },
  applying: { tone: "none", word: "applying", means: "Is being sent to the shop." },
  unknown: { tone: "warn", word: "outcome unknown", means: "It was sent and no answer came; the shop is being asked." },
  applied: { tone: "good", word: "done", means: "Applied and read back." },
  reverting: { tone: "none", word: "being undone", means: "Its undoing is being sent to the shop." },
  reverted: { tone: "hollow", word: "undone", means: "Undone and read back." },
  rejected: { tone: "hollow", word: "rejected", means: "A person said no." },
  expired: { tone: "hollow", word: "expired", means: "Nobody answered in time." },
  superseded: { tone: "hollow", word: "replaced", means: "A newer proposal took its place." },
  denied: { tone: "hollow", word: "denied", means: "The policy said no." },
  failed: { tone: "bad", word: "failed", means: "The shop refused it, or it no longer fitted." },
  dead: { tone: "bad", word: "given up", means: "It failed too often and was given up." },
};

export const statusNames = Object.keys(words) as ActionStatus[];

export function statusWords(status: ActionStatus) {
  return words[status];
}

/** Statuses that pass by themselves within seconds. */
export function isMoving(status: ActionStatus): boolean {
  return status === "approved" || status === "applying" || status === "reverting";
}

/** Statuses that ask a person a question. */
export const questions = ["unknown", "failed", "dead"] as const satisfies ActionStatus[];
