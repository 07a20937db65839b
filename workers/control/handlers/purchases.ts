import * as z from "zod/mini";
import { approve } from "#agent-kit/ledger/decisions.ts";
import { orderNumber } from "#core/purchasing/order-number.ts";
import { type PurchaseShape, purchaseDocument, purchaseStatus } from "#schemas/api/purchases.ts";
import type { RowOf } from "#schemas/db/tables.ts";
import { auditEntry, auditStatement } from "../audit.ts";
import type { Actor } from "../auth/actor.ts";
import type { CallContext, Handlers } from "../context.ts";
import { refused, refusedBy } from "../http/refused.ts";
import { agentOf } from "../roster.ts";
import { countStatement, shelfOf, stockLevels } from "../stock-levels.ts";
import { decodeCursor, pageOf } from "./cursor.ts";
import { is, olderThan, select, selectOne } from "./select.ts";

type Context = CallContext & { actor: Actor };
type DraftRow = RowOf<"purchaseDrafts">;

const agent = "inventory-pricing";
const entered = z.object({ actionId: z.string(), status: z.string() });

export const purchaseHandlers: Handlers<
  | "purchases.list"
  | "purchases.get"
  | "purchases.document"
  | "purchases.mail"
  | "purchases.send"
  | "purchases.receive"
  | "purchases.cancel"
