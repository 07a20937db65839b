import * as z from "zod/mini";
import { operation } from "./operation.ts";
import { currency, nothing, page, paging, time } from "./shapes.ts";

export const shop = z.object({
  domain: z.string(),
  name: z.string(),
  plan: z.nullable(z.string()),
  currency,
  timeZone: z.string(),
  taxesIncluded: z.boolean(),
  /** True for the local store: the dashboard says so on every page. */
  sandbox: z.boolean(),
  scopes: z.array(z.string()),
  importedAt: z.nullable(time),
});

export const getShop = operation({
  id: "shop.get",
  summary: "The connected store, or null when none is; and what time it is there",
  method: "GET",
  path: "/v1/shop",
  input: nothing,
  output: z.object({ shop: z.nullable(shop), now: time, environment: z.string() }),
  role: "viewer",
  effect: "read",
  doors: ["http", "cli", "tool"],
});

export const importProgress = z.object({
  id: z.string(),
  kind: z.string(),
  purpose: z.string(),
  status: z.string(),
  bytesTotal: z.nullable(z.int()),
  bytesDone: z.int(),
  linesDone: z.int(),
  objectsTotal: z.nullable(z.int()),
  error: z.nullable(z.string()),
  startedAt: time,
  updatedAt: time,
  finishedAt: z.nullable(time),
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
  sku: z.nullable(z.string()),
  title: z.nullable(z.string()),
  runId: z.string(),
  at: time,
  /** As the agent wrote it: weekly demand with its 80 % interval, method, stock, cover. */
  document: z.record(z.string(), z.unknown()),
  /** Errors of forecasts of its own past, as of the last night; null before the first, or with too little past. */
  accuracy: z.nullable(z.record(z.string(), z.unknown())),
});

export const listForecasts = operation({
  id: "forecasts.list",
  summary: "The newest demand forecast of each variant",
  method: "GET",
  path: "/v1/forecasts",
  input: z.object({
    variantId: z.optional(z.string().check(z.maxLength(120))),
    sku: z.optional(z.string().check(z.maxLength(120))),
    ...paging,
  }),
  output: page(forecast),
  role: "viewer",
  effect: "read",
  doors: ["http", "cli", "tool"],
});

const figures = z.object({
  /** Sum of errors over the sum of what was sold. */
  wape: z.number(),
  /** Above 0 is too high. */
  bias: z.number(),
  rmsse: z.number(),
  /** Shares of weeks within the 80 and the 95 % interval; null for what has none. */
  coverage80: z.nullable(z.number()),
  coverage95: z.nullable(z.number()),
});

export const forecastNight = z.object({
  day: z.string(),
  runId: z.string(),
  at: time,
  judged: z.int(),
  notJudged: z.int(),
  weeksAhead: z.int(),
  forecast: z.nullable(figures),
  naive: z.nullable(figures),
  seasonalNaive: z.nullable(figures),
  /** Of those judged: the seasonal naive is over these alone, and so is the forecast that stands beside it. */
  withSeason: z.int(),
  forecastWithSeason: z.optional(z.nullable(figures)),
  /** What could not be computed, and why. */
  notComputable: z.array(z.string()),
});

export const listForecastAccuracy = operation({
  id: "forecasts.accuracy",
  summary: "How good forecasts of the shop's own past were, night by night, beside the naive and the seasonal naive",
  method: "GET",
  path: "/v1/forecasts/accuracy",
  input: z.object({ limit: paging.limit }),
  output: z.object({ items: z.array(forecastNight) }),
  role: "viewer",
  effect: "read",
});

export const notification = z.object({
  id: z.string(),
  agent: z.string(),
  runId: z.nullable(z.string()),
  level: z.string(),
  title: z.string(),
  body: z.string(),
  createdAt: time,
  sentAt: z.nullable(time),
  readAt: z.nullable(time),
  /** The alert's kind, whose page is /runbooks/<kind>; null for what an agent says. */
  alert: z.nullable(z.string()),
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
