import { agentState } from "#durable-objects/client.ts";
import type { Json } from "../definition.ts";
import { isKitError, KitError, toKitError } from "../errors.ts";
import { claimMs } from "./claim.ts";
import { type Move, move } from "./move.ts";
import { type LedgerRow, sameJson } from "./rows.ts";
import { isWaiting, waitUntil } from "./waiting.ts";
import type { Step, Worked } from "./work-action.ts";

/** Tries that may have reached the vendor before an action is given up. */
export const mostAttempts = 5;
const retryFirstMs = 15_000;
const retryLongestMs = 3_600_000;

/** claimed → checks → intent → call → read back. Whatever happens, the row says what is known. */
export async function applyAction(step: Step, action: LedgerRow): Promise<Worked> {
  const { kind, context } = step;
  const payload = kind.payload.safeParse(action.payload);
  if (!payload.success)
    return end(step, { to: "failed", reason: `payload: ${payload.error.issues[0]?.message ?? "invalid"}` });
  try {
    const guarded = await kind.guard?.(context as never, action, payload.data);
    if (guarded && !guarded.ok) return end(step, { to: "failed", reason: guarded.reason });
    if (kind.certainty === "atomic") return await applyAtomically(step, action, payload.data);
    if (kind.effect === "absolute") {
      const current = await kind.read(context, action, payload.data);
      if (current === undefined) return end(step, { to: "failed", reason: "the target no longer exists" });
      if (sameJson(current, action.after))
        // On a later try this is an earlier one of ours that came through after all.
        return action.attempts > 1
          ? end(step, { to: "applied" })
          : end(step, { to: "failed", reason: "someone else already set this value" });
      if (!sameJson(current, action.before))
        return end(step, { to: "failed", reason: `changed meanwhile: it is now ${JSON.stringify(current)}` });
    }
  } catch (thrown) {
    return notSent(step, action, toKitError(thrown));
  }
  const allowed = await mayCall(step, action, false);
  if (!allowed.ok)
    return end(step, { to: "approved", reason: allowed.message, uncount: true, notBefore: context.now + 60_000 });

  const key = action.idempotencyKey ?? action.id;
  await writeIntent(step, key);
  let result: Json;
  try {
    result =
      kind.effect === "absolute"
        ? await kind.write(context, action, payload.data, action.after, key)
        : await kind.apply(context, action, payload.data, key);
  } catch (thrown) {
    return afterCall(step, action, toKitError(thrown));
  } finally {
    await callSettled(step, action);
  }
  return confirm(step, action, payload.data, key, result);
}

async function applyAtomically(step: Step, action: LedgerRow, payload: unknown): Promise<Worked> {
  const { kind, db, claim, context } = step;
  if (kind.certainty !== "atomic") throw new KitError({ code: "kind", message: `${action.kind} is not atomic.` });
  const allowed = await mayCall(step, action, false);
  if (!allowed.ok)
    return end(step, { to: "approved", reason: allowed.message, uncount: true, notBefore: context.now + 60_000 });
  // The claim is checked by the effect's own statements' neighbour: a lost claim changes neither.
  const held = await db
    .prepare("SELECT 1 FROM actions WHERE id = ?1 AND claim_token = ?2")
    .bind(action.id, claim.token)
    .first();
  if (!held) return { done: false, why: "the claim was lost" };
  await db.batch([
    ...kind.statements(db, action, payload, context.now),
    move(db, { id: action.id, token: claim.token, to: "applied", now: context.now }),
  ]);
  await callSettled(step, action);
  return { done: true, status: "applied" };
}

