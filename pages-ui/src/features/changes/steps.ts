import { plainText } from "../../ledger/plain-text.ts";
import { statusWords } from "../../ledger/status-words.ts";
import type { Tone } from "../../ui/status.tsx";
import type { ActionDetail } from "./api.ts";

export interface Step {
  at: number;
  text: string;
  by: string | null;
  tone: Tone;
}

type Dated = Pick<
  ActionDetail,
  | "status"
  | "statusReason"
  | "proposedAt"
  | "decidedAt"
  | "decidedBy"
  | "decisionReason"
  | "intentAt"
  | "appliedAt"
  | "revertedAt"
  | "updatedAt"
  | "attempts"
  | "error"
  | "currency"
>;

/** The life of an action in order, from the moments its row keeps; the last step is where it stands. */
export function stepsOf(action: Dated, agentName: string): Step[] {
  const steps: Step[] = [{ at: action.proposedAt, text: "Proposed", by: agentName, tone: "none" }];
  if (action.decidedAt !== null) {
    const no = action.status === "rejected";
    const why = action.decisionReason ? ` (${action.decisionReason.replaceAll("-", " ")})` : "";
    steps.push({
      at: action.decidedAt,
      text: `${no ? "Rejected" : "Approved"}${why}`,
      by: action.decidedBy,
      tone: "none",
    });
  }
  if (action.intentAt !== null) {
    const again = action.attempts > 1 ? `, attempt ${action.attempts}` : "";
    steps.push({ at: action.intentAt, text: `Sent to the shop${again}`, by: null, tone: "none" });
  }
  if (action.appliedAt !== null)
    steps.push({ at: action.appliedAt, text: "Applied and read back", by: null, tone: "good" });
  if (action.revertedAt !== null)
    steps.push({ at: action.revertedAt, text: "Undone and read back", by: null, tone: "none" });
  const told = new Set<Dated["status"]>(["proposed", "rejected", "applied", "reverted"]);
  if (!told.has(action.status)) {
    const { word, tone } = statusWords(action.status);
    const why = action.error ?? action.statusReason;
    steps.push({
      at: action.updatedAt,
      text: capital(word) + (why ? `: ${plainText(why, action.currency)}` : ""),
      by: null,
      tone,
    });
  }
  return steps.sort((a, b) => a.at - b.at);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
