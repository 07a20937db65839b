import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import { BULK, type BulkRow } from "../../store/rows.ts";
import { isoTime, type Shop } from "../../store/shop.ts";
import { emit } from "../../webhooks/outbox.ts";
import { rawNumber } from "../../webhooks/raw-number.ts";
import type { AdminApi } from "../admin-api.ts";
import type { Call } from "../resolver.ts";
import { bulkRows } from "./rows.ts";
import { checkBulkQuery } from "./validate.ts";

const SLICE_MS = 15;
/** How often an operation shows how far it is, and forgets the rows it has read: the shop changes meanwhile. */
const PROGRESS_MS = 500;

export interface BulkRunner {
  /** Looks for operations to run; call when one was created, and once at the start for those a crash left behind. */
  wake(): void;
  stop(): Promise<void>;
}

/** Runs bulk operations one after another, in slices, so that other requests are answered meanwhile. */
export function createBulkRunner(api: AdminApi, shop: Shop, { startDelayMs = 150 } = {}): BulkRunner {
  let stopped = false;
  let running: Promise<void> | undefined;
  const loop = async () => {
    for (;;) {
      const next = shop.database.get<BulkRow>(
        `${BULK} WHERE status IN ('CREATED', 'RUNNING', 'CANCELING') ORDER BY bulk_operation.id LIMIT 1`,
      );
      if (next === undefined || stopped) return;
      await sleep(startDelayMs);
      if (!stopped) await runOne(api, shop, next.id, () => stopped);
    }
  };
  return {
    wake() {
      running ??= loop()
        // A reset closes the shop under a running operation, which then has no one to report to.
        .catch((error: unknown) => console.error("a bulk operation broke off:", error))
        .finally(() => {
          running = undefined;
        });
    },
    async stop() {
      stopped = true;
      await running;
    },
  };
}

function readBulk(shop: Shop, id: number): BulkRow | undefined {
  return shop.database.get<BulkRow>(`${BULK} WHERE bulk_operation.id = ?`, id);
}

async function runOne(api: AdminApi, shop: Shop, id: number, stopped: () => boolean): Promise<void> {
  const { database } = shop;
  database.run("UPDATE bulk_operation SET status = 'RUNNING' WHERE id = ? AND status = 'CREATED'", id);
  const row = readBulk(shop, id);
  if (row === undefined) return;
  const name = `${id}-${crypto.randomUUID()}.jsonl`;
  const file = openSync(join(shop.stateDir, "bulk", name), "w");
  let outcome: Outcome;
  try {
    outcome = await writeRows(api, shop, row, file, stopped);
  } finally {
    closeSync(file);
  }
  if (outcome.status === "stopped") return;
  const nowMs = shop.clock.now();
  database.transaction(() => {
    database.run(
      `UPDATE bulk_operation SET status = ?, error_code = ?, object_count = ?, root_count = ?, file = ?, file_size = ?,
         completed_ms = ? WHERE id = ?`,
      outcome.status,
      outcome.errorCode ?? null,
      outcome.objects,
      outcome.roots,
      outcome.objects > 0 ? name : null,
      outcome.bytes,
      nowMs,
      id,
    );
    emit(shop, "BULK_OPERATIONS_FINISH", nowMs, () => ({
      admin_graphql_api_id: shop.gids.gid("BulkOperation", id),
      id: rawNumber(shop.gids.digits("BulkOperation", id)),
      status: outcome.status.toLowerCase(),
      error_code: outcome.errorCode?.toLowerCase() ?? null,
      type: row.type.toLowerCase(),
      created_at: isoTime(row.created_ms),
      completed_at: isoTime(nowMs),
    }));
  });
}

interface Outcome {
  status: "COMPLETED" | "CANCELED" | "FAILED" | "stopped";
  errorCode?: string;
  objects: number;
  roots: number;
  bytes: number;
}

async function writeRows(
  api: AdminApi,
  shop: Shop,
  row: BulkRow,
  file: number,
  stopped: () => boolean,
): Promise<Outcome> {
  const outcome: Outcome = { status: "COMPLETED", objects: 0, roots: 0, bytes: 0 };
  const check = checkBulkQuery(api, row.query);
  if (check.kind === "invalid") return { ...outcome, status: "FAILED", errorCode: "INTERNAL_SERVER_ERROR" };
  const [client = "", scopes = ""] = row.client.split(" ");
  const call: Call = { shop, client, scopes: new Set(scopes.split(",")), searchWarnings: [], seen: new Map() };
  const rows = bulkRows(api, check.request, call);
  let nextProgress = performance.now() + PROGRESS_MS;
  try {
    for (;;) {
      const until = performance.now() + SLICE_MS;
      const texts: string[] = [];
      let done = false;
      while (!done && performance.now() < until) {
        const next = rows.next();
        if (next.done === true) done = true;
        else {
          texts.push(next.value.text);
          if (next.value.root) outcome.roots++;
        }
      }
      if (texts.length > 0) outcome.bytes += writeSync(file, `${texts.join("\n")}\n`);
      outcome.objects += texts.length;
      if (done) return outcome;
      await setImmediate();
      if (stopped()) return { ...outcome, status: "stopped" };
      if (readBulk(shop, row.id)?.status === "CANCELING") return { ...outcome, status: "CANCELED" };
      if (performance.now() < nextProgress) continue;
      nextProgress = performance.now() + PROGRESS_MS;
      call.seen.clear();
      shop.database.run(
        "UPDATE bulk_operation SET object_count = ?, root_count = ? WHERE id = ?",
        outcome.objects,
        outcome.roots,
        row.id,
      );
    }
  } catch (error) {
    const denied = (error as { extensions?: { code?: string } }).extensions?.code === "ACCESS_DENIED";
    return { ...outcome, status: "FAILED", errorCode: denied ? "ACCESS_DENIED" : "INTERNAL_SERVER_ERROR" };
  }
}
