import { auditEntry, auditStatement } from "../audit.ts";
import type { Handlers } from "../context.ts";
import { type Issue, refused } from "../http/refused.ts";
import { type Counted, countStatement, shelfOf, stockLevels } from "../stock-levels.ts";
import { decodeCursor, pageOf } from "./cursor.ts";
import { is, olderThan, select } from "./select.ts";

const source = "a person";

export const stockHandlers: Handlers<"stock.count" | "stock.counts"> = {
  async "stock.count"({ counts }, context) {
    const { env, clock } = context;
    const named = counts.map((row) => row.variantId ?? row.sku ?? "");
    const levels = await stockLevels(env.DB, named);
    const issues: Issue[] = [];
    const found = counts.flatMap((row, at): Counted[] => {
      const shelf = shelfOf(levels, row);
      if (shelf.ok) return [{ level: shelf.level, counted: row.counted, source }];
      issues.push({ path: `counts.${at}`, message: shelf.message });
      return [];
    });
    if (issues.length > 0) throw refused("bad-input", issues[0]?.message ?? "A count names nothing we know.", issues);
    const countedAt = clock.now();
    const rows = found.map((row) => ({ id: `count-${crypto.randomUUID()}`, ...row }));
    const detail = { counts: rows.length };
    await env.DB.batch([
      ...rows.map((row) => countStatement(env.DB, row.id, row, countedAt)),
      auditStatement(env.DB, auditEntry(context, { operation: "stock.count", subject: "stock", detail })),
    ]);
    return {
      items: rows.map(({ id, level, counted }) => ({
        id,
        variantId: level.variant_id,
        itemId: level.item_id,
        locationId: level.location_id,
        counted,
        availableThen: level.available,
        source,
        countedAt,
      })),
    };
  },

  async "stock.counts"({ variantId, limit, cursor }, { env }) {
    const rows = await select(env.DB, "stockCounts", {
      where: [is("variantId", variantId), olderThan("countedAt", "id", decodeCursor(cursor))],
      newest: ["countedAt", "id"],
      limit: limit + 1,
    });
    return pageOf(
      rows,
      limit,
      (row) => [row.countedAt, row.id],
      (row) => row,
    );
  },
};
