import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { Role } from "#schemas/api/operation.ts";
import type { AgentHealth, AgentRpc, AgentView } from "#schemas/rpc/agent.ts";
import { createApp } from "./app.ts";
import { sha256 } from "./auth/digest.ts";
import type { ControlEnv } from "./env.ts";

export const adminToken = "test-admin-token";
export const webhookSecret = "hush-hush";

const view: AgentView = {
  id: "probe",
  mode: "approve",
  stopped: null,
  pausedNote: null,
  live: null,
  lastTickAt: null,
  lastRun: null,
  lastSuccessAt: null,
  failuresInARow: 0,
  backoffUntil: null,
  settings: {},
  settingsVersion: 0,
  cron: "*/5 * * * *",
  nextDueAt: null,
  pending: 0,
};

export const healthy: AgentHealth = {
  status: "pass",
  reasons: [],
  connections: [{ id: "shopify", required: true, configured: true, state: "closed", detail: null }],
  lastRun: null,
  lastSuccessAt: null,
  since: null,
};

/** An agent that remembers what it was asked; every answer can be replaced. */
export function fakeAgent(own: Partial<AgentRpc> = {}): AgentRpc & { asked: [string, unknown][] } {
  const asked: [string, unknown][] = [];
  let state = view;
  const note = (method: string, what: unknown) => void asked.push([method, what]);
  return {
    asked,
    describe: async () => ({
      id: "probe",
      name: "Probe Agent",
      summary: "Stands in for an agent",
      capabilities: [],
      cron: "*/5 * * * *",
      needs: [{ connection: "shopify", required: true }],
      wakesOn: ["orders"],
      wakeGapMs: 0,
      timeoutMs: 60_000,
      actions: [],
      settingsSchema: { type: "object" },
      defaultSettings: {},
    }),
    view: async () => state,
    health: async () => healthy,
    ticks: async () => [],
    run: async (ask) => {
      note("run", ask);
      return { ok: true, tickId: "tick-1" };
    },
    wake: async (topics) => {
      note("wake", topics);
      return { asked: true };
    },
    cancel: async (ask) => {
      note("cancel", ask);
      return { ok: true };
    },
    setMode: async (ask) => {
      note("setMode", ask);
      state = { ...state, mode: ask.mode };
      return { ok: true };
    },
    setSettings: async (ask) => {
      note("setSettings", ask);
      return { ok: true, version: 1, settings: {} };
    },
    stop: async (ask) => {
      note("stop", ask);
      state = { ...state, stopped: { by: ask.actor, why: ask.why, at: Date.now() } };
      return { at: Date.now(), inFlight: [] };
    },
    release: async (ask) => {
      note("release", ask);
      state = { ...state, stopped: null };
      return { ok: true };
    },
    dispatch: async (ids) => {
      note("dispatch", ids);
      return { sent: ids.length };
    },
    request: async (ask) => {
      note("request", ask);
      return { ok: true, value: {} };
    },
    tryConnection: async (ask) => {
      note("tryConnection", ask);
      return { ok: true };
    },
    checkEdit: async ({ payload }) => {
      note("checkEdit", payload);
      return { ok: true, payload: { checked: true }, movePercent: 1, impactMinor: 2, moneyMinor: 3 };
    },
    backtest: async (ask) => {
      note("backtest", ask);
      return { ok: true, id: "probe-backtest-1" };
    },
    sweep: async () => ({ resent: 0, lapsed: 0, expired: 0, runsResent: 0, catchUp: false }),
    wakeObjects: async () => note("wakeObjects", null),
    ...own,
  };
}

/** Control over real storage, with the agents and settings a test gives it. */
export function door(own: Record<string, unknown> = {}) {
  const { DB, KV, AGENT_STATE, CIRCUIT_BREAKER, RATE_BUDGET, LIVE_FEED, AUDIT_HEAD, SHOP_EVENTS } = env;
  const bound: ControlEnv = {
    DB,
    KV,
    AGENT_STATE,
    CIRCUIT_BREAKER,
    RATE_BUDGET,
    LIVE_FEED,
    AUDIT_HEAD,
    SHOP_EVENTS,
    ENVIRONMENT: "test",
    LOG_LEVEL: "error",
    ADMIN_TOKEN: adminToken,
    SHOPIFY_WEBHOOK_SECRET: webhookSecret,
    ...own,
  };
  const app = createApp();

  async function send(path: string, init: RequestInit = {}): Promise<Response> {
    const context = createExecutionContext();
    const response = await app.fetch(new Request(`https://control.test${path}`, init), bound, context);
    await waitOnExecutionContext(context);
    return response;
  }

  /** With a token (the admin's unless given; null for none) and a JSON body. */
  async function call(
    method: string,
    path: string,
    {
      token = adminToken,
      body,
      headers = {},
    }: { token?: string | null; body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Response> {
    const all = new Headers(headers);
    if (token !== null) all.set("authorization", `Bearer ${token}`);
    if (body !== undefined) all.set("content-type", "application/json");
    return send(path, { method, headers: all, body: body === undefined ? undefined : JSON.stringify(body) });
  }

  return { env: bound, send, call };
}

/** A token of this role, as `POST /v1/tokens` would have made it. */
export async function tokenOf(role: Role, own: { expiresAt?: number; revokedAt?: number } = {}): Promise<string> {
  const secret = `rex_${crypto.randomUUID()}`;
  await env.DB.prepare(
    "INSERT INTO tokens (id, name, hash, role, created_by, created_at, expires_at, revoked_at) VALUES (?1, ?1, ?2, ?3, 'test', 0, ?4, ?5)",
  )
    .bind(crypto.randomUUID(), await sha256(secret), role, own.expiresAt ?? null, own.revokedAt ?? null)
    .run();
  return secret;
}

/** A ledger row; what a test does not care about is filled in. */
export async function insertAction(own: Record<string, string | number | null> = {}): Promise<string> {
  const id = String(own.id ?? `a-${crypto.randomUUID().slice(0, 12)}`);
  const row: Record<string, string | number | null> = {
    id,
    agent: "probe",
    kind: "price.set",
    target: `gid://shopify/ProductVariant/${id}`,
    title: "Raise a price",
    intent: "price:520",
    basis: "2026-01",
    status: "proposed",
    effect: "absolute",
    group_key: "probe/price.set/up",
    run_id: "probe-1",
    payload: '{"priceMinor":520}',
    before: "500",
    after: "520",
    reasons: '[{"code":"demand","text":"It sells faster than it did."}]',
    impact_minor: 100,
    money_minor: 20,
    currency: "EUR",
    confidence: 0.8,
    proposed_at: 1_000,
    expires_at: 9_999_999_999_999,
    updated_at: 1_000,
    ...own,
  };
  const names = Object.keys(row);
  const marks = names.map((_, at) => `?${at + 1}`).join(", ");
  await env.DB.prepare(`INSERT INTO actions (${names.join(", ")}) VALUES (${marks})`)
    .bind(...Object.values(row))
    .run();
  return id;
}
