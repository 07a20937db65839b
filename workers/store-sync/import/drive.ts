import { toKitError } from "#agent-kit/errors.ts";
import { findBulk, pollBulk, startBulk } from "#integrations/shopify/bulk.ts";
import { bulkInventory, bulkOrders, bulkProducts } from "#integrations/shopify/operations.generated.ts";
import type { BulkQuery } from "#integrations/shopify/types.ts";
import { packAll } from "../days/pack-days.ts";
import { type KnownShop, keepCursor, knownShop, type Sync } from "../sync.ts";
import { readCarry } from "./fill.ts";
import { advance, type ImportRow, openImport } from "./imports.ts";
import { type ExportKind, type ExportRow, isExport, loadExport } from "./load.ts";
import { fillRefunds } from "./refunds-step.ts";
import { readShop } from "./shop-step.ts";

/** What follows: another step after so many ms, the end of the import, or nothing to do. */
export type Step = { kind: "again"; afterMs: number } | { kind: "finished"; purpose: string } | { kind: "idle" };

const queries: Record<ExportKind, BulkQuery<unknown, { filter?: string | null }>> = {
  products: bulkProducts,
  inventory: bulkInventory,
  orders: bulkOrders,
};
/** Errors that only a person's doing can end; the cron looks again. */
const needsPerson = new Set(["not-configured", "unauthorised", "access-denied"]);
/** A refused or failed step is tried again after this long. */
const retryMs = 30_000;
/** An export that ended badly is asked for again this often before the import is given up until the next cron. */
const mostRestarts = 3;

/** One bounded step of the import under way. Every state lives in its rows, so any message may take the next step. */
export async function importStep(sync: Sync): Promise<Step> {
  const rows = await openImport(sync.db);
  const next = rows.find((row) => row.status !== "done" && row.status !== "failed");
  if (next === undefined) return { kind: "idle" };
  try {
    return await step(sync, rows, next);
  } catch (thrown) {
    const error = toKitError(thrown);
    const text = `${error.code}: ${error.message}`;
    sync.log.warn("import step failed", { import: next.id, error });
    if (error.code === "bulk-url-expired") return await restart(sync, next, text);
    await sync.db.batch([advance(sync.db, next, { error: text }, sync.clock.now())]);
    if (needsPerson.has(error.code)) return { kind: "idle" };
    const waitMs = error.notBefore === undefined ? retryMs : Math.max(0, error.notBefore - sync.clock.now());
    return { kind: "again", afterMs: waitMs };
  }
}

async function step(sync: Sync, rows: ImportRow[], next: ImportRow): Promise<Step> {
  const { db, clock } = sync;
  const now = clock.now();
  if (next.kind === "shop") {
    await db.batch([...(await readShop(sync, now)), advance(db, next, { status: "done" }, now)]);
    return again;
  }
  const shop = await knownShop(sync);
  if (shop === null) throw new Error("the import's shop step left no shop");
  // All exports are asked for at once: the store makes them while we load.
  const exports = await Promise.all(rows.filter(isExportRow).map((row) => settle(sync, row)));
  // Also one whose turn to be loaded has not come: passed over, it would be missing from what is called imported.
  const lost = exports.find(({ row }) => row.status === "failed");
  if (lost !== undefined) return await giveUp(sync, rows, lost.row);
  const current = exports.find(({ row }) => row.id === next.id);
  if (current !== undefined) {
    if (current.row.status !== "loading") return { kind: "again", afterMs: current.pollAfterMs };
    await loadExport(sync, shop, current.row);
  }
  if (next.kind === "refunds") await fillRefunds(sync, shop, next);
  if (next.kind === "series") await packAll(sync, shop, next);
  const left = (await openImport(db)).some((row) => row.status !== "done" && row.status !== "failed");
  return left ? again : await finish(sync, shop, rows);
}

const again: Step = { kind: "again", afterMs: 0 };

function isExportRow(row: ImportRow): row is ExportRow {
  return isExport(row.kind);
}

