import * as z from "zod/mini";
import { forecast, forecastNight, importProgress, notification } from "#schemas/api/shop.ts";
import type { RowOf } from "#schemas/db/tables.ts";
import type { Handlers } from "../context.ts";
import { decodeCursor, pageOf } from "./cursor.ts";
import { jsonList, jsonObject } from "./rows.ts";
import { olderThan, select, selectOne } from "./select.ts";

const scopes = z.array(z.string());
const forecastRows = z.array(z.extend(forecast, { document: z.string(), accuracy: z.nullable(z.string()) }));

export const shopHandlers: Handlers<
  "shop.get" | "imports.list" | "forecasts.list" | "forecasts.accuracy" | "notifications.list"
> = {
  async "shop.get"(_input, { env, clock }) {
    const row = await selectOne(env.DB, "shop", null);
    const shown = row && {
      ...row,
      taxesIncluded: row.taxesIncluded !== 0,
      sandbox: row.sandbox !== 0,
      scopes: scopes.parse(jsonList(row.scopes)),
    };
    return { shop: shown ?? null, now: clock.now(), environment: env.ENVIRONMENT ?? "production" };
  },

  async "imports.list"({ limit }, { env }) {
    const rows = await select(env.DB, "imports", { newest: ["startedAt"], limit });
    return { items: rows.map((row) => importProgress.parse(row)) };
  },

  async "forecasts.list"({ variantId, sku, limit, cursor }, { env }) {
    const after = decodeCursor(cursor)?.[1] ?? "";
    const { results } = await env.DB.prepare(
      `SELECT f.variant_id AS variantId, v.sku, v.title, f.run_id AS runId, f.at, f.document, f.accuracy
       FROM forecasts AS f LEFT JOIN variants AS v ON v.id = f.variant_id
       WHERE f.variant_id > ?1 AND (?2 IS NULL OR f.variant_id = ?2) AND (?3 IS NULL OR v.sku = ?3)
       ORDER BY f.variant_id LIMIT ?4`,
    )
      .bind(after, variantId ?? null, sku ?? null, limit + 1)
      .all();
    const rows = forecastRows.parse(results);
    return pageOf(
      rows,
      limit,
      (row) => [0, row.variantId],
      (row) => ({
        ...row,
        document: jsonObject(row.document),
        accuracy: row.accuracy === null ? null : jsonObject(row.accuracy),
      }),
    );
  },

  async "forecasts.accuracy"({ limit }, { env }) {
    const rows = await select(env.DB, "forecastAccuracy", { newest: ["day"], limit });
    return { items: rows.map(nightOf) };
  },

  async "notifications.list"({ limit, cursor }, { env }) {
    const rows = await select(env.DB, "notifications", {
      where: [olderThan("createdAt", "id", decodeCursor(cursor))],
      newest: ["createdAt", "id"],
      limit: limit + 1,
    });
    return pageOf(
      rows,
      limit,
      (row) => [row.createdAt, row.id],
      (row) => notification.parse(row),
    );
  },
};

function nightOf({ document, ...row }: RowOf<"forecastAccuracy">) {
  const night = forecastNight.parse({ ...jsonObject(document), ...row, notComputable: [] });
  const { forecast: own, seasonalNaive, withSeason, judged } = night;
  if (!own) night.notComputable.push("Nothing: no product has twelve weeks of past yet.");
  else if (!seasonalNaive)
    night.notComputable.push(
      "The seasonal naive is not computable: no product has a year of past before the first week judged.",
    );
  else if (withSeason < judged)
    night.notComputable.push(
      `The seasonal naive is not computable for ${judged - withSeason} of ${judged} products: it and the forecast beside it are over the other ${withSeason}.`,
    );
  return night;
}
