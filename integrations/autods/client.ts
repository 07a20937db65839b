import * as z from "zod/mini";
import type { Connection } from "#agent-kit/connection.ts";
import { isKitError, type KitError } from "#agent-kit/errors.ts";
import { httpError, throttled } from "#agent-kit/vendor-error.ts";
import type { VendorToken } from "#agent-kit/vendor-token.ts";
import type { Priority } from "#core/resilience/priority.ts";
import type { McpClient } from "#integrations/mcp/streamable-http.ts";
import { unreadableReply } from "#integrations/supplier/rest.ts";

const VENDOR = "AutoDS";
/** The server's own limit for what stands behind it is 30 s. */
const timeoutMs = 35_000;

export interface AutodsClientOptions {
  connection: Pick<Connection, "call">;
  mcp: McpClient;
  token: VendorToken;
  priority: Priority;
}

/** What every tool of the server answers with. */
const envelope = z.object({ ok: z.boolean(), status: z.number(), data: z.optional(z.unknown()) });

/** The tools that only read, each call through the breaker, the shared bucket and the shared token. */
export function autodsClient({ connection, mcp, token, priority }: AutodsClientOptions) {
  return {
    /** The tool's data; throws KitError. */
    read(tool: "search_products" | "get_product_by_id", args: object): Promise<unknown> {
      return connection.call({
        name: tool,
        effect: "read",
        priority,
        timeoutMs,
        run: async (signal) => {
          const bearer = await token.get();
          const ask = async (held: string) => dataOf(await mcp.callTool(held, tool, args, signal));
          const value = await ask(bearer).catch(async (error: unknown) => {
            if (!(isKitError(error) && error.status === 401)) throw error;
            return ask(await token.refresh(bearer));
          });
          return { value };
        },
      });
    },
  };
}
export type AutodsClient = ReturnType<typeof autodsClient>;

function dataOf({ isError, text, structured }: Awaited<ReturnType<McpClient["callTool"]>>): unknown {
  if (isError) throw toolError(text);
  const read = envelope.safeParse(structured);
  if (!read.success) throw unreadableReply(VENDOR, text);
  return read.data.data;
}

/** What the server's own words for a failure are as a status. */
const statuses: Record<string, number> = {
  unauthenticated: 401,
  forbidden: 403,
  upstream_client_error: 400,
  invalid_arguments: 400,
};

/** A tool's failure is text that begins with a word of the server's own list, often with the status behind it. */
function toolError(text: string): KitError {
  const [kind = ""] = text.split(":");
  if (kind === "rate_limited")
    return throttled(VENDOR, { retryAfterMs: 1_000 * Number(/(\d+) seconds?/.exec(text)?.[1] ?? 60) });
  const known = statuses[kind] ?? 503;
  const status = known === 400 ? Number(/HTTP (\d{3})/.exec(text)?.[1] ?? known) : known;
  return httpError(VENDOR, { status, headers: new Headers() }, { internal: text, realNow: 0 });
}
