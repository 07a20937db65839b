import { everyTick } from "#core/agents/schedule.ts";
import { type AuditEntry, agentState } from "#durable-objects/client.ts";
import type { AgentRpc, AgentView } from "#schemas/rpc/agent.ts";
import type { AgentEnv } from "../agent-env.ts";
import type { Clock } from "../clock.ts";
import type { AnyAgent } from "../definition.ts";
import { nextTick } from "../missed-tick.ts";
import { send } from "../run/execute-run.ts";
import { scheduleOf } from "../schedule-settings.ts";
import { ungrantedScopes } from "../write-scopes.ts";

export type AgentDesk = Pick<
  AgentRpc,
  "view" | "run" | "wake" | "cancel" | "setMode" | "setSettings" | "stop" | "release"
>;

/** What people and control may ask of one agent. */
export function agentDesk(definition: AnyAgent, env: AgentEnv, time: Clock): AgentDesk {
  const { id } = definition;
  const state = agentState(env, id);
  const now = time.now();

  function entry(operation: string, actor: string, detail: Record<string, unknown>, requestId?: string): AuditEntry {
    return { id: crypto.randomUUID(), at: now, actor, role: "operator", operation, subject: id, detail, requestId };
  }

  return {
    async view(): Promise<AgentView> {
      const held = await state.view(now);
      const settings = definition.settings.parse(held.settings) as Record<string, unknown>;
      return { ...held, id, settings, cron: env.SCHEDULE, nextDueAt: nextTick(env.SCHEDULE, now) };
    },

    async run(ask) {
      const tickId = `${ask.trigger}:${ask.requestId}`;
      const { message, delayMs } = await state.ask({
        tickId,
        trigger: ask.trigger,
        scheduledFor: now,
        now,
        gapMs: 0,
        replayOf: ask.replayOf,
      });
      if (message) await send(env, id, { ...message, traceparent: ask.traceparent }, delayMs);
      return { ok: true, tickId };
    },

    async wake(topics, traceparent) {
      if (!topics.some((topic) => definition.wakesOn.includes(topic))) return { asked: false };
      const tickId = `wake:${crypto.randomUUID()}`;
      const { message, delayMs } = await state.ask({
        tickId,
        trigger: "wake",
        scheduledFor: now,
        now,
        gapMs: definition.wakeGapMs,
      });
      if (message) await send(env, id, { ...message, traceparent }, delayMs);
      return { asked: message !== null };
    },

    async cancel(ask) {
      const cancelled = await state.cancel({
        runId: ask.runId,
        now,
        audit: entry("runs.cancel", ask.actor, { run: ask.runId }),
      });
      return cancelled ? { ok: true } : { ok: false, code: "not-live", message: "That run is not live." };
    },

    async setMode(ask) {
      if (ask.mode === "approve" || ask.mode === "auto") {
        const lacking = await ungrantedScopes(env.DB, definition);
        if (lacking.length > 0) return { ok: false, code: "missing-scope", message: lacks(definition.name, lacking) };
      }
      const detail = ask.note === undefined ? { mode: ask.mode } : { mode: ask.mode, note: ask.note };
      const pausedNote = ask.mode === "paused" ? (ask.note ?? null) : null;
      await state.configure({ mode: ask.mode, pausedNote, now, audit: entry("agents.mode", ask.actor, detail) });
      return { ok: true };
    },

    async setSettings(ask) {
      const parsed = definition.settings.safeParse(ask.settings);
      if (!parsed.success) {
        const issues = parsed.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message }));
        return { ok: false, code: "invalid", message: "The settings are not valid.", issues };
      }
      const settings = parsed.data as Record<string, unknown>;
      const audit = entry("agents.settings", ask.actor, { settings }, ask.requestId);
      const { settingsVersion } = await state.configure({
        settings,
        schedule: scheduleOf(settings) ?? everyTick,
        now,
        audit,
      });
      return { ok: true, version: settingsVersion, settings };
    },

    stop: (ask) =>
      state.stop({ by: ask.actor, why: ask.why, now, audit: entry("emergency.stop", ask.actor, { why: ask.why }) }),

    async release(ask) {
      await state.release({ now, audit: entry("emergency.release", ask.actor, { why: ask.why }) });
      return { ok: true };
    },
  };
}

function lacks(name: string, scopes: string[]): string {
  return `${name} stays in shadow because the store has not granted ${scopes.join(", ")}: add ${scopes.length === 1 ? "it" : "them"} to the app's scopes in Shopify, then test the connection to Shopify.`;
}
