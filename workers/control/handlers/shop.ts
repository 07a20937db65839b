import { and, desc, eq, gt } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import * as z from "zod";
import { forecast, importProgress, notification } from "#schemas/api/shop.ts";
import { forecasts, notifications } from "#schemas/db/ledger.ts";
import { imports, shop, variants } from "#schemas/db/mirror.ts";
import type { Handlers } from "../context.ts";
import { decodeCursor, olderThan, pageOf } from "./cursor.ts";
import { jsonList, jsonObject } from "./rows.ts";

const scopes = z.array(z.string());

export const shopHandlers: Handlers<"shop.get" | "imports.list" | "forecasts.list" | "notifications.list"> = {
  async "shop.get"(_input, { env, clock }) {
    const row = await drizzle(env.DB).select().from(shop).limit(1).get();
    const shown = row && {
      ...row,
      taxesIncluded: row.taxesIncluded !== 0,
      sandbox: row.sandbox !== 0,
      scopes: scopes.parse(jsonList(row.scopes)),
    };
    return { shop: shown ?? null, now: clock.now(), environment: env.ENVIRONMENT ?? "production" };
  },

  async "imports.list"({ limit }, { env }) {
    const rows = await drizzle(env.DB).select().from(imports).orderBy(desc(imports.startedAt)).limit(limit);
    return { items: rows.map((row) => importProgress.parse(row)) };
  },

  async "forecasts.list"({ variantId, sku, limit, cursor }, { env }) {
    const after = decodeCursor(cursor);
    const rows = await drizzle(env.DB)
      .select({ forecast: forecasts, sku: variants.sku, title: variants.title })
      .from(forecasts)
      .leftJoin(variants, eq(variants.id, forecasts.variantId))
      .where(
        and(
          variantId === undefined ? undefined : eq(forecasts.variantId, variantId),
          sku === undefined ? undefined : eq(variants.sku, sku),
          after ? gt(forecasts.variantId, after[1]) : undefined,
        ),
      )
      .orderBy(forecasts.variantId)
      .limit(limit + 1);
    return pageOf(
      rows,
      limit,
      (row) => [0, row.forecast.variantId],
      (row) => forecast.parse({ ...row, ...row.forecast, document: jsonObject(row.forecast.document) }),
    );
  },

  async "notifications.list"({ limit, cursor }, { env }) {
    const rows = await drizzle(env.DB)
      .select()
      .from(notifications)
      .where(olderThan(notifications.createdAt, notifications.id, decodeCursor(cursor)))
      .orderBy(desc(notifications.createdAt), desc(notifications.id))
      .limit(limit + 1);
    return pageOf(
      rows,
      limit,
      (row) => [row.createdAt, row.id],
      (row) => notification.parse(row),
    );
  },
};
