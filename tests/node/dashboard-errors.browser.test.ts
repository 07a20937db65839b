import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { bin, fromRoot } from "#scripts/platform/paths.ts";
import { run } from "#scripts/platform/run.ts";
import { findChromium } from "#scripts/platform/tools.ts";
import { until } from "./trial-system.ts";

const built = mkdtempSync(path.join(tmpdir(), "royal-dashboard-"));
const taken: string[] = [];
const servers: Server[] = [];
let browser: Browser;

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: findChromium() ?? "", args: ["--headless", "--no-sandbox"] });
});
afterAll(async () => {
  await browser?.close();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(built, { recursive: true, force: true });
});

it("tells of an error and of a rejection nobody caught, under the policy it was built with", async () => {
  const receiver = await listen(
    createServer(async (request, response) => {
      let body = "";
      for await (const part of request) body += String(part);
      taken.push(body);
      response.setHeader("access-control-allow-origin", "*").end("{}");
    }),
  );
  const args = ["build", fromRoot("pages-ui"), "--logLevel", "warn", "--outDir", built, "--emptyOutDir"];
  const { status, output } = await run(bin("vite"), args, { VITE_SENTRY_DSN: `http://public@${receiver}/42` });
  expect(status, output).toBe(0);
  const policy = /Content-Security-Policy: (.*)/.exec(readFileSync(path.join(built, "_headers"), "utf8"))?.[1] ?? "";
  expect(policy).toContain(`connect-src 'self' http://${receiver};`);

  const types: Record<string, string> = { ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
  const site = await listen(
    createServer(({ url = "/" }, response) => {
      if (url.startsWith("/api/"))
        return void response.writeHead(401, { "content-type": "application/json" }).end("{}");
      const file = path.join(built, path.extname(url) ? url : "index.html");
      response.setHeader("content-security-policy", policy);
      response.setHeader("content-type", types[path.extname(file)] ?? "text/html");
      response.end(readFileSync(file));
    }),
  );
  const page = await browser.newPage();
  await page.goto(`http://${site}/changes/a-77?who=jane`);
  expect(taken).toEqual([]);
  await page.evaluate(() => {
    const error = new TypeError("Nobody caught 'Jane'");
    setTimeout(() => {
      throw error;
    });
    void Promise.reject(error);
    void Promise.reject(new RangeError("Nobody waited for jane@shop.example"));
  });
  const events = () =>
    taken.map((body) => JSON.parse(body.split("\n")[2] ?? "{}")).sort((a, b) => (type(a) < type(b) ? -1 : 1));
  await until("two reports", async () => taken.length >= 2);
  expect(events().map((event) => [event.transaction, type(event), event.exception.values[0].value])).toEqual([
    ["/changes/:id", "RangeError", "Nobody waited for <mail>"],
    ["/changes/:id", "TypeError", 'Nobody caught "…"'],
  ]);
  expect(taken.join()).not.toMatch(/jane|a-77/i);
});

function type(event: { exception: { values: { type: string }[] } }): string {
  return event.exception.values[0]?.type ?? "";
}
