import * as z from "zod";
import type { Connection } from "#agent-kit/connection.ts";
import { isKitError, KitError } from "#agent-kit/errors.ts";
import { throttled } from "#agent-kit/vendor-error.ts";
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
const envelope = z.object({ ok: z.boolean(), status: z.number(), data: z.unknown().optional() });

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

/** A tool's failure is text that begins with a word of the server's own list. */
function toolError(text: string): KitError {
  const [kind = ""] = text.split(":");
  switch (kind) {
    case "rate_limited": {
      const seconds = Number(/(\d+) seconds?/.exec(text)?.[1] ?? 60);
      return throttled(VENDOR, { retryAfterMs: 1_000 * seconds });
    }
    case "unauthenticated":
      return new KitError({
        code: "unauthorised",
        message: `${VENDOR} refused our token.`,
        internal: text,
        status: 401,
        outcome: "refused",
      });
    case "forbidden":
      return new KitError({
        code: "unauthorised",
        message: `${VENDOR} does not let this account do that.`,
        internal: text,
        status: 403,
        outcome: "refused",
      });
    case "upstream_client_error":
    case "invalid_arguments":
      return new KitError({
        code: "vendor-refused",
        message: `${VENDOR} refused the request.`,
        internal: text,
        status: Number(/HTTP (\d{3})/.exec(text)?.[1] ?? 400),
        outcome: "refused",
      });
    default:
      return new KitError({
        code: "vendor-unavailable",
        message: `${VENDOR} is ill.`,
        internal: text,
        retryable: true,
        outcome: "unknown",
      });
  }
}
