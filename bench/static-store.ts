import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** What a bulk operation of each kind would have written: JSONL. */
export interface Exports {
  products: Buffer;
  inventory: Buffer;
  orders: Buffer;
}

export interface StaticStore {
  origin: string;
  /** From now on these are what the exports hold. */
  serve(exports: Exports): void;
  close(): Promise<void>;
}

type Kind = keyof Exports;
const kinds: Kind[] = ["products", "inventory", "orders"];

/**
 * A store whose exports are ready at once, so that an import measures us and not the store that writes them; every other
 * question goes to the sandbox behind it.
 */
export async function startStaticStore(behind: string): Promise<StaticStore> {
  let files: Exports = { products: Buffer.alloc(0), inventory: Buffer.alloc(0), orders: Buffer.alloc(0) };

  const operation = (kind: Kind, ready: boolean) => ({
    id: `gid://shopify/BulkOperation/${1 + kinds.indexOf(kind)}`,
    status: ready ? "COMPLETED" : "CREATED",
    type: "QUERY",
    errorCode: null,
    createdAt: new Date().toISOString(),
    completedAt: ready ? new Date().toISOString() : null,
    objectCount: "0",
    rootObjectCount: "0",
    fileSize: String(files[kind].byteLength),
    url: ready ? `${origin}/exports/${kind}` : null,
    partialDataUrl: null,
  });

  const server: Server = createServer(async (request, response) => {
    const kind = kinds.find((each) => request.url === `/exports/${each}`);
    if (kind !== undefined) {
      const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
      const body = files[kind].subarray(from);
      return void response.writeHead(from > 0 ? 206 : 200, { "content-length": body.byteLength }).end(body);
    }
    const body = await read(request);
    const { query, variables } = JSON.parse(body.toString("utf8")) as {
      query: string;
      variables: Record<string, string>;
    };
    const answer = (data: object) =>
      response.setHeader("content-type", "application/json").end(JSON.stringify({ data }));
    if (query.includes("bulkOperationRunQuery")) {
      const asked = kinds.find((each) =>
        variables.query?.includes(each === "inventory" ? "inventoryItems" : `{${each}`),
      );
      return void answer({
        bulkOperationRunQuery: { bulkOperation: operation(asked ?? "orders", false), userErrors: [] },
      });
    }
    if (query.includes("bulkOperation(id"))
      return void answer({
        bulkOperation: operation(kinds[Number(variables.id?.split("/").at(-1)) - 1] ?? "orders", true),
      });
    const headers = {
      "content-type": "application/json",
      "x-shopify-access-token": String(request.headers["x-shopify-access-token"]),
    };
    const reply = await fetch(`${behind}${request.url}`, { method: "POST", headers, body });
    response
      .writeHead(reply.status, { "content-type": "application/json" })
      .end(Buffer.from(await reply.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    serve(exports) {
      files = exports;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
