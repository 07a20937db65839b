import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestProject } from "vitest/node";

/**
 * Takes Sentry envelopes as its service does, and shows them: `GET /taken/<project>` answers what the DSN's project was
 * sent, as text. Tests in workerd cannot listen themselves.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const taken = new Map<string, string[]>();
  const receiver = createServer((request, response) => {
    const [, first = "", id = "", what] = (request.url ?? "").split("?")[0]!.split("/");
    if (request.method === "GET") return void response.end(JSON.stringify(taken.get(id) ?? []));
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      if (first !== "api" || what !== "envelope") return void response.writeHead(404).end();
      taken.set(id, [...(taken.get(id) ?? []), Buffer.concat(parts).toString("utf8")]);
      response.setHeader("content-type", "application/json").end("{}");
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  project.provide("errorReceiver", `127.0.0.1:${(receiver.address() as AddressInfo).port}`);
  return async () => {
    receiver.closeAllConnections();
    await new Promise((resolve) => receiver.close(resolve));
  };
}
