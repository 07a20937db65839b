import { useState } from "react";
import { messageOf } from "../../lib/api/api-error.ts";
import { count } from "../../lib/format/number.ts";
import { useSay } from "../../ui/notices.tsx";
import { type Decision, useDecide } from "./api.ts";

/** As long as the card takes to fade. */
const leaveMs = 120;
const changes = { href: "/changes?status=any", name: "See changes" };

/** Sends a decision and says what became of it; a card that is decided as a whole leaves first. */
export function useDecision(title: string) {
  const [leaving, setLeaving] = useState(false);
  const decide = useDecide();
  const say = useSay();

  const send = async (decision: Decision, whole: boolean) => {
    const approving = decision.op === "approve";
    const done = approving ? "approved" : "rejected";
    if (whole) {
      setLeaving(true);
      await new Promise((resolve) => setTimeout(resolve, leaveMs));
    }
    // By the promise: the card is gone from the page before the answer comes.
    try {
      const { ok, refused, items } = await decide.mutateAsync(decision);
      const link = approving ? changes : undefined;
      const why = items.find((item) => !item.ok)?.message ?? "no reason given";
      if (refused > 0) say(`${count(ok)} ${done}, ${count(refused)} refused: ${why}`, { lasting: true, link });
      else say(`${title}: ${done}${approving ? ", being applied" : ""}.`, { link });
    } catch (error) {
      setLeaving(false);
      say(`Not ${done}: ${messageOf(error)}`, { lasting: true });
    }
  };
  return { leaving, send };
}
