import { expect, it } from "vitest";
import { type PageEvent, pageBody, sendPage } from "./client.ts";

const event: PageEvent = {
  action: "trigger",
  dedupKey: "emergency-stop:1",
  severity: "critical",
  summary: "s".repeat(2_000),
  body: "all of it",
  source: "shop.example",
  component: "emergency-stop",
  at: Date.UTC(2026, 10, 22),
  link: { text: "Runbook", url: "https://d.example/runbooks/emergency-stop" },
};

it("triggers with severity, runbook and a summary that fits", () => {
  const body = pageBody(event, "R");
  expect(body).toMatchObject({
    routing_key: "R",
    event_action: "trigger",
    dedup_key: "emergency-stop:1",
    payload: { severity: "critical", source: "shop.example", timestamp: "2026-11-22T00:00:00.000Z" },
    links: [{ href: "https://d.example/runbooks/emergency-stop" }],
  });
  expect("payload" in body && body.payload.summary).toHaveLength(1_024);
});

it("resolves by the key alone", () => {
  expect(pageBody({ ...event, action: "resolve" }, "R")).toEqual({
    routing_key: "R",
    event_action: "resolve",
    dedup_key: "emergency-stop:1",
  });
});

it("pages nobody through a foreign address in production", async () => {
  const never = { call: () => Promise.reject(new Error("called")) };
  await expect(
    sendPage({ connection: never, routingKey: "R", environment: "production", baseUrl: "http://127.0.0.1:1" }, event),
  ).rejects.toMatchObject({ code: "foreign-base-address" });
});
