import { type PurchaseShape, purchaseStatus } from "#schemas/api/purchases.ts";
import type { RowOf } from "#schemas/db/tables.ts";
import { auditEntry, auditStatement } from "../audit.ts";
import type { Actor } from "../auth/actor.ts";
import type { CallContext, Handlers } from "../context.ts";
import { groupBy } from "../group-by.ts";
import { refused } from "../http/refused.ts";
import { countStatement, shelfOf, stockLevels } from "../stock-levels.ts";
import { decodeCursor, pageOf } from "./cursor.ts";
import { is, olderThan, select, selectOne } from "./select.ts";

type Context = CallContext & { actor: Actor };
type DraftRow = RowOf<"purchaseDrafts">;
type LineRow = RowOf<"purchaseLines">;

export const purchaseHandlers: Handlers<
  "purchases.list" | "purchases.send" | "purchases.receive" | "purchases.cancel"
> = {
  async "purchases.list"({ status, limit, cursor }, { env }) {
    const rows = await select(env.DB, "purchaseDrafts", {
      where: [is("status", status), olderThan("createdAt", "id", decodeCursor(cursor))],
      newest: ["createdAt", "id"],
      limit: limit + 1,
    });
    const ids = rows.slice(0, limit).map((row) => row.id);
    const lines = await linesOf(env.DB, ids);
    return pageOf(
      rows,
      limit,
      (row) => [row.createdAt, row.id],
      (row) => shown(row, lines.get(row.id) ?? []),
    );
  },

  async "purchases.send"({ purchase }, context) {
    return move(context, purchase, "purchases.send", ["draft"], "sent");
  },

  async "purchases.cancel"({ purchase }, context) {
    return move(context, purchase, "purchases.cancel", ["draft", "sent", "partly-received"], "cancelled");
  },

  async "purchases.receive"({ purchase: id, lines: arrived, locationId }, context) {
    const { env, clock } = context;
    const before = await found(env.DB, id);
    if (before.status !== "sent" && before.status !== "partly-received" && before.status !== "draft")
      throw refused("conflict", `The purchase is ${before.status}: nothing of it can arrive.`);
    const open = new Map(before.lines.map((line) => [line.variantId, line.quantity - line.received]));
    const came = arrived ?? [...open].flatMap(([variantId, units]) => (units > 0 ? [{ variantId, units }] : []));
    const levels = await stockLevels(
      env.DB,
      came.map((line) => line.variantId),
    );
    const now = clock.now();
    const counts = came.map(({ variantId, units }, at) => {
      const path = `lines.${at}`;
      if (units > (open.get(variantId) ?? 0))
        throw refused("bad-input", `More came than was ordered of ${variantId}.`, [
          { path, message: "More than is open" },
        ]);
      const shelf = shelfOf(levels, { variantId, locationId });
      if (!shelf.ok) throw refused("bad-input", shelf.message, [{ path, message: shelf.message }]);
      const counted = shelf.level.available + units;
      // Named by what had arrived before: of two that take in the same units at once, one is refused whole.
      const countId = `${id}:${variantId.split("/").at(-1)}:${open.get(variantId)}`;
      return { countId, level: shelf.level, counted, source: `a delivery (${id})` };
    });
    const receive = came.map(({ variantId, units }) =>
      env.DB.prepare("UPDATE purchase_lines SET received = received + ?3 WHERE draft_id = ?1 AND variant_id = ?2").bind(
        id,
        variantId,
        units,
      ),
    );
    const detail = { lines: came.length, units: came.reduce((sum, line) => sum + line.units, 0) };
    const entered = env.DB.batch([
      ...counts.map((count) => countStatement(env.DB, count.countId, count, now)),
      ...receive,
      env.DB.prepare(
        `UPDATE purchase_drafts SET updated_at = ?2, status = CASE WHEN EXISTS (
           SELECT 1 FROM purchase_lines WHERE draft_id = ?1 AND received < quantity) THEN 'partly-received' ELSE 'received' END WHERE id = ?1`,
      ).bind(id, now),
      auditStatement(env.DB, auditEntry(context, { operation: "purchases.receive", subject: id, detail })),
    ]);
    await entered.catch((error: unknown) => {
      if (/UNIQUE constraint failed: stock_counts/.test(String(error)))
        throw refused("conflict", "Somebody took the same delivery in: look at what is still open.");
      throw error;
    });
    return found(env.DB, id);
  },
};

async function move(
  context: Context,
  id: string,
  operation: string,
  from: string[],
  to: string,
): Promise<PurchaseShape> {
  const { env, clock } = context;
  const before = await found(env.DB, id);
  if (!from.includes(before.status))
    throw refused("conflict", `The purchase is ${before.status}; this needs ${from.join(" or ")}.`);
  await env.DB.batch([
    env.DB.prepare("UPDATE purchase_drafts SET status = ?2, updated_at = ?3 WHERE id = ?1 AND status = ?4").bind(
      id,
      to,
      clock.now(),
      before.status,
    ),
    auditStatement(env.DB, auditEntry(context, { operation, subject: id })),
  ]);
  return found(env.DB, id);
}

async function found(d1: D1Database, id: string): Promise<PurchaseShape> {
  const row = await selectOne(d1, "purchaseDrafts", is("id", id));
  if (!row) throw refused("not-found", `There is no purchase "${id}".`);
  return shown(row, (await linesOf(d1, [id])).get(id) ?? []);
}

const mostLines = 20_000;

async function linesOf(d1: D1Database, ids: string[]): Promise<Map<string, LineRow[]>> {
  const ofDrafts = { sql: "draft_id IN (SELECT value FROM json_each(?))", params: [JSON.stringify(ids)] };
  const rows = await select(d1, "purchaseLines", { where: [ofDrafts], limit: mostLines });
  return groupBy(rows, (line) => line.draftId);
}

function shown(row: DraftRow, lines: LineRow[]): PurchaseShape {
  return { ...row, status: purchaseStatus.parse(row.status), lines: lines.map(({ draftId: _, ...line }) => line) };
}
