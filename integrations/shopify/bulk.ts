import { KitError } from "#agent-kit/errors.ts";
import type { Priority } from "#core/resilience/priority.ts";
import { bulkText } from "./bulk-text.ts";
import type { ShopifyClient } from "./client.ts";
import { hasUserError } from "./errors.ts";
import {
  type BulkOperationCoreFragment,
  bulkOperationGet,
  bulkOperationsList,
  bulkQueryRun,
} from "./operations.generated.ts";
import type { BulkQuery } from "./types.ts";

/** The vendor keeps a result for 7 days. */
const RESULT_LIFETIME_MS = 7 * 24 * 60 * 60_000;

/** Where a bulk operation stands, and what to do about it next. */
export type BulkProgress =
  | { kind: "running"; objects: number; pollAfterMs: number }
  | { kind: "ready"; url: string; bytes: number | null; objects: number; expiresAt: number }
  /** Nothing matched: the vendor makes no file then. */
  | { kind: "empty" }
  | { kind: "cancelled" }
  /** `restart` is false when the same query would fail again. A partial file is good as far as it goes. */
  | { kind: "failed"; code: string; partialUrl: string | null; restart: boolean };

/** Pure: the same operation at the same time gives the same answer, so every tick may ask again. */
export function bulkProgress(operation: BulkOperationCoreFragment, now: number): BulkProgress {
  const { status, errorCode, url, partialDataUrl } = operation;
  const completedAt = operation.completedAt === null ? now : Date.parse(operation.completedAt);
  switch (status) {
    case "CREATED":
    case "RUNNING":
    case "CANCELING": {
      const ageMs = Math.max(0, now - Date.parse(operation.createdAt));
      const pollAfterMs = Math.min(30_000, Math.max(1_000, Math.round(ageMs / 4)));
      return { kind: "running", objects: Number(operation.objectCount), pollAfterMs };
    }
    case "COMPLETED": {
      const expiresAt = completedAt + RESULT_LIFETIME_MS;
      if (url === null) return { kind: "empty" };
      if (expiresAt <= now) return { kind: "failed", code: "EXPIRED", partialUrl: null, restart: true };
      const bytes = operation.fileSize === null ? null : Number(operation.fileSize);
      return { kind: "ready", url, bytes, objects: Number(operation.objectCount), expiresAt };
    }
    case "CANCELED":
      return { kind: "cancelled" };
    case "EXPIRED":
      return { kind: "failed", code: "EXPIRED", partialUrl: null, restart: true };
    case "FAILED": {
      const code = errorCode ?? "UNKNOWN";
      return { kind: "failed", code, partialUrl: partialDataUrl, restart: code !== "ACCESS_DENIED" };
    }
  }
}

export type BulkStart =
  | { kind: "started"; operation: BulkOperationCoreFragment }
  /** Five of this app's queries run already. */
  | { kind: "busy"; message: string };

interface BulkOptions {
  priority?: Priority;
  signal?: AbortSignal;
}

/** Starts an export. It only reads, but a repetition would start a second one: after an unknown outcome use `findBulk`. */
export async function startBulk<Variables extends Readonly<Record<string, string | null | undefined>>>(
  client: ShopifyClient,
  query: BulkQuery<unknown, Variables>,
  variables: Variables,
  options: BulkOptions = {},
): Promise<BulkStart> {
  try {
    const data = await client.run(bulkQueryRun, { query: bulkText(query, variables) }, options);
    const operation = data.bulkOperationRunQuery?.bulkOperation;
    if (!operation) throw noOperation(query.name);
    return { kind: "started", operation };
  } catch (error) {
    const isBusy = hasUserError(error, "OPERATION_IN_PROGRESS") || hasUserError(error, "LIMIT_REACHED");
    if (error instanceof KitError && isBusy) return { kind: "busy", message: error.message };
    throw error;
  }
}

/** The newest operation with this very query begun at or after `since` (ms); null when the start was never carried out. */
export async function findBulk<Variables extends Readonly<Record<string, string | null | undefined>>>(
  client: ShopifyClient,
  query: BulkQuery<unknown, Variables>,
  variables: Variables,
  since: number,
  options: BulkOptions = {},
): Promise<BulkOperationCoreFragment | null> {
  const wanted = squeezed(bulkText(query, variables));
  const data = await client.run(bulkOperationsList, { first: 20 }, options);
  const recent = data.bulkOperations.nodes.filter((each) => Date.parse(each.createdAt) >= since);
  return recent.find((each) => squeezed(each.query) === wanted) ?? null;
}

/** Where the operation stands now; null when the store does not know it (any more). */
export async function pollBulk(
  client: ShopifyClient,
  id: string,
  now: number,
  options: BulkOptions = {},
): Promise<BulkProgress | null> {
  const { bulkOperation } = await client.run(bulkOperationGet, { id }, options);
  return bulkOperation ? bulkProgress(bulkOperation, now) : null;
}

const squeezed = (text: string) => text.replaceAll(/[\s,]+/g, "");

function noOperation(name: string): KitError {
  const message = `The store accepted the export ${name} but named no operation.`;
  return new KitError({ code: "empty-reply", message, outcome: "unknown", report: true });
}
