import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { takeFault } from "../../faults.ts";
import { readBody, sendHtml } from "../../http.ts";
import { recordEffect } from "../../store/effects.ts";
import type { Shop } from "../../store/shop.ts";
import { sufferAtVendor } from "../faults.ts";

export const CHANNEL_SANDBOX_TOKEN = "channel-sandbox-token";
const HEADER = "id,availability,quantity,price,version";

interface Options {
  shop: Shop;
  chance: () => number;
}

/** `/vendors/channel/inventory.csv`: a marketplace's own storage, read and replaced under conditions; every line that shoppers see change is an effect. */
export async function answerChannel(
  { shop, chance }: Options,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const put = request.method === "PUT";
  const body = put ? await readBody(request) : "";
  const fault = takeFault(shop, ["channel"], put, chance);
  if (await sufferAtVendor(fault, response)) return;
  if (fault?.kind === "401" || request.headers.authorization !== `Bearer ${CHANNEL_SANDBOX_TOKEN}`)
    return sendHtml(response, 401, "Unauthorized");
  if (fault?.kind === "throttled") return sendHtml(response, 429, "Too many requests", { "retry-after": "1" });
  const held = shop.database.get<{ body: string }>("SELECT body FROM channel_document WHERE id = 1")?.body;
  const mark = held === undefined ? undefined : tagOf(held);
  if (request.method === "GET") {
    if (held === undefined || mark === undefined) return sendHtml(response, 404, "Not found");
    response.writeHead(200, { "content-type": "text/csv; charset=utf-8", etag: mark });
    response.end(held);
    return;
  }
  if (!put) return sendHtml(response, 405, "Method not allowed");
  const wanted = request.headers["if-match"];
  const absent = request.headers["if-none-match"] === "*";
  if ((wanted !== undefined && wanted !== mark) || (absent && held !== undefined))
    return sendHtml(response, 412, "Precondition failed");
  if (!body.startsWith(`${HEADER}\r\n`)) return sendHtml(response, 400, "The columns are not the channel's");
  store(shop, held ?? "", body);
  if (fault?.kind === "reply-lost") {
    response.socket?.destroy();
    return;
  }
  response.writeHead(held === undefined ? 201 : 204, { etag: tagOf(body) });
  response.end();
}

function store(shop: Shop, before: string, after: string): void {
  const old = shownBy(before);
  const next = shownBy(after);
  shop.database.transaction(() => {
    shop.database.run("INSERT OR REPLACE INTO channel_document (id, body) VALUES (1, ?)", after);
    for (const id of new Set([...old.keys(), ...next.keys()])) {
      const [was, is] = [old.get(id) ?? null, next.get(id) ?? null];
      if (was !== is)
        recordEffect(shop, {
          kind: "channel",
          root: "PUT inventory.csv",
          target: id,
          before: was,
          after: is,
          client: "channel",
        });
    }
  });
}

/** What shoppers there see of each item: everything but the version. */
function shownBy(document: string): Map<string, string> {
  const rows = document.split("\r\n").slice(1).filter(Boolean);
  return new Map(
    rows.map((row) => {
      const parts = /^("(?:[^"]|"")*"|[^,]*),(.*),[^,]*$/.exec(row);
      return [parts?.[1] ?? row, parts?.[2] ?? ""];
    }),
  );
}

function tagOf(document: string): string {
  return `"${createHash("sha256").update(document).digest("hex").slice(0, 32)}"`;
}
