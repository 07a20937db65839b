import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import "@shopify/shopify-api/adapters/node";
import { ApiVersion, shopifyApi } from "@shopify/shopify-api";
import { shopDomain, webhookSecret } from "./deliveries.ts";

/** The same door as people build it in Node: Shopify's own library on Node's server, one SQLite row a delivery. */
export async function startNodeDoor(
  folder: string,
): Promise<{ origin: string; rows(): number; close(): Promise<void> }> {
  const shopify = shopifyApi({
    apiKey: "bench",
    apiSecretKey: webhookSecret,
    hostName: shopDomain,
    apiVersion: ApiVersion.October25,
    isEmbeddedApp: false,
    logger: { level: 0 },
  });
  const db = new DatabaseSync(path.join(folder, "deliveries.sqlite"));
  db.exec("PRAGMA journal_mode = WAL");
  db.exec(
    "CREATE TABLE deliveries (id TEXT PRIMARY KEY, topic TEXT NOT NULL, subject TEXT, received_at INTEGER NOT NULL)",
  );
  const insert = db.prepare("INSERT INTO deliveries VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING");
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const rawBody = Buffer.concat(parts).toString("utf8");
    const checked = await shopify.webhooks.validate({ rawBody, rawRequest: request, rawResponse: response });
    if (!checked.valid) return void response.writeHead(401).end();
    const { admin_graphql_api_id: subject } = JSON.parse(rawBody) as { admin_graphql_api_id: string };
    const id = request.headers["x-shopify-webhook-id"] as string;
    insert.run(id, request.headers["x-shopify-topic"] as string, subject, Date.now());
    response.writeHead(200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    rows: () => Number(db.prepare("SELECT count(*) AS n FROM deliveries").get()?.n),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      db.close();
    },
  };
}