/** Brings an export one state further: asked for, running, ready to load. */
async function settle(sync: Sync, row: ExportRow): Promise<{ row: ExportRow; pollAfterMs: number }> {
  const { db, client, clock } = sync;
  const now = clock.now();
  if (row.status === "waiting" || row.status === "asked") {
    // After a lost reply the export may be running without our knowing its id; `error` has nothing to do with it.
    const lost = row.status === "asked" ? await findBulk(client, queries[row.kind], {}, row.startedAt - 5_000) : null;
    if (lost === null) await db.batch([advance(db, row, { status: "asked", startedAt: now }, now)]);
    const asked = lost === null ? { ...row, status: "asked", startedAt: now } : row;
    const started =
      lost === null ? await startBulk(client, queries[row.kind], {}) : { kind: "started" as const, operation: lost };
    if (started.kind === "busy") {
      await db.batch([advance(db, asked, { status: "waiting", error: started.message }, now)]);
      return { row: { ...row, status: "waiting" }, pollAfterMs: 5_000 };
    }
    const progress = { status: "running", bulkId: started.operation.id, error: null };
    await db.batch([advance(db, asked, progress, now)]);
    return { row: { ...asked, ...progress }, pollAfterMs: 1_000 };
  }
  if (row.status !== "running") return { row, pollAfterMs: 0 };
  const at = await pollBulk(client, row.bulkId ?? "", now);
  if (at?.kind === "running") {
    // Also when nothing moved: an import nobody touched for a while is taken for forgotten.
    await db.batch([advance(db, row, { objectsTotal: at.objects }, now)]);
    return { row, pollAfterMs: at.pollAfterMs };
  }
  if (at?.kind === "ready" || at?.kind === "empty") {
    const result = at.kind === "ready" ? at : { url: null, bytes: 0, objects: 0 };
    const progress = { status: "loading", url: result.url, bytesTotal: result.bytes, objectsTotal: result.objects };
    await db.batch([advance(db, row, progress, now)]);
    return { row: { ...row, ...progress }, pollAfterMs: 0 };
  }
  const why = at === null ? "the store does not know the export any more" : at.kind === "failed" ? at.code : at.kind;
  const canRestart = at === null || at.kind === "cancelled" || (at.kind === "failed" && at.restart);
  if (canRestart && restarts(row) < mostRestarts) {
    await restart(sync, row, why);
    return { row: { ...row, status: "waiting" }, pollAfterMs: retryMs };
  }
  await db.batch([advance(db, row, { status: "failed", error: why }, now)]);
  return { row: { ...row, status: "failed", error: why }, pollAfterMs: 0 };
}

/** Asks for the export again from its beginning: rows already written are found equal and cost nothing. */
async function restart(sync: Sync, row: ImportRow, why: string): Promise<Step> {
  const nothing = { bulkId: null, url: null, bytesTotal: null, bytesDone: 0, linesDone: 0 };
  const carry = JSON.stringify({ parent: null, restarts: restarts(row) + 1 });
  await sync.db.batch([advance(sync.db, row, { ...nothing, carry, status: "waiting", error: why }, sync.clock.now())]);
  return { kind: "again", afterMs: retryMs };
}

function restarts(row: ImportRow): number {
  return readCarry(row.carry).restarts ?? 0;
}

/** One export that cannot be had ends the whole import: half a shop would be decided upon as if it were one. */
async function giveUp(sync: Sync, rows: ImportRow[], failed: ImportRow): Promise<Step> {
  const now = sync.clock.now();
  const open = rows.filter((row) => row.status !== "done" && row.status !== "failed");
  const error = `${failed.kind}: ${failed.error}`;
  await sync.db.batch(open.map((row) => advance(sync.db, row, { status: "failed", error }, now)));
  sync.log.error("import given up", { import: failed.id, reason: failed.error });
  return { kind: "idle" };
}

async function finish(sync: Sync, shop: KnownShop, rows: ImportRow[]): Promise<Step> {
  const { db, clock } = sync;
  const now = clock.now();
  const purpose = rows[0]?.purpose ?? "";
  if (purpose !== "initial") return { kind: "finished", purpose };
  // What changed while we imported is looked for from where each export began.
  const since = (kind: ExportKind) => String(rows.find((row) => row.kind === kind)?.startedAt ?? now);
  await db.batch([
    db.prepare("UPDATE shop SET imported_at = ?1 WHERE imported_at IS NULL").bind(now),
    db
      .prepare(
        `INSERT INTO events (topic, subject, projection, occurred_at, recorded_at)
         SELECT 'import.completed', ?1, json_object('orders', (SELECT count(*) FROM orders),
           'lines', (SELECT count(*) FROM order_lines), 'products', (SELECT count(*) FROM products)), ?2, ?2
         WHERE NOT EXISTS (SELECT 1 FROM events WHERE topic = 'import.completed')`,
      )
      .bind(shop.row.id, now),
    keepCursor(db, "orders-since", since("orders")),
    keepCursor(db, "products-since", since("products")),
    keepCursor(db, "audited-day", shop.calendar.dayOf(now)),
  ]);
  return { kind: "finished", purpose };
}
