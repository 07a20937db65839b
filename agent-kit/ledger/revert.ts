import type { Json } from "../definition.ts";
import { KitError, toKitError } from "../errors.ts";
import { callSettled, end, mayCall, retryDelayMs, writeIntent } from "./apply.ts";
import { move } from "./move.ts";
import { type LedgerRow, sameJson } from "./rows.ts";
import { isWaiting, waitUntil } from "./waiting.ts";
import type { Step, Worked } from "./work-action.ts";

/** Undoes an applied action: `before` is restored if nobody changed it since; a delta is answered by its opposite. */
export async function revertAction(step: Step, action: LedgerRow): Promise<Worked> {
  const { kind, context, db, claim } = step;
  const payload = kind.payload.parse(action.payload);
  const allowed = await mayCall(step, action, true);
  if (!allowed.ok) return end(step, { to: "reverting", reason: allowed.message, notBefore: context.now + 60_000 });
  if (kind.certainty === "atomic") {
    const held = await db
      .prepare("SELECT 1 FROM actions WHERE id = ?1 AND claim_token = ?2")
      .bind(action.id, claim.token)
      .first();
    if (!held) return { done: false, why: "the claim was lost" };
    const may = await kind.mayUndo?.(db, action, payload);
    if (may && !may.ok) return end(step, { to: "applied", reason: `not undone: ${may.reason}` });
    await db.batch([
      ...kind.undo(db, action, payload, context.now),
      move(db, { id: action.id, token: claim.token, to: "reverted", now: context.now }),
    ]);
    return { done: true, status: "reverted" };
  }
  const key = `${action.id}-undo`;
  try {
    if (kind.effect === "absolute") {
      const current = await kind.read(context, action, payload);
      if (current !== undefined && sameJson(current, action.before)) {
        // Also after a try whose reply was lost: a write that is still on its way restores the same value.
        return end(step, { to: "reverted" });
      }
      if (current === undefined || !sameJson(current, action.after))
        return end(step, {
          to: "applied",
          reason: `not undone: it is now ${JSON.stringify(current ?? "gone")}, changed by someone else`,
        });
      await writeIntent(step, key);
      await kind.write(context, action, payload, action.before, key);
      const after = await kind.read(context, action, payload);
      return sameJson(after, action.before)
        ? end(step, { to: "reverted" })
        : end(step, { to: "reverting", reason: "not to be seen yet", notBefore: context.now + kind.settleMs });
    }
    return await revertDelta(step, action, payload, key);
  } catch (thrown) {
    const error = toKitError(thrown);
    if (error.outcome === "refused" && !error.retryable && !isWaiting(error))
      return end(step, { to: "applied", reason: `not undone: ${error.message}`, error });
    const wait = waitUntil(error, context.now) ?? context.now + Math.max(kind.settleMs, retryDelayMs(1, Math.random()));
    return end(step, { to: "reverting", reason: error.message, error, notBefore: wait });
  } finally {
    await callSettled(step, action);
  }
}

async function revertDelta(step: Step, action: LedgerRow, payload: unknown, key: string): Promise<Worked> {
  const { kind, context } = step;
  if (kind.effect !== "delta" || kind.certainty === "atomic" || !kind.revert)
    throw new KitError({ code: "not-revertible", message: `${action.kind} cannot be undone.`, outcome: "refused" });
  const mayHaveHappened = action.intentAt !== null;
  if (
    mayHaveHappened &&
    kind.verifyReverted &&
    (await kind.verifyReverted(context, action, payload, key)) === "confirmed"
  )
    return end(step, { to: "reverted" });
  if (mayHaveHappened && kind.certainty === "at-most-once")
    return end(step, { to: "unknown", reason: "the undo may or may not have happened: a person must look" });
  await writeIntent(step, key);
  const result: Json = await kind.revert(context, action, payload, key);
  const seen = kind.verifyReverted ? await kind.verifyReverted(context, action, payload, key) : "confirmed";
  return seen === "confirmed"
    ? end(step, { to: "reverted", result })
    : end(step, { to: "reverting", reason: "not to be seen yet", notBefore: context.now + kind.settleMs });
}
