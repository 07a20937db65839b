import type { Found, Verified } from "../definition.ts";
import { toKitError } from "../errors.ts";
import { end, mostAttempts } from "./apply.ts";
import { type LedgerRow, sameJson } from "./rows.ts";
import type { Step, Worked } from "./work-action.ts";

/** Finds out what became of a call whose outcome is unknown. Never calls again where a second effect would be possible. */
export async function settleAction(step: Step, action: LedgerRow): Promise<Worked> {
  const { kind, context } = step;
  const payload = kind.payload.parse(action.payload);
  if (kind.certainty === "atomic")
    return end(step, { to: "approved", uncount: true, clearIntent: true, notBefore: context.now });
  if (kind.certainty === "at-most-once") return askPerson(step);
  const since = action.intentAt ?? context.now;
  try {
    if (kind.effect === "absolute") {
      const current = await kind.read(context, action, payload);
      if (current === undefined) return end(step, { to: "failed", reason: "the target no longer exists" });
      if (sameJson(current, action.after)) return end(step, { to: "applied" });
      if (!sameJson(current, action.before))
        return end(step, {
          to: "failed",
          reason: `changed meanwhile: it is now ${JSON.stringify(current)}`,
          mismatched: true,
        });
      return absent(step, action, since);
    }
    // With a key and nothing to look at, sending the same key again is the look.
    const verified: Verified | Found = kind.verify
      ? await kind.verify(context, action, payload, action.idempotencyKey ?? action.id)
      : "absent";
    if (typeof verified === "object") return end(step, { to: "applied", result: verified.found });
    if (verified === "confirmed") return end(step, { to: "applied" });
    if (verified === "unknowable") return askPerson(step);
    return verified === "absent" ? absent(step, action, since) : later(step, since);
  } catch (thrown) {
    const error = toKitError(thrown);
    return end(step, {
      to: "unknown",
      reason: error.message,
      error,
      notBefore: error.notBefore ?? context.now + kind.settleMs,
    });
  }
}

/** Not there. Before `settleMs` it may still come; after that it is sent again with the same key. */
function absent(step: Step, action: LedgerRow, since: number): Promise<Worked> {
  const { kind, context } = step;
  if (context.now < since + kind.settleMs) return later(step, since);
  if (action.attempts >= mostAttempts)
    return end(step, { to: "dead", reason: `not done after ${action.attempts} tries` });
  return end(step, { to: "approved", reason: "the last try had no effect", clearIntent: true, notBefore: context.now });
}

function later(step: Step, since: number): Promise<Worked> {
  const { kind, context } = step;
  return end(step, {
    to: "unknown",
    reason: "not to be seen yet",
    notBefore: Math.max(since + kind.settleMs, context.now + 1_000),
  });
}

const farFuture = 8_640_000_000_000_000;

function askPerson(step: Step): Promise<Worked> {
  return end(step, {
    to: "unknown",
    reason: "it may or may not have happened: a person must look",
    notBefore: farFuture,
    mismatched: true,
  });
}
