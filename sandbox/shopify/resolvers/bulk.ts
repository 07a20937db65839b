import { BULK, type BulkRow } from "../../store/rows.ts";
import { isoTime } from "../../store/shop.ts";
import type { AdminApi } from "../admin-api.ts";
import { checkBulkQuery } from "../bulk/validate.ts";
import { connect } from "../connection.ts";
import type { Call, Resolvers } from "../resolver.ts";
import { idFilter, searchCondition, timeFilter, wordFilter } from "../search.ts";
import type { OrderListArguments } from "./orders.ts";

const OPEN = "('CREATED', 'RUNNING', 'CANCELING')";
const AT_ONCE = 5;

const STATUSES = Object.fromEntries(
  ["CREATED", "RUNNING", "COMPLETED", "CANCELING", "CANCELED", "FAILED", "EXPIRED"].map((status) => [
    status.toLowerCase(),
    [status],
  ]),
);

/** `created` is told after the request's transaction that there is something to run. */
export function bulkResolvers(api: () => AdminApi, created: () => void): Resolvers {
  return {
    QueryRoot: {
      bulkOperation: (_: unknown, { id }: { id: string }, call: Call) => findBulk(call, id) ?? null,
      bulkOperations: (_: unknown, args: OrderListArguments, call: Call) => {
        const found = searchCondition(call, "bulkOperations", args.query, {
          id: idFilter(call, "BulkOperation", "bulk_operation.id"),
          status: wordFilter("bulk_operation.status", STATUSES),
          operation_type: wordFilter("bulk_operation.type", { query: ["QUERY"], mutation: ["MUTATION"] }),
          created_at: timeFilter("bulk_operation.created_ms"),
        });
        return connect<BulkRow>(
          call,
          {
            select: BULK,
            where: found ? [`(${found.sql})`] : [],
            values: found?.values ?? [],
            sort:
              args.sortKey === "COMPLETED_AT"
                ? "COALESCE(bulk_operation.completed_ms, 0)"
                : "bulk_operation.created_ms",
            id: "bulk_operation.id",
          },
          args,
        );
      },
    },
    Mutation: {
      bulkOperationRunQuery: (_: unknown, { query }: { query: string }, call: Call) =>
        startBulk(api(), call, query, created),
      bulkOperationCancel: (_: unknown, { id }: { id: string }, call: Call) => cancelBulk(call, id),
    },
    BulkOperation: {
      id: (row: BulkRow, _: unknown, { shop }: Call) => shop.gids.gid("BulkOperation", row.id),
      errorCode: (row: BulkRow) => row.error_code,
      createdAt: (row: BulkRow) => isoTime(row.created_ms),
      completedAt: (row: BulkRow) => (row.completed_ms === null ? null : isoTime(row.completed_ms)),
      objectCount: (row: BulkRow) => String(row.object_count),
      rootObjectCount: (row: BulkRow) => String(row.root_count),
      fileSize: (row: BulkRow) => (row.file_size === null ? null : String(row.file_size)),
      url: (row: BulkRow, _: unknown, call: Call) => (row.status === "COMPLETED" ? linkTo(call, row) : null),
      partialDataUrl: (row: BulkRow, _: unknown, call: Call) => (row.status === "FAILED" ? linkTo(call, row) : null),
    },
  };
}

function linkTo(call: Call, row: BulkRow): string | null {
  return row.file === null ? null : `${call.shop.origin}/bulk-results/${row.file}`;
}

function findBulk(call: Call, gid: string): BulkRow | undefined {
  const { database, gids } = call.shop;
  return database.get<BulkRow>(`${BULK} WHERE bulk_operation.id = ?`, gids.local(gid, "BulkOperation"));
}

function startBulk(api: AdminApi, call: Call, query: string, created: () => void) {
  const { database, clock, gids } = call.shop;
  const refuse = (message: string, code: string) => ({
    bulkOperation: null,
    userErrors: [{ field: ["query"], message, code }],
  });
  const check = checkBulkQuery(api, query);
  if (check.kind === "invalid") return refuse(check.message, "INVALID");
  const open = database.all<BulkRow>(
    `${BULK} WHERE status IN ${OPEN} AND type = 'QUERY' AND client LIKE ?`,
    `${call.client} %`,
  );
  if (open.length >= AT_ONCE) {
    const ids = open.map((row) => gids.gid("BulkOperation", row.id)).join(", ");
    return refuse(
      `A bulk query operation for this app and shop is already in progress: ${ids}.`,
      "OPERATION_IN_PROGRESS",
    );
  }
  const row = database.get<BulkRow>(
    `INSERT INTO bulk_operation (type, status, query, client, created_ms) VALUES ('QUERY', 'CREATED', ?, ?, ?)
     RETURNING 'BulkOperation' AS __typename, *`,
    query,
    `${call.client} ${[...call.scopes].join(",")}`,
    clock.now(),
  );
  created();
  return { bulkOperation: row, userErrors: [] };
}

function cancelBulk(call: Call, gid: string) {
  const row = findBulk(call, gid);
  if (row === undefined) {
    return { bulkOperation: null, userErrors: [{ field: ["id"], message: "Bulk operation does not exist" }] };
  }
  if (["COMPLETED", "CANCELED", "FAILED", "EXPIRED"].includes(row.status)) {
    const message = `A bulk operation cannot be canceled when it is ${row.status.toLowerCase()}`;
    return { bulkOperation: row, userErrors: [{ field: null, message }] };
  }
  call.shop.database.run("UPDATE bulk_operation SET status = 'CANCELING' WHERE id = ?", row.id);
  return { bulkOperation: findBulk(call, gid), userErrors: [] };
}
