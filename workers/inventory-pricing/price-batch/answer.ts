import type { AgentRequest, RequestContext } from "#agent-kit/definition.ts";
import { batchIdOf, recordBatch } from "#agent-kit/ledger/record-batch.ts";
import { openStatuses } from "#core/ledger/status.ts";
import type { InventoryPricingSettings } from "../settings.ts";
import { blockedWish, type JudgedWish, judgeProposal, judgeWish } from "./judge-wish.ts";
import { type Known, readKnown } from "./known.ts";
import { type BatchAnswer, type BatchRow, type PriceBatchWish, priceBatchWish } from "./wish.ts";

type Context = RequestContext<InventoryPricingSettings, unknown>;

/** Previews a set of prices, or enters it as one batch of proposals. Entering the same wish again answers with the batch it made. */
export const priceBatch: AgentRequest<PriceBatchWish, InventoryPricingSettings, unknown> = {
  input: priceBatchWish,
  async answer(context, wish) {
    const db = context.env.DB;
    const known = await readKnown(context, wish);
    if (known.currency === "") return { ok: false, code: "conflict", message: "No store is connected." };
    const { title } = wish;
    const content = [title, context.actor, wish.changes, wish.actions, wish.groupKey];
    const rounds = wish.preview ? { live: null, next: 0 } : await roundsOf(db, content);
    if (rounds.live !== null)
      return { ok: true, value: answerOf(rounds.live, title, known, await rowsOfBatch(db, rounds.live)) };
    const judged = judgeAll(wish, known, context);
    if (judged.length === 0) return { ok: false, code: "not-found", message: "Nothing in this group waits." };
    const blocked = judged.filter(({ row }) => row.blocked !== null);
    if (wish.preview)
      return {
        ok: true,
        value: answerOf(
          null,
          title,
          known,
          judged.map(({ row }) => row),
        ),
      };
    if (blocked.length > 0 && !(wish.partial && blocked.length < judged.length)) {
      const issues = blocked.map(({ row }) => ({ path: row.name, message: row.blocked ?? "" }));
      const message = `${blocked.length} of ${judged.length} cannot be set: ${issues[0]?.path}: ${issues[0]?.message}.`;
      return { ok: false, code: "invalid", message, issues };
    }
    const batchId = batchIdOf(content, rounds.next);
    const enter = judged.flatMap(({ decision, verdict }) => (decision ? [{ decision, verdict }] : []));
    await db.batch(
      recordBatch(
        db,
        {
          agent: context.agent,
          batchId,
          title,
          actor: context.actor,
          role: context.role,
          requestId: context.requestId,
          now: context.now,
          expiresAfterDays: known.policy.proposalsExpireAfterDays,
          effects: { "price.set": "absolute" },
          verdicts: enter.map(({ verdict }) => verdict),
        },
        enter.map(({ decision }) => decision),
        judged.flatMap(({ adopt }) => (adopt === null ? [] : [adopt])),
      ),
    );
    const entered = new Map((await rowsOfBatch(db, batchId)).map((row) => [row.variantId, row.actionId]));
    const rows = judged.map(({ row }): BatchRow => {
      if (row.blocked !== null) return row;
      const actionId = entered.get(row.variantId) ?? null;
      return actionId === null
        ? { ...row, actionId, blocked: "Something else took its target meanwhile" }
        : { ...row, actionId };
    });
    return { ok: true, value: answerOf(batchId, title, known, rows) };
  },
};

function judgeAll(wish: PriceBatchWish, known: Known, { settings, now }: Context): JudgedWish[] {
  const seen = new Set<string>();
  const once = (judged: JudgedWish): JudgedWish => {
    const { variantId, name } = judged.row;
    if (variantId === null || judged.row.blocked !== null) return judged;
    if (seen.has(variantId)) return blockedWish(name, "It is in this batch twice", { variantId });
    seen.add(variantId);
    return judged;
  };
  return [
    ...[...new Set([...wish.actions, ...known.proposals.keys()])].map((id) =>
      once(judgeProposal(id, known.proposals.get(id), known.policy)),
    ),
    ...wish.changes.map(({ variantId, sku, priceMinor }) => {
      const name = variantId ?? sku ?? "";
      const found = known.variants.filter((variant) => (variantId ? variant.id === variantId : variant.sku === sku));
      const [variant, second] = found;
      if (!variant) return blockedWish(name, "The store has no such product");
      if (second) return blockedWish(name, "Several variants have this SKU: name the variant");
      return once(judgeWish(name, variant, priceMinor, known, settings, wish.title, now));
    }),
  ];
}

/** The batch of the same content that is still alive, and the number of the next one where none is. */
async function roundsOf(db: D1Database, content: unknown): Promise<{ live: string | null; next: number }> {
  const stem = batchIdOf(content, 0).slice(0, -1);
  const { results } = await db
    .prepare(
      `SELECT batch_id, max(status IN (SELECT value FROM json_each(?2))) AS live FROM actions
       WHERE batch_id >= ?1 AND batch_id < ?1 || '~' GROUP BY batch_id`,
    )
    .bind(stem, JSON.stringify([...openStatuses, "applied"]))
    .all<{ batch_id: string; live: number }>();
  return { live: results.find((row) => row.live === 1)?.batch_id ?? null, next: results.length };
}

async function rowsOfBatch(db: D1Database, batchId: string): Promise<BatchRow[]> {
  const { results } = await db
    .prepare(
      `SELECT id, target, title, before->>'priceMinor' AS before_minor, after->>'priceMinor' AS after_minor, move_percent, impact_minor,
         money_minor FROM actions WHERE batch_id = ?1 ORDER BY title, id`,
    )
    .bind(batchId)
    .all<Record<string, string | number | null>>();
  return results.map((row) => ({
    name: String(row.target),
    variantId: String(row.target),
    title: String(row.title),
    actionId: String(row.id),
    beforeMinor: Number(row.before_minor),
    afterMinor: Number(row.after_minor),
    movePercent: row.move_percent === null ? null : Number(row.move_percent),
    impactMinor: Number(row.impact_minor),
    moneyMinor: Number(row.money_minor),
    policy: null,
    blocked: null,
    notes: [],
  }));
}

function answerOf(batch: string | null, title: string, { currency }: Known, rows: BatchRow[]): BatchAnswer {
  const good = rows.filter((row) => row.blocked === null);
  const sum = (of: (row: BatchRow) => number) => good.reduce((total, row) => total + of(row), 0);
  const totals = {
    rows: good.length,
    blocked: rows.length - good.length,
    impactMinor: sum((row) => row.impactMinor ?? 0),
    moneyMinor: sum((row) => row.moneyMinor),
  };
  return { batch, title, currency, rows, totals };
}
