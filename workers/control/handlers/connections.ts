import { SHOPIFY, shopDomain } from "#integrations/shopify/need.ts";
import type { ConnectionShape } from "#schemas/api/connections.ts";
import { auditEntry, auditStatement } from "../audit.ts";
import { settingsOf } from "../connection-settings.ts";
import { breakerOf, configuredConnections, usedConnections } from "../connections.ts";
import type { Handlers } from "../context.ts";
import { refused } from "../http/refused.ts";
import { testShop } from "../shop-connection.ts";

export const connectionHandlers: Handlers<"connections.list" | "connections.test"> = {
  async "connections.list"(_input, { env, clock }) {
    const [used, said] = await Promise.all([usedConnections(env, clock.real()), configuredConnections(env)]);
    const items = await Promise.all(
      used.map(async ({ id, usedBy }): Promise<ConnectionShape> => {
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
          evidence: "documented",
          breaker: state.state,
        };
      }),
    );
    return { items };
  },

  async "connections.test"({ connection }, context) {
    const { env, clock } = context;
    if (connection !== SHOPIFY) throw refused("not-found", `There is no test for the connection "${connection}".`);
    if (shopDomain(env) === null) throw refused("not-configured", `Set ${settingsOf(connection).join(", ")} first.`);
    const began = clock.real();
    const tested = await testShop(context);
    const outcome = { ...tested, durationMs: clock.real() - began, at: clock.now() };
    const detail = { ok: outcome.ok };
    await auditStatement(
      env.DB,
      auditEntry(context, { operation: "connections.test", subject: connection, detail }),
    ).run();
    return outcome;
  },
};
