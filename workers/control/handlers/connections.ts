import { SHOPIFY, shopDomain } from "#integrations/shopify/need.ts";
import type { ConnectionShape } from "#schemas/api/connections.ts";
import { auditEntry, auditStatement } from "../audit.ts";
import { accessOfAll, describedAgents } from "../connect/agent-access.ts";
import { keepGrant } from "../connect/keep-grant.ts";
import { testShop } from "../connect/test-shop.ts";
import { missingOf, tryUsed } from "../connect/try-used.ts";
import { settingsOf } from "../connection-settings.ts";
import { breakerOf, configuredConnections, type UsedConnection, usedConnections } from "../connections.ts";
import type { CallContext, Handlers } from "../context.ts";
import { refused } from "../http/refused.ts";

export const connectionHandlers: Handlers<"connections.list" | "connections.test"> = {
  async "connections.list"(_input, { env, clock }) {
    const [used, said] = await Promise.all([usedConnections(env, clock.real()), configuredConnections(env)]);
    const items = await Promise.all(
      used.map(async ({ id, usedBy, whenUnreachable, evidence, triedBy, untestable }): Promise<ConnectionShape> => {
        const state = await breakerOf(env, id, clock.now());
        const configured = said.get(id)?.configured ?? (id === SHOPIFY && shopDomain(env) !== null);
        const failing = ["open", "half-open", "forced-open", "unreachable"].includes(state.state);
        const needs = settingsOf(id);
        const testable = id === SHOPIFY || triedBy.length > 0;
        return {
          id,
          status: !configured ? "not-configured" : failing ? "failing" : "ok",
          detail: !configured ? missingOf(id) : failing ? (state.error ?? `The breaker is ${state.state}.`) : null,
          needs,
          usedBy,
          evidence: evidence?.level ?? null,
          evidenceFrom: evidence && { source: evidence.source, date: evidence.date },
          whenUnreachable,
          breaker: state.state,
          testable,
          untestableBecause: testable ? null : (untestable ?? "None of its agents answers with a harmless call to it."),
        };
      }),
    );
    return { items };
  },

  async "connections.test"({ connection, ...given }, context) {
    const { env, clock, log } = context;
    const used = connection === SHOPIFY ? null : await usedOf(connection, given, context);
    const began = clock.real();
    const tried = used === null ? await testShop(given, context) : await tryUsed(used, context);
    const timed = { durationMs: clock.real() - began, at: clock.now() };
    const code = tried.ok ? null : tried.problem.code;
    if (code !== null) log.warn("connection-test-failed", { connection, code });
    const detail = { ok: tried.ok, given: given.store !== undefined };
    await auditStatement(
      env.DB,
      auditEntry(context, { operation: "connections.test", subject: connection, detail }),
    ).run();
    if (!tried.ok) return { ...timed, ok: false, detail: tried.problem.message, code, store: null, agents: [] };
    const { facts } = tried;
    if (facts === null) return { ...timed, ok: true, detail: `${connection} answered.`, code, store: null, agents: [] };
    if (given.store === undefined) await keepGrant(env, facts);
    const agents = accessOfAll(await describedAgents(env, clock.real()), facts.scopes);
    return { ...timed, ok: true, detail: `${facts.name} (${facts.domain}) answered.`, code, store: facts, agents };
  },
};

/** An outside system that is not the store, as its agents use it. */
async function usedOf(connection: string, given: object, { env, clock }: CallContext): Promise<UsedConnection> {
  const used = await usedConnections(env, clock.real());
  const found = used.find(({ id }) => id === connection);
  if (!found) throw refused("not-found", `No agent uses a connection "${connection}".`);
  if (Object.values(given).some((value) => value !== undefined))
    throw refused("bad-input", "Only a store can be tried with credentials that are given here.");
  return found;
}
