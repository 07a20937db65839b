import { createReadStream, existsSync, statSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { sendJson } from "../http.ts";
import type { Shop } from "../store/shop.ts";

/** `GET /bulk-results/:file`, whole or one byte range, so that a broken download resumes where it stopped. */
export function answerDownload(shop: Shop, name: string, request: IncomingMessage, response: ServerResponse): void {
  const file = join(shop.stateDir, "bulk", name);
  if (!/^[\w-]+\.jsonl$/.test(name) || !existsSync(file)) {
    sendJson(response, 404, { errors: "Not Found" });
    return;
  }
  const { size } = statSync(file);
  const headers = { "content-type": "application/jsonl", "accept-ranges": "bytes" };
  const range = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? "");
  if (range === null) {
    response.writeHead(200, { ...headers, "content-length": size });
    createReadStream(file).pipe(response);
    return;
  }
  const [, from = "", to = ""] = range;
  const start = from === "" ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === "" || to === "" ? size - 1 : Math.min(Number(to), size - 1);
  if (start > end || start >= size) {
    response.writeHead(416, { ...headers, "content-range": `bytes */${size}` });
    response.end();
    return;
  }
  response.writeHead(206, {
    ...headers,
    "content-range": `bytes ${start}-${end}/${size}`,
    "content-length": end - start + 1,
  });
  createReadStream(file, { start, end }).pipe(response);
}
