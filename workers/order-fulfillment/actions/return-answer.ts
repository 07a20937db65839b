import * as z from "zod/mini";
import type { ActionContext, DeltaKind } from "#agent-kit/definition.ts";
import { returnApprove, returnById, returnDecline } from "#integrations/shopify/operations.generated.ts";
import type { Clients } from "../clients.ts";

export const returnAnswerPayload = z.object({
  orderId: z.string().check(z.startsWith("gid://")),
  returnId: z.string().check(z.startsWith("gid://")),
  notify: z.boolean(),
});
type ReturnAnswer = z.infer<typeof returnAnswerPayload>;

const approved = new Set(["OPEN", "CLOSED"]);

/**
 * The shop's answer to a shopper's return request. The store has no key for it and answers a second one with a refusal: the
 * return's own status says whether the first one arrived.
 */
function answerWith(verb: "approve" | "decline"): DeltaKind<ReturnAnswer, Clients> {
  const isDone = (status: string) => (verb === "approve" ? approved.has(status) : status === "DECLINED");
  return {
    payload: returnAnswerPayload,
    effect: "delta",
    certainty: "readable",
    scopes: ["write_returns"],
    settleMs: 60_000,
    notRevertibleBecause:
      verb === "approve"
        ? "the store cannot make a request of it again: it can only cancel the whole return, and the buyer would have to ask anew"
        : "the store cannot take a refusal back: the buyer has to ask anew",

    async guard(untyped, action, { returnId }) {
      const status = await statusOf(untyped as unknown as ActionContext<Clients>, returnId);
      if (status === null) return { ok: false, reason: "the store no longer has the return" };
      // An earlier try of ours that came through late.
      if (status === "REQUESTED" || (action.attempts > 1 && isDone(status))) return { ok: true };
      return { ok: false, reason: `the request was answered meanwhile: the return is ${status.toLowerCase()}` };
    },

    async apply(context, action, { returnId, notify }) {
      const earlier = action.attempts > 1 ? await statusOf(context, returnId) : null;
      if (earlier !== null && isDone(earlier)) return { status: earlier };
      const store = context.clients.store();
      const request = { id: returnId, notifyCustomer: notify };
      if (verb === "approve") {
        const reply = await store.run(returnApprove, { input: request }, { priority: "fulfilment" });
        return { status: reply.returnApproveRequest?.return?.status ?? null };
      }
      const input = { ...request, declineReason: "RETURN_PERIOD_ENDED" as const };
      const reply = await store.run(returnDecline, { input }, { priority: "fulfilment" });
      return { status: reply.returnDeclineRequest?.return?.status ?? null };
    },

    async verify(context, _action, { returnId }) {
      const status = await statusOf(context, returnId);
      return status !== null && isDone(status) ? "confirmed" : "absent";
    },
  };
}

export const returnApproval = answerWith("approve");
export const returnRefusal = answerWith("decline");

async function statusOf(context: ActionContext<Clients>, id: string): Promise<string | null> {
  const reply = await context.clients.store().run(returnById, { id, first: 1 }, { priority: "fulfilment" });
  return reply.return?.status ?? null;
}
