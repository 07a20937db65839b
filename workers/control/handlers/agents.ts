import { writeTraceparent } from "#agent-kit/trace.ts";
import { agentDescription, agentHealth, agentView } from "#schemas/api/agents.ts";
import type { AgentRpc } from "#schemas/rpc/agent.ts";
import { auditEntry, auditStatement } from "../audit.ts";
import type { Handlers } from "../context.ts";
import { refusedBy } from "../http/refused.ts";
import { agentOf, describe, roster } from "../roster.ts";
import { settle } from "../settle.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";

const longestMs = 10_000;

export const agentHandlers: Handlers<
  | "agents.list"
  | "agents.get"
  | "agents.ticks"
  | "agents.health"
  | "agents.run"
  | "agents.pause"
  | "agents.resume"
  | "agents.mode"
  | "agents.settings"
> = {
  async "agents.list"(_input, { env, clock }) {
    const items = await Promise.all(
      roster(env).map(async (entry) => {
        const asked = await settle(longestMs, async () => ({
          description: await describe(entry, clock.real()),
          view: agentView.parse(await entry.rpc.view()),
          health: agentHealth.parse(await entry.rpc.health()),
        }));
        if (!asked.ok)
          return { id: entry.id, name: entry.id, summary: "", view: null, health: null, error: asked.error };
        const { description, view, health } = asked.value;
        return { id: entry.id, name: description.name, summary: description.summary, view, health, error: null };
      }),
    );
    return { items };
  },

  async "agents.get"({ agent }, { env }) {
    const rpc = agentOf(env, agent);
    const [description, view, health] = await Promise.all([rpc.describe(), rpc.view(), rpc.health()]);
    return {
      description: agentDescription.parse(description),
      view: agentView.parse(view),
      health: agentHealth.parse(health),
    };
  },

  async "agents.ticks"({ agent, limit, cursor }, { env }) {
    const before = decodeCursor(cursor)?.[0];
    const ticks = await agentOf(env, agent).ticks({ limit: limit + 1, before });
    const items = ticks.slice(0, limit);
    const last = items.at(-1);
    return { items, nextCursor: ticks.length > limit && last ? encodeCursor([last.at, last.id]) : null };
  },

  async "agents.health"({ agent }, { env }) {
    return agentHealth.parse(await agentOf(env, agent).health());
  },

  async "agents.run"({ agent }, context) {
    const rpc = agentOf(context.env, agent);
    const asked = await rpc.run({
      trigger: "manual",
      requestId: context.requestId,
      actor: context.actor.id,
      traceparent: writeTraceparent(context.trace),
    });
    if (!asked.ok) throw refusedBy(asked);
    const detail = { tickId: asked.tickId };
    await auditStatement(
      context.env.DB,
      auditEntry(context, { operation: "agents.run", subject: agent, detail }),
    ).run();
    return { tickId: asked.tickId };
  },

  async "agents.pause"({ agent, note }, { env, actor }) {
    return setMode(agentOf(env, agent), { mode: "paused", actor: actor.id, note });
  },

  async "agents.resume"({ agent, mode }, { env, actor }) {
    return setMode(agentOf(env, agent), { mode, actor: actor.id });
  },

  async "agents.mode"({ agent, mode, note }, { env, actor }) {
    return setMode(agentOf(env, agent), { mode, actor: actor.id, note });
  },

  async "agents.settings"({ agent, settings }, { env, actor, requestId }) {
    const set = await agentOf(env, agent).setSettings({ settings, actor: actor.id, requestId });
    if (!set.ok) throw refusedBy(set);
    return { version: set.version, settings: set.settings };
  },
};

async function setMode(rpc: AgentRpc, ask: Parameters<AgentRpc["setMode"]>[0]): Promise<{ ok: true }> {
  const set = await rpc.setMode(ask);
  if (!set.ok) throw refusedBy(set);
  return { ok: true };
}
