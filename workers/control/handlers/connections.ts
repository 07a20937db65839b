import { SHOPIFY, shopDomain } from "#integrations/shopify/need.ts";
import type { ConnectionShape } from "#schemas/api/connections.ts";
import { auditEntry, auditStatement } from "../audit.ts";
import { accessOfAll, describedAgents } from "../connect/agent-access.ts";
import { keepGrant } from "../connect/keep-grant.ts";
import { testShop } from "../connect/test-shop.ts";
import { settingsOf } from "../connection-settings.ts";
import { breakerOf, configuredConnections, usedConnections } from "../connections.ts";
import type { Handlers } from "../context.ts";
import { refused } from "../http/refused.ts";

export const connectionHandlers: Handlers<"connections.list" | "connections.test"> = {
  async "connections.list"(_input, { env, clock }) {
    const [used, said] = await Promise.all([usedConnections(env, clock.real()), configuredConnections(env)]);
    const items = await Promise.all(
      used.map(async ({ id, usedBy, whenUnreachable, evidence }): Promise<ConnectionShape> => {
        const state = await breakerOf(env, id, clock.now());
        const configured = said.get(id)?.configured ?? (id === SHOPIFY && shopDomain(env) !== null);
        const failing = ["open", "half-open", "forced-open", "unreachable"].includes(state.state);
        const needs = settingsOf(id);
        const missing = `Set ${needs.length > 0 ? needs.join(", ") : "what its agent's page names"}.`;
        return {
          id,
          status: !configured ? "not-configured" : failing ? "failing" : "ok",
          detail: !configured ? missing : failing ? (state.error ?? `The breaker is ${state.state}.`) : null,
          needs,
          usedBy,
          evidence: evidence?.level ?? null,
          evidenceFrom: evidence && { source: evidence.source, date: evidence.date },
          whenUnreachable,
          breaker: state.state,
          testable: id === SHOPIFY,
        };
      }),
    );
    return { items };
  },

  async "connections.test"({ connection, ...given }, context) {
    const { env, clock, log } = context;
    if (connection !== SHOPIFY) throw refused("not-found", `There is no test for the connection "${connection}".`);
    const began = clock.real();
    const tried = await testShop(given, context);
    const timed = { durationMs: clock.real() - began, at: clock.now() };
    if (!tried.ok) log.warn("connection-test-failed", { connection, code: tried.problem.code });
    const detail = { ok: tried.ok, given: given.store !== undefined };
    await auditStatement(
      env.DB,
      auditEntry(context, { operation: "connections.test", subject: connection, detail }),
    ).run();
    if (!tried.ok)
      return { ...timed, ok: false, detail: tried.problem.message, code: tried.problem.code, store: null, agents: [] };
    const { facts } = tried;
    if (given.store === undefined) await keepGrant(env, facts);
    const agents = accessOfAll(await describedAgents(env, clock.real()), facts.scopes);
    return {
      ...timed,
      ok: true,
      detail: `${facts.name} (${facts.domain}) answered.`,
      code: null,
      store: facts,
      agents,
    };
  },
};