/** Reads the effect back: the vendor's "ok" alone is not believed. */
async function confirm(step: Step, action: LedgerRow, payload: unknown, key: string, result: Json): Promise<Worked> {
  const { kind, context } = step;
  if (kind.certainty === "atomic") return { done: true, status: "applied" };
  // Nothing to look at: the vendor's answer is all there will ever be.
  if (kind.certainty === "at-most-once") return end(step, { to: "applied", result });
  try {
    if (kind.effect === "absolute") {
      const now = await kind.read(context, action, payload);
      if (sameJson(now, action.after)) return end(step, { to: "applied", result });
    } else {
      const seen = kind.verify ? await kind.verify(context, action, payload, key) : "confirmed";
      if (seen === "confirmed" || typeof seen === "object") return end(step, { to: "applied", result });
    }
  } catch (thrown) {
    context.log.warn("reading back failed", { action: action.id, error: thrown });
  }
  return end(step, {
    to: "unknown",
    result,
    reason: "the call was answered, its effect is not to be seen yet",
    notBefore: context.now + kind.settleMs,
  });
}

/** The call failed after the intent was written: what is known of the effect decides. */
async function afterCall(step: Step, action: LedgerRow, error: KitError): Promise<Worked> {
  const { kind, context } = step;
  if (error.outcome === "not-sent") return notSent(step, action, error, true);
  if (error.outcome === "refused")
    return error.retryable || isWaiting(error)
      ? notSent(step, action, error, true)
      : end(step, { to: "failed", reason: error.message, error, clearIntent: true });
  const question =
    kind.certainty === "at-most-once" ? "it may or may not have happened: a person must look" : error.message;
  return end(step, { to: "unknown", reason: question, error, notBefore: context.now + kind.settleMs });
}

/** Nothing left us: back to the queue, counted as a try only when it was one. */
export function notSent(step: Step, action: LedgerRow, error: KitError, clearIntent = false): Promise<Worked> {
  const { context } = step;
  const waiting = isWaiting(error);
  if (!waiting && !error.retryable && error.outcome === "refused")
    return end(step, { to: "failed", reason: error.message, error });
  if (!waiting && action.attempts >= mostAttempts)
    return end(step, { to: "dead", reason: error.message, error, clearIntent });
  const notBefore = waitUntil(error, context.now) ?? context.now + retryDelayMs(action.attempts, Math.random());
  return end(step, { to: "approved", reason: error.message, error, notBefore, uncount: waiting, clearIntent });
}

/** Full jitter under a doubling bound. */
export function retryDelayMs(attempts: number, random: number): number {
  const bound = Math.min(retryLongestMs, retryFirstMs * 2 ** Math.max(0, attempts - 1));
  return Math.ceil(bound * (0.1 + 0.9 * random));
}

export async function end(
  step: Step,
  next: Omit<Move, "id" | "token" | "now" | "error"> & { error?: KitError },
): Promise<Worked> {
  const { db, claim, context } = step;
  const error = next.error && isKitError(next.error) ? { code: next.error.code, message: next.error.message } : null;
  await move(db, { ...next, error, id: claim.actionId, token: claim.token, now: context.now }).run();
  if (next.to === "approved" && next.notBefore == null) return { done: false, why: next.reason ?? "again" };
  return { done: true, status: next.to };
}

export function mayCall(step: Step, action: LedgerRow, undo: boolean) {
  const { context } = step;
  return agentState(context.env, context.agent).mayCall({
    actionId: action.id,
    now: context.now,
    untilMs: context.now + claimMs,
    undo,
  });
}

export async function callSettled(step: Step, action: LedgerRow): Promise<void> {
  // Only shortens the list an emergency stop shows; it lapses by itself.
  await agentState(step.context.env, step.context.agent)
    .settled({ actionId: action.id })
    .catch(() => undefined);
}

/** From here on the effect may have happened, whatever becomes of us. */
export async function writeIntent(step: Step, key: string): Promise<void> {
  const { db, claim, context } = step;
  const written = await db
    .prepare(
      "UPDATE actions SET intent_at = ?3, idempotency_key = ?4, updated_at = ?3 WHERE id = ?1 AND claim_token = ?2",
    )
    .bind(claim.actionId, claim.token, context.now, key)
    .run();
  if (written.meta.changes === 0)
    throw new KitError({
      code: "claim-lost",
      message: "Someone else took this action.",
      outcome: "not-sent",
      report: false,
    });
}