> = {
  async "purchases.list"({ status, limit, cursor }, { env }) {
    const rows = await select(env.DB, "purchaseDrafts", {
      where: [is("status", status), olderThan("createdAt", "id", decodeCursor(cursor))],
      newest: ["createdAt", "id"],
      limit: limit + 1,
    });
    const parts = await partsOf(
      env.DB,
      rows.slice(0, limit).map((row) => row.id),
    );
    return pageOf(
      rows,
      limit,
      (row) => [row.createdAt, row.id],
      (row) => shown(row, parts),
    );
  },

  async "purchases.get"({ purchase }, { env }) {
    return found(env.DB, purchase);
  },

  async "purchases.document"({ purchase }, context) {
    return purchaseDocument.output.parse(await ask(context, "purchase-document", { purchase }));
  },

  async "purchases.mail"({ purchase }, context) {
    const { env, actor, clock, requestId } = context;
    const { actionId, status } = entered.parse(await ask(context, "purchase-mail", { purchase }));
    if (status === "proposed") {
      const decider = { actor: actor.id, role: actor.role, now: clock.now(), requestId };
      await approve(env.DB, { ...decider, ids: [actionId] });
      await agentOf(env, agent).dispatch([actionId]);
    }
    return found(env.DB, purchase);
  },

  async "purchases.send"({ purchase }, context) {
    return move(context, purchase, "purchases.send", ["draft"], "sent");
  },

  async "purchases.cancel"({ purchase }, context) {
    return move(context, purchase, "purchases.cancel", ["draft", "sent", "partly-received"], "cancelled");
  },

  async "purchases.receive"({ purchase: id, lines: arrived, receipt: named, locationId }, context) {
    const { env, clock, actor } = context;
    const before = await found(env.DB, id);
    const known = before.receipts.find(({ receipt }) => receipt === named);
    if (known) {
      if (arrived?.every(({ variantId, units }) => known.units[variantId] === units) ?? true) return before;
      throw refused("conflict", `The delivery "${named}" was noted with other numbers.`);
    }
    if (before.status !== "sent" && before.status !== "partly-received" && before.status !== "draft")
      throw refused("conflict", `The purchase is ${before.status}: nothing of it can arrive.`);
    const open = new Map(before.lines.map((line) => [line.variantId, line.quantity - line.received]));
    const came = arrived ?? [...open].flatMap(([variantId, units]) => (units > 0 ? [{ variantId, units }] : []));
    const units = Object.fromEntries(came.map((line) => [line.variantId, line.units]));
    const levels = await stockLevels(env.DB, Object.keys(units));
    const now = clock.now();
    // Named by how many came before it: of two that take in the same goods at once, one is refused whole.
    const receipt = named ?? `delivery-${before.receipts.length + 1}`;
    const counts = came.map(({ variantId, units: arrivedUnits }, at) => {
      const path = `lines.${at}`;
      if (arrivedUnits > (open.get(variantId) ?? 0) || units[variantId] !== arrivedUnits)
        throw refused("bad-input", `More came than was ordered of ${variantId}.`, [
          { path, message: "More than is open" },
        ]);
      const shelf = shelfOf(levels, { variantId, locationId });
      if (!shelf.ok) throw refused("bad-input", shelf.message, [{ path, message: shelf.message }]);
      const counted = shelf.level.available + arrivedUnits;
      const countId = `${id}:${variantId.split("/").at(-1)}:${receipt}`;
      return countStatement(env.DB, countId, { level: shelf.level, counted, source: `a delivery (${id})` }, now);
    });
    const detail = { receipt, lines: came.length, units: came.reduce((sum, line) => sum + line.units, 0) };
    const batch = env.DB.batch([
      env.DB.prepare(
        "INSERT INTO purchase_receipts (draft_id, receipt, at, actor, units) VALUES (?1, ?2, ?3, ?4, ?5)",
      ).bind(id, receipt, now, actor.id, JSON.stringify(units)),
      env.DB.prepare(
        `UPDATE purchase_lines SET received = received + (SELECT value FROM json_each(?2) WHERE key = variant_id)
         WHERE draft_id = ?1 AND variant_id IN (SELECT key FROM json_each(?2))`,
      ).bind(id, JSON.stringify(units)),
      ...counts,
      env.DB.prepare(
        `UPDATE purchase_drafts SET updated_at = ?2, sent_at = coalesce(sent_at, ?2), status = CASE
           WHEN status NOT IN ('draft', 'sent', 'partly-received') THEN NULL
           WHEN EXISTS (SELECT 1 FROM purchase_lines WHERE draft_id = ?1 AND received > quantity) THEN NULL
           WHEN EXISTS (SELECT 1 FROM purchase_lines WHERE draft_id = ?1 AND received < quantity) THEN 'partly-received'
           ELSE 'received' END WHERE id = ?1`,
      ).bind(id, now),
      auditStatement(env.DB, auditEntry(context, { operation: "purchases.receive", subject: id, detail })),
    ]);
    await batch.catch((error: unknown) => {
      // The same delivery, or one that leaves too little for this: the status of what cannot be is NULL, which breaks the batch.
      if (/(UNIQUE|NOT NULL) constraint failed: (purchase_|stock_counts)/.test(String(error)))
        throw refused("conflict", "Somebody took goods of it in meanwhile: look at what is still open.");
      throw error;
    });
    return found(env.DB, id);
  },
};

async function ask({ env, actor, requestId }: Context, name: string, input: object): Promise<object> {
  const answer = await agentOf(env, agent).request({ name, input, actor: actor.id, role: actor.role, requestId });
  if (!answer.ok) throw refusedBy(answer);
  return answer.value;
}

async function move(
  context: Context,
  id: string,
  operation: string,
  from: string[],
  to: "sent" | "cancelled",
): Promise<PurchaseShape> {
  const { env, clock } = context;
  const before = await found(env.DB, id);
  if (!from.includes(before.status))
    throw refused("conflict", `The purchase is ${before.status}; this needs ${from.join(" or ")}.`);
  // An order is given once: nobody notes one by hand while its mail is on the way.
  const mail = before.status === "draft" && before.mailTriedAt !== null ? before.mail : null;
  const asked = mail?.reason?.includes("a person must look");
  if (mail && ["approved", "applying", "unknown"].includes(mail.status) && !asked)
    throw refused("conflict", "Its mail is on the way: wait for what becomes of it.");
  await env.DB.batch([
    env.DB.prepare(
      "UPDATE purchase_drafts SET status = ?2, updated_at = ?3, sent_at = CASE ?2 WHEN 'sent' THEN ?3 ELSE sent_at END WHERE id = ?1 AND status = ?4",
    ).bind(id, to, clock.now(), before.status),
    // What would still mail it gives way.
    env.DB.prepare(
      `UPDATE actions SET status = 'superseded', status_reason = ?3, updated_at = ?2
       WHERE kind = 'purchase.send' AND target = 'purchase:' || ?1 AND status IN ('proposed', 'approved', 'scheduled')`,
    ).bind(id, clock.now(), `the purchase was noted as ${to}`),
    auditStatement(env.DB, auditEntry(context, { operation, subject: id })),
  ]);
  return found(env.DB, id);
}

