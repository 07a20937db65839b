import * as z from "zod/mini";
import * as ledger from "#agent-kit/ledger/decisions.ts";
import { fallBackAfterHarm } from "#agent-kit/ledger/fall-back.ts";
import { writeTraceparent } from "#agent-kit/trace.ts";
import type { DecidedShape } from "#schemas/api/actions.ts";
import type { RowOf } from "#schemas/db/tables.ts";
import type { Actor } from "../auth/actor.ts";
import type { CallContext, Handlers } from "../context.ts";
import { groupBy } from "../group-by.ts";
import { Refused, refused, refusedBy } from "../http/refused.ts";
import { agentOf, roster } from "../roster.ts";
import { decodeCursor, pageOf } from "./cursor.ts";
import { actionDetailOf, actionOf } from "./rows.ts";
import { is, olderThan, select, selectOne } from "./select.ts";

type Context = CallContext & { actor: Actor };

export const actionHandlers: Handlers<
  | "actions.list"
  | "actions.get"
  | "actions.approve"
  | "actions.reject"
  | "actions.edit"
  | "actions.retry"
  | "actions.confirm"
  | "actions.revert"
  | "actions.batch"
> = {
  async "actions.list"({ agent, kind, status, groupKey, runId, target, limit, cursor }, { env }) {
    const rows = await select(env.DB, "actions", {
      where: [
        is("agent", agent),
        is("kind", kind),
        is("status", status),
        is("groupKey", groupKey),
        is("runId", runId),
        is("target", target),
        olderThan("updatedAt", "id", decodeCursor(cursor)),
      ],
      newest: ["updatedAt", "id"],
      limit: limit + 1,
    });
    return pageOf(rows, limit, (row) => [row.updatedAt, row.id], actionOf);
  },

  async "actions.get"({ action }, { env }) {
    return actionDetailOf(await found(env.DB, action));
  },

  async "actions.approve"({ action, scheduleFor }, context) {
    return single(await decide(context, "approve", [action], { scheduleFor }));
  },

  async "actions.reject"({ action, reason, note }, context) {
    return single(await decide(context, "reject", [action], { reason, note }));
  },

  async "actions.edit"({ action, payload }, context) {
    const row = await found(context.env.DB, action);
    const checked = await agentOf(context.env, row.agent).checkEdit({ actionId: action, payload });
    if (!checked.ok) throw refusedBy(checked);
    const decided = await ledger.edit(context.env.DB, { ...decider(context), id: action, edited: checked });
    await dispatch(context, decided);
    return single(decided);
  },

  async "actions.retry"({ action }, context) {
    return single(await decide(context, "retry", [action], {}));
  },

  async "actions.confirm"({ action }, context) {
    return single(await ledger.confirmHappened(context.env.DB, { ...decider(context), id: action }));
  },

  async "actions.revert"({ action }, context) {
    return single(await decide(context, "revert", [action], {}));
  },

  async "actions.batch"({ op, ids, groupKey, ...rest }, context) {
    const chosen = ids ?? (await grouped(context.env.DB, groupKey ?? "", op));
    const items = await decide(context, op, [...new Set(chosen)], { ...rest, whole: groupKey !== undefined });
    const ok = items.filter((item) => item.ok).length;
    return { items, ok, refused: items.length - ok };
  },
};

interface Details {
  scheduleFor?: number;
  reason?: ledger.RejectionReason;
  note?: string;
  /** A whole group is meant, so an undo withdraws what of it has not begun. */
  whole?: boolean;
}
type Op = "approve" | "reject" | "cancel" | "retry" | "revert";

function decider({ actor, clock, requestId }: Context): ledger.Decider {
  return { actor: actor.id, role: actor.role, now: clock.now(), requestId };
}

/** Decides in the ledger first; then tells the agents concerned. */
async function decide(context: Context, op: Op, ids: string[], details: Details): Promise<DecidedShape[]> {
  const decided = await inLedger(context.env.DB, op, { ...decider(context), ids }, details);
  await dispatch(context, decided);
  return decided;
}

