import { variable } from "#agent-kit/agent-env.ts";
import type { WorkContext } from "#agent-kit/definition.ts";
import { isKitError } from "#agent-kit/errors.ts";
import { sealer } from "#agent-kit/secrets/seal.ts";
import { secrets } from "#agent-kit/secrets.ts";
import { vendorToken } from "#agent-kit/vendor-token.ts";
import type { Priority } from "#core/resilience/priority.ts";
import { budget } from "#durable-objects/client.ts";
import { mcpClient } from "#integrations/mcp/streamable-http.ts";
import type { SupplierDeclaration, SupplierPort } from "#integrations/supplier/port.ts";
import { AUTODS, AUTODS_HOST, autodsNeed, autodsPace } from "./account.ts";
import { type AutodsClient, autodsClient } from "./client.ts";
import { requestAutodsToken } from "./token.ts";
import { offerOf, pageOf } from "./transform.ts";

const research = "its MCP server has tools for research and import only";

export const autodsDeclaration: SupplierDeclaration = {
  id: AUTODS,
  name: "AutoDS",
  evidence: autodsNeed.evidence,
  catalogue: "search",
  cannot: {
    quoteShipping: research,
    stock: research,
    placeOrder: research,
    order: research,
    tracking: research,
  },
};

/** As the tool's own documentation has it. */
const mostAtOnce = 50;

export function autodsSupplier(context: WorkContext, priority: Priority = "research"): SupplierPort {
  const { env, connect, clock, log, signal } = context;
  const baseUrl = variable(env, "AUTO_DS_MCP_URL");
  const key = variable(env, "SECRET_ENCRYPTION_KEY");
  const resolver = secrets({ ...env }, { redactor: log.redactor });
  const token = vendorToken({
    account: AUTODS,
    port: budget(env, AUTODS, autodsPace),
    sealer: key === undefined ? undefined : sealer(key),
    renew: async () =>
      requestAutodsToken({
        refreshToken: await resolver.require("AUTO_DS_REFRESH_TOKEN"),
        clientId: await resolver.require("AUTO_DS_CLIENT_ID"),
        baseUrl,
      }),
    realNow: () => clock.real(),
    signal,
  });
  const mcp = mcpClient({ vendor: "AutoDS", url: `${baseUrl ?? AUTODS_HOST}/mcp` });
  return autodsPort(autodsClient({ connection: connect(AUTODS), mcp, token, priority }));
}

export function autodsPort(autods: AutodsClient): SupplierPort {
  /** A single product says no currency of its own: that of the last search is the account's. */
  let currency = "";

  return {
    declaration: autodsDeclaration,
    async search({ terms, after, limit }) {
      const place = { offset: after === null ? 0 : Number(after), limit: Math.min(limit, mostAtOnce) };
      const filter = { name: "search_query", value: terms, value_type: "string", op: "search" };
      const data = await autods.read("search_products", {
        body: {
          ...place,
          order_by: { name: "created_at", direction: "desc" },
          ...(terms === "" ? {} : { filters: [filter] }),
        },
      });
      const said = (data as { currency?: unknown } | null)?.currency;
      if (typeof said === "string") currency = said;
      return pageOf(data, place);
    },
    async details(reference) {
      const data = await autods.read("get_product_by_id", { product_id: reference }).catch((error: unknown) => {
        if (isKitError(error) && error.status === 404) return null;
        throw error;
      });
      if (data === null) return null;
      const said = (data as { currency?: unknown }).currency;
      const read = offerOf(data, typeof said === "string" ? said : currency, reference);
      if (!read.ok) return null;
      const { description, images, variants } = read.offer;
      return { description, images, suggestedRetailMinor: null, variants };
    },
  };
}
