import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { type Credentials, refusal } from "./signature.ts";

export interface ParameterStore {
  /** For `AWS_ENDPOINT_URL_SSM`. */
  address: string;
  parameters: Map<string, { value: string; version: number }>;
  /** Answers of this status and name instead of anything else, while set. */
  failing: { status: number; type: string } | null;
  close(): Promise<void>;
}

/** AWS Systems Manager's `GetParameter` over HTTP on this machine, to those who sign as AWS asks (Signature Version 4). */
export async function startParameterStore(options: {
  credentials: Credentials;
  region: string;
  now?: () => number;
}): Promise<ParameterStore> {
  const { credentials, region, now = Date.now } = options;
  const server = createServer((request, response) => {
    answer(request)
      .catch(() => ({ status: 500, body: { __type: "InternalServerError" } }))
      .then(({ status, body }) => {
        response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(body));
      });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const store: ParameterStore = {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    parameters: new Map(),
    failing: null,
    close: () => new Promise((closed) => server.close(() => closed())),
  };
  return store;

  async function answer(request: IncomingMessage): Promise<{ status: number; body: object }> {
    const body = await text(request);
    if (store.failing) return { status: store.failing.status, body: { __type: store.failing.type } };
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const { method = "", url = "/" } = request;
    const why = refusal({ method, url, headers, body }, { credentials, region, service: "ssm", now: now() });
    if (why !== null) return { status: 400, body: { __type: why } };
    if (headers["x-amz-target"] !== "AmazonSSM.GetParameter")
      return { status: 400, body: { __type: "UnknownOperationException" } };
    const { Name, WithDecryption } = JSON.parse(body) as { Name: string; WithDecryption?: boolean };
    const found = store.parameters.get(Name);
    if (!found) return { status: 400, body: { __type: "com.amazonaws.ssm#ParameterNotFound" } };
    // A SecureString that is not asked to be decrypted comes as it is kept.
    const value = WithDecryption ? found.value : "AQICAHg-still-encrypted";
    return { status: 200, body: { Parameter: { Name, Type: "SecureString", Value: value, Version: found.version } } };
  }
}
