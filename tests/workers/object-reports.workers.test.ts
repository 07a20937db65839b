import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { expect, inject, it } from "vitest";
import { reportedEvent } from "#durable-objects/own-reports.ts";
import { sentryProject } from "./reported.ts";

it("an alarm that throws is reported once, and thrown again for the platform to repeat", async () => {
  const project = sentryProject("77");
  const env = { ENVIRONMENT: "test", SENTRY_DSN: `http://public@${inject("errorReceiver")}/77` };
  const ctx = createExecutionContext();
  const broken = async () => {
    throw new TypeError("no price for Canarina Birdwell");
  };
  await expect(reportedEvent(env, ctx, "agent-state", broken)).rejects.toThrow("no price");
  await waitOnExecutionContext(ctx);
  const events = await project.settled(1);
  expect(events).toMatchObject([{ type: "event", tags: { worker: "agent-state", code: "unexpected" } }]);
  expect((await project.text()).join()).not.toContain("Canarina");
});

it("an alarm without trouble says nothing", async () => {
  const project = sentryProject("78");
  const ctx = createExecutionContext();
  const env = { ENVIRONMENT: "test", SENTRY_DSN: `http://public@${inject("errorReceiver")}/78` };
  await reportedEvent(env, ctx, "agent-state", async () => undefined);
  await waitOnExecutionContext(ctx);
  expect(await project.settled(0)).toEqual([]);
});