async function found(d1: D1Database, id: string): Promise<PurchaseShape> {
  const row = await selectOne(d1, "purchaseDrafts", is("id", id));
  if (!row) throw refused("not-found", `There is no purchase "${id}".`);
  return shown(row, await partsOf(d1, [id]));
}

interface Parts {
  lines: Map<string, PurchaseShape["lines"]>;
  receipts: Map<string, PurchaseShape["receipts"]>;
  mails: Map<string, NonNullable<PurchaseShape["mail"]>>;
  locations: PurchaseShape["locations"];
}

const mostLines = 20_000;

/** What belongs to these purchases, each part by the purchase's id, in one round trip. */
async function partsOf(d1: D1Database, ids: string[]): Promise<Parts> {
  const named = JSON.stringify(ids);
  const [lines, receipts, mails, locations] = await d1.batch<Record<string, string>>([
    d1
      .prepare(
        `SELECT draft_id AS id, json_object('variantId', variant_id, 'sku', sku, 'title', title, 'quantity', quantity, 'received', received,
           'unitCostMinor', unit_cost_minor) AS part FROM purchase_lines WHERE draft_id IN (SELECT value FROM json_each(?1))
         ORDER BY sku, variant_id LIMIT ${mostLines}`,
      )
      .bind(named),
    d1
      .prepare(
        `SELECT draft_id AS id, json_object('receipt', receipt, 'at', at, 'actor', actor, 'units', json(units)) AS part
         FROM purchase_receipts WHERE draft_id IN (SELECT value FROM json_each(?1)) ORDER BY at, receipt`,
      )
      .bind(named),
    d1
      .prepare(
        `SELECT substr(target, 10) AS id, json_object('actionId', id, 'status', status, 'reason', status_reason, 'to', payload->>'to') AS part
         FROM actions WHERE kind = 'purchase.send' AND status <> 'shadow'
         AND target IN (SELECT 'purchase:' || value FROM json_each(?1)) ORDER BY proposed_at`,
      )
      .bind(named),
    d1.prepare(
      "SELECT '' AS id, json_object('id', id, 'name', name) AS part FROM locations WHERE active = 1 ORDER BY name",
    ),
  ]);
  const by = <T>(result: D1Result<Record<string, string>> | undefined): Map<string, T[]> => {
    const groups = new Map<string, T[]>();
    for (const { id = "", part = "" } of result?.results ?? [])
      groups.set(id, [...(groups.get(id) ?? []), JSON.parse(part)]);
    return groups;
  };
  const newest = [...by<NonNullable<PurchaseShape["mail"]>>(mails)].flatMap(([id, all]) => {
    const last = all.at(-1);
    return last ? [[id, last] as const] : [];
  });
  return {
    lines: by(lines),
    receipts: by(receipts),
    mails: new Map(newest),
    locations: by<never>(locations).get("") ?? [],
  };
}

function shown(row: DraftRow, { lines, receipts, mails, locations }: Parts): PurchaseShape {
  return {
    ...row,
    number: orderNumber(row.id),
    status: purchaseStatus.parse(row.status),
    mail: mails.get(row.id) ?? null,
    lines: lines.get(row.id) ?? [],
    receipts: receipts.get(row.id) ?? [],
    locations,
  };
}