async function inLedger(
  db: D1Database,
  op: Op,
  by: ledger.Decider & { ids: string[] },
  { scheduleFor, reason, note, whole }: Details,
): Promise<DecidedShape[]> {
  switch (op) {
    case "approve":
      return ledger.approve(db, { ...by, scheduleFor });
    case "revert":
      return whole ? undoWhole(db, by) : undo(db, by);
    case "cancel":
      return ledger.cancel(db, by);
    case "retry":
      return (await Promise.all(by.ids.map((id) => ledger.retry(db, { ...by, id })))).flat();
    case "reject":
      if (!reason) throw refused("bad-input", "Rejecting asks for one of five reasons.");
      return ledger.reject(db, { ...by, reason, note });
  }
}

async function undoWhole(db: D1Database, by: ledger.Decider & { ids: string[] }): Promise<DecidedShape[]> {
  const withdrawn = (await ledger.cancel(db, by)).filter((item) => item.ok);
  const ids = by.ids.filter((id) => !withdrawn.some((item) => item.id === id));
  return [...withdrawn, ...(await undo(db, { ...by, ids }))];
}

/** An undo is a person saying that it should not have happened: what acted by itself asks again from now on. */
async function undo(db: D1Database, by: ledger.Decider & { ids: string[] }): Promise<DecidedShape[]> {
  const undone = await ledger.requestRevert(db, by);
  await fallBackAfterHarm(db, by.now);
  return undone;
}

async function dispatch({ env, log, trace }: Context, decided: DecidedShape[]): Promise<void> {
  const byAgent = groupBy(
    decided.filter((item) => item.ok && item.status !== "scheduled" && item.status !== "rejected"),
    (item) => item.agent,
  );
  const agents = new Map(roster(env).map((entry) => [entry.id, entry.rpc]));
  await Promise.all(
    [...byAgent].map(async ([agent, items]) => {
      try {
        await agents.get(agent ?? "")?.dispatch(
          items.map((item) => item.id),
          writeTraceparent(trace),
        );
      } catch (error) {
        // The decision stands in the ledger; the agent's sweep sends what this message did not.
        log.warn("dispatch-missed", { agent, error });
      }
    }),
  );
}

/** A refused single decision is a problem document, not a success that says no. */
function single(decided: DecidedShape[]): DecidedShape {
  const [item] = decided;
  if (item?.ok) return item;
  const code = item?.code ?? "not-found";
  throw new Refused(code === "not-found" ? 404 : 409, code, item?.message ?? "There is no such action.");
}

const openTo: Record<Op, string[]> = {
  approve: ["proposed"],
  reject: ["proposed"],
  cancel: ["proposed", "approved", "scheduled"],
  revert: ["applied"],
  retry: ["failed", "dead"],
};
const mostOfGroup = 5_000;
const idRows = z.array(z.object({ id: z.string() }));

async function grouped(db: D1Database, groupKey: string, op: Op): Promise<string[]> {
  const { results } = await db
    .prepare(
      `SELECT id FROM actions WHERE group_key = ?1 AND (status IN (SELECT value FROM json_each(?2))
         OR ?3 = 'revert' AND batch_id IS NOT NULL AND status IN ('proposed', 'approved', 'scheduled', 'applying', 'unknown'))
       ORDER BY abs(impact_minor) DESC, id LIMIT ${mostOfGroup}`,
    )
    .bind(groupKey, JSON.stringify(openTo[op]), op)
    .all();
  const ids = idRows.parse(results).map((row) => row.id);
  if (ids.length === 0) throw refused("not-found", `Nothing in this group can be decided (${op}).`);
  return ids;
}

async function found(db: D1Database, id: string): Promise<RowOf<"actions">> {
  const row = await selectOne(db, "actions", is("id", id));
  if (!row) throw refused("not-found", `There is no action "${id}".`);
  return row;
}
