import * as z from "zod/mini";
import { readScopes } from "#core/agents/access.ts";
import { dayMs, dayNumber } from "#core/time/day.ts";
import {
  beginNote,
  costsNote,
  customerDataNote,
  firstNote,
  ORDER_HISTORY_DAYS,
  orderHistoryNote,
} from "#integrations/shopify/connect-notes.ts";
import { mirrorScopes } from "#integrations/shopify/mirror-scopes.ts";
import { shopDomain } from "#integrations/shopify/need.ts";
import type { connectReport } from "#schemas/api/connect.ts";
import type { CallContext } from "../context.ts";
import { jsonList } from "../handlers/rows.ts";
import { is, select, selectOne } from "../handlers/select.ts";
import { accessOfAll, describedAgents } from "./agent-access.ts";
import { customerDataOf } from "./customer-data.ts";
import { importStanding } from "./import-standing.ts";

type Report = z.infer<typeof connectReport.output>;
type Unknown = Report["unknown"][number];

const counted = z.object({
  products: z.number(),
  variants: z.number(),
  withoutCost: z.number(),
  orders: z.number(),
  lines: z.number(),
  customers: z.number(),
  firstDay: z.nullable(z.string()),
  lastDay: z.nullable(z.string()),
});

const countAll = `SELECT
  (SELECT count(*) FROM products WHERE deleted_at IS NULL) AS products,
  (SELECT count(*) FROM variants WHERE deleted_at IS NULL) AS variants,
  (SELECT count(*) FROM variants WHERE deleted_at IS NULL AND cost_minor IS NULL) AS withoutCost,
  (SELECT count(*) FROM orders WHERE deleted_at IS NULL) AS orders,
  (SELECT count(*) FROM order_lines) AS lines,
  (SELECT count(DISTINCT customer_id) FROM orders WHERE deleted_at IS NULL) AS customers,
  (SELECT min(day) FROM order_lines) AS firstDay,
  (SELECT max(day) FROM order_lines) AS lastDay`;

/** The first report: what was found, what cannot be known and why, and what each agent may do with it. */
export async function report(context: CallContext): Promise<Report> {
  const { env, clock } = context;
  const [row, rows, counts, agents] = await Promise.all([
    selectOne(env.DB, "shop", null),
    select(env.DB, "imports", { where: [is("purpose", "initial")], newest: ["startedAt"], limit: 6 }),
    env.DB.prepare(countAll).first(),
    describedAgents(env, clock.real()),
  ]);
  const { withoutCost, ...found } = counted.parse(counts);
  const granted = z.array(z.string()).parse(jsonList(row?.scopes ?? "[]"));
  const access = accessOfAll(agents, granted);
  const writes = access.flatMap((each) => each.writes).filter((each) => each.granted);
  const customerData = row && shopDomain(env) !== null ? await customerDataOf(row.domain, context) : "unknown";
  const today = Math.floor(clock.now() / dayMs);
  const first = found.firstDay === null ? null : dayNumber(found.firstDay);
  const last = found.lastDay === null ? null : dayNumber(found.lastDay);
  // A day more than the limit: the shop's day may have begun before ours.
  const seesPast = first !== null && today - first > ORDER_HISTORY_DAYS + 1;
  const unknown: (Unknown | null)[] = [
    withoutCost === 0
      ? null
      : {
          code: "costs-missing",
          count: withoutCost,
          of: found.variants,
          message: costsNote(withoutCost, found.variants),
        },
    row && !granted.includes("read_all_orders") && !seesPast
      ? { code: "order-history", count: null, of: null, message: orderHistoryNote() }
      : null,
    customerData === "withheld" ? { code: "customer-data", count: null, of: null, message: customerDataNote() } : null,
  ];
  return {
    domain: row?.domain ?? null,
    import: importStanding(rows, row?.importedAt ?? null, clock.now()),
    found: { ...found, days: first === null || last === null ? 0 : last - first + 1 },
    unknown: unknown.filter((each) => each !== null),
    agents: access,
    begin: {
      readScopes: readScopes(agents, mirrorScopes),
      message: row ? beginNote([...new Set(writes.map((each) => each.scope))].sort()) : firstNote(),
    },
  };
}
