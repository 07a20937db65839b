import { startingPolicy } from "#core/ledger/policy.ts";
import { shopCalendar } from "#core/time/shop-calendar.ts";
import type { ActionContext, AnyKind } from "../definition.ts";
import type { Workbench } from "../work-context.ts";
import { applyAction } from "./apply.ts";
import { type ClaimAsk, claimApproved, claimOpen } from "./claim.ts";
import { readPolicy } from "./policy-document.ts";
import { revertAction } from "./revert.ts";
import { actionColumns, toLedgerRow } from "./rows.ts";
import { settleAction } from "./settle.ts";

/** What became of one message about one action; the row says the same, for people. */
export type Worked =
  | { done: true; status: string }
  /** Nothing to do now (someone else has it, or its time has not come); the sweep will look again. */
  | { done: false; why: string };

export interface Step {
  db: D1Database;
  kind: AnyKind;
  context: ActionContext<unknown>;
  bench: Workbench;
  claim: ClaimAsk;
}

/** Does whatever the action's status asks for: apply an approved one, settle an unknown one, undo a reverting one. */
export async function workAction(
  step: Omit<Step, "kind" | "claim"> & { actionId: string; claimToken: string; kinds: Record<string, Step["kind"]> },
): Promise<Worked> {
  const { db, actionId, context } = step;
  const [found, policyRow, shop] = await db.batch<Record<string, unknown>>([
    db.prepare(`SELECT ${actionColumns} FROM actions WHERE id = ?1`).bind(actionId),
    db.prepare("SELECT version, document FROM policies ORDER BY version DESC LIMIT 1"),
    db.prepare("SELECT time_zone FROM shop LIMIT 1"),
  ]);
  const raw = found?.results[0];
  if (!raw) return { done: false, why: "no such action" };
  const row = toLedgerRow(raw);
  const kind = step.kinds[row.kind];
  if (!kind) return { done: false, why: `no agent here knows ${row.kind}` };
  const shopDay = shopCalendar(String(shop?.results[0]?.time_zone ?? "UTC")).dayOf(context.now);
  const claim: ClaimAsk = { actionId, token: step.claimToken, now: context.now, shopDay };
  const whole: Step = { db, kind, context, bench: step.bench, claim };

  if (row.status === "approved") {
    const held = policyRow?.results[0];
    const policy = held ? readPolicy(Number(held.version), String(held.document)) : startingPolicy;
    const claimed = await claimApproved(db, claim, row, policy);
    if (claimed === null) return { done: false, why: "not its time, or taken" };
    if (claimed === "over-limit") return { done: true, status: "proposed" };
    return applyAction(whole, claimed);
  }
  if (row.status === "unknown" || row.status === "reverting") {
    const claimed = await claimOpen(db, claim, row.status);
    if (!claimed) return { done: false, why: "not its time, or taken" };
    return row.status === "unknown" ? settleAction(whole, claimed) : revertAction(whole, claimed);
  }
  return { done: false, why: `nothing to do for ${row.status}` };
}
