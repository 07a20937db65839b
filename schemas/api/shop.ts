import * as z from "zod";
import { operation } from "./operation.ts";
import { currency, nothing, page, paging, time } from "./shapes.ts";

export const shop = z.object({
  domain: z.string(),
  name: z.string(),
  plan: z.string().nullable(),
  currency,
  timeZone: z.string(),
  taxesIncluded: z.boolean(),
  /** True for the local store: the dashboard says so on every page. */
  sandbox: z.boolean(),
  scopes: z.array(z.string()),
  importedAt: time.nullable(),
});

export const getShop = operation({
  id: "shop.get",
  summary: "The connected store, or null when none is; and what time it is there",
  method: "GET",
  path: "/v1/shop",
  input: nothing,
  output: z.object({ shop: shop.nullable(), now: time, environment: z.string() }),
  role: "viewer",
  effect: "read",
  doors: ["http", "cli", "tool"],
});

export const importProgress = z.object({
  id: z.string(),
  kind: z.string(),
  purpose: z.string(),
  status: z.string(),
  bytesTotal: z.number().int().nullable(),
  bytesDone: z.number().int(),
  linesDone: z.number().int(),
  objectsTotal: z.number().int().nullable(),
  error: z.string().nullable(),
  startedAt: time,
  updatedAt: time,
  finishedAt: time.nullable(),
});

export const listImports = operation({
  id: "imports.list",
  summary: "Imports and reconciliations with their progress, newest first",
  method: "GET",
  path: "/v1/imports",
  input: z.object({ limit: paging.limit }),
  output: z.object({ items: z.array(importProgress) }),
  role: "viewer",
  effect: "read",
});

export const forecast = z.object({
  variantId: z.string(),
  sku: z.string().nullable(),
  title: z.string().nullable(),
  runId: z.string(),
  at: time,
  /** As the agent wrote it: method, daily mean, quantiles, cover. */
  document: z.record(z.string(), z.unknown()),
});

export const listForecasts = operation({
  id: "forecasts.list",
  summary: "The newest demand forecast of each variant",
  method: "GET",
  path: "/v1/forecasts",
  input: z.object({ variantId: z.string().max(120).optional(), sku: z.string().max(120).optional(), ...paging }),
  output: page(forecast),
  role: "viewer",
  effect: "read",
  doors: ["http", "cli", "tool"],
});

export const notification = z.object({
  id: z.string(),
  agent: z.string(),
  runId: z.string().nullable(),
  level: z.string(),
  title: z.string(),
  body: z.string(),
  createdAt: time,
  sentAt: time.nullable(),
  readAt: time.nullable(),
});

export const listNotifications = operation({
  id: "notifications.list",
  summary: "What agents wanted a person to know, newest first",
  method: "GET",
  path: "/v1/notifications",
  input: z.object(paging),
  output: page(notification),
  role: "viewer",
  effect: "read",
});
