import { getArgumentValues, Kind } from "graphql";
import type { Shop } from "../store/shop.ts";
import { type AdminApi, executeNow, type GraphQLRequest, type Prepared, prepare } from "./admin-api.ts";
import { keyOfNode, payloadHash } from "./idempotent.ts";
import type { Call } from "./resolver.ts";

interface DelayedRow {
  id: number;
  body: string;
  client: string;
}

/** Promises to execute a mutation later, by the sandbox's clock; its keys count as in progress until then. */
export function holdBack(
  api: AdminApi,
  call: Call,
  request: GraphQLRequest,
  prepared: Prepared,
  delayMs: number,
): void {
  const { database, clock } = call.shop;
  database.transaction(() => {
    for (const node of prepared.operation.selectionSet.selections) {
      if (node.kind !== Kind.FIELD) continue;
      const key = keyOfNode(node, prepared.variables);
      const field = api.schema.getMutationType()?.getFields()[node.name.value];
      if (key === undefined || field === undefined) continue;
      database.run(
        "INSERT OR IGNORE INTO idempotency (root, key, hash, outcome, real_ms) VALUES (?, ?, ?, 'pending', ?)",
        node.name.value,
        key,
        payloadHash(getArgumentValues(field, node, prepared.variables)),
        clock.realNow(),
      );
    }
    database.run(
      "INSERT INTO delayed_commit (due_ms, body, client) VALUES (?, ?, ?)",
      clock.now() + delayMs,
      JSON.stringify(request),
      `${call.client} ${[...call.scopes].join(",")}`,
    );
  });
}

/** Executes what has fallen due; each in the transaction that also forgets it. */
export function commitDelayed(api: AdminApi, shop: Shop): number {
  const due = shop.database.all<DelayedRow>(
    "SELECT * FROM delayed_commit WHERE due_ms <= ? ORDER BY due_ms, id",
    shop.clock.now(),
  );
  for (const row of due) {
    const prepared = prepare(api, JSON.parse(row.body) as GraphQLRequest);
    const [client = "", scopes = ""] = row.client.split(" ");
    const call: Call = {
      shop,
      client,
      scopes: new Set(scopes.split(",")),
      searchWarnings: [],
      seen: new Map(),
      delayed: true,
    };
    shop.database.transaction(() => {
      if (prepared.kind === "ready") executeNow(api, call, prepared.request);
      shop.database.run("DELETE FROM delayed_commit WHERE id = ?", row.id);
    });
  }
  return due.length;
}
